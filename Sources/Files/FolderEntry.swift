internal import Glibc
public import SystemPackage

/// An entry of a folder.
public struct FolderEntry {
  public let name: FilePath.Component
  public let kind: Kind

  public enum Kind {
    /// A folder itself.
    case folder
    /// A symbolic link to a folder.
    case folderLink
    /// Anything else: a file, also one that cannot be read, or a link that leads nowhere.
    case other
  }
}

extension Folder {
  /// What is in a folder, by name; without `.` and `..`.
  ///
  /// - Throws: the errno of `opendir`.
  public static func entries(of folder: FilePath) throws(Errno) -> [FolderEntry] {
    try names(in: folder).sorted { $0.string < $1.string }.map {
      FolderEntry(name: $0, kind: kind(of: folder.appending($0)))
    }
  }

  /// The names of what is in a folder, in no order.
  static func names(in folder: FilePath) throws(Errno) -> [FilePath.Component] {
    // SAFETY: the stream is closed below.
    guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else { throw Errno.last }
    defer { unsafe closedir(stream) }
    // What `readdir` returns is as long as the name is. To name its member would copy all the 256 bytes that it
    // is declared with, and the buffer may end before.
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
      preconditionFailure("the name is stored")
    }
    var names: [FilePath.Component] = []
    // SAFETY: the entry is good until the next call, and its name ends with a zero.
    while let entry = unsafe readdir(stream) {
      let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      let name = unsafe FilePath.Component(platformString: start)
      if let name, name.kind == .regular { names.append(name) }
    }
    return names
  }

  private static func kind(of path: FilePath) -> FolderEntry.Kind {
    if (try? path.stat(followTargetSymlink: false).type) == .directory { return .folder }
    return path.isFolder ? .folderLink : .other
  }
}
