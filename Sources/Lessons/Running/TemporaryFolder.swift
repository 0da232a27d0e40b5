internal import Glibc
internal import SystemPackage

/// A new, empty folder that is removed with all that is in it when the last reference goes.
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
    Self.remove(path)
  }

  /// Removes a folder with all that is in it. Nobody is left to tell if something stays.
  private static func remove(_ folder: FilePath) {
    for entry in (try? FolderEntry.entries(of: folder)) ?? [] {
      let path = folder.appending(entry.name)
      if entry.kind == .folder {
        remove(path)
      } else {
        // SAFETY: the path lives during the call.
        unsafe path.withPlatformString { _ = unsafe unlink($0) }
      }
    }
    // SAFETY: the path lives during the call.
    unsafe folder.withPlatformString { _ = unsafe rmdir($0) }
  }

  /// Where temporary folders are made: `TMPDIR`, or `/tmp`.
  static var parent: String {
    // SAFETY: nothing in this process changes its environment, so the string stays as it is while it is copied.
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    return folder.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }
}
