internal import Glibc
public import SystemPackage

/// An entry of a folder.
public struct FolderEntry {
  public let name: String
  public let kind: Kind

  public enum Kind {
    /// A folder itself; a symbolic link to one is none.
    case folder
    /// A regular file, or a symbolic link to one.
    case file
    case other
  }

  /// What is in a folder, by name; without `.` and `..`.
  ///
  /// - Throws: the errno of `opendir`.
  public static func entries(of folder: FilePath) throws(Errno) -> [FolderEntry] {
    // SAFETY: the path lives during the call; the stream is closed below.
    guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else {
      throw Errno.last
    }
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    // SAFETY: the entry is good until the next call, and its name ends with a zero.
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard name != ".", name != ".." else { continue }
      entries.append(FolderEntry(name: name, kind: kind(of: folder.appending(name))))
    }
    return entries.sorted { $0.name < $1.name }
  }

  private static func kind(of path: FilePath) -> Kind {
    if (try? path.stat(followTargetSymlink: false).type) == .directory { return .folder }
    return (try? path.stat().type) == .regular ? .file : .other
  }
}
