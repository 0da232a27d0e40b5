internal import Glibc
public import SystemPackage

/// A new, empty folder that is removed with all that is in it when the last reference goes.
public final class TemporaryFolder {
  public let path: FilePath

  /// Makes the folder in ``parent``.
  ///
  /// - Throws: the errno of `mkdtemp`.
  public init() throws(Errno) {
    var template = Array("\(Self.parent)/externref-XXXXXX".utf8CString)
    // SAFETY: the template ends with a zero; `mkdtemp` replaces its marks, and returns null when it fails.
    guard unsafe mkdtemp(&template) != nil else { throw Errno.last }
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
        try? unsafe path.call { unsafe unlink($0) }
      }
    }
    try? unsafe folder.call { unsafe rmdir($0) }
  }

  /// Where temporary folders are made: `TMPDIR`, or `/tmp`.
  public static var parent: String {
    Environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }
}
