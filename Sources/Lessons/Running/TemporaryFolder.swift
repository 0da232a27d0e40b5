internal import Glibc
internal import SystemPackage

/// A new, empty folder that is removed with the files in it when the last reference goes.
final class TemporaryFolder {
  let path: FilePath

  /// Makes the folder in ``parent``.
  ///
  /// - Throws: the errno of `mkdtemp`.
  init() throws(Errno) {
    var template = Array("\(Self.parent)/externref-XXXXXX".utf8CString)
    // SAFETY: the template ends with a zero; `mkdtemp` replaces its marks, and returns null when it fails.
    guard unsafe mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    path = FilePath(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  deinit {
    // Sessions make files, but no folders. Nobody is left to tell if something stays.
    // SAFETY: the paths live during the calls.
    for entry in (try? FolderEntry.entries(of: path)) ?? [] {
      unsafe path.appending(entry.name).withPlatformString { _ = unsafe unlink($0) }
    }
    unsafe path.withPlatformString { _ = unsafe rmdir($0) }
  }

  /// Where temporary folders are made: `TMPDIR`, or `/tmp`.
  static var parent: String {
    // SAFETY: nothing in this process changes its environment, so the string stays as it is while it is copied.
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    return folder.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }
}
