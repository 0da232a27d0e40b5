internal import Glibc
internal import SystemPackage

/// An entry of a folder.
struct FolderEntry {
  let name: String
  /// Whether it is a folder itself; a symbolic link to one is not.
  let isFolder: Bool

  /// What is in a folder, by name; without `.` and `..`.
  ///
  /// - Throws: the errno of `opendir`.
  static func entries(of folder: FilePath) throws(Errno) -> [FolderEntry] {
    // SAFETY: the path lives during the call; the stream is closed below.
    guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    // SAFETY: the entry is good until the next call, and its name ends with a zero.
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard name != ".", name != ".." else { continue }
      unsafe entries.append(
        FolderEntry(name: name, isFolder: isFolder(entry.pointee, at: folder.appending(name))))
    }
    return entries.sorted { $0.name < $1.name }
  }

  private static func isFolder(_ entry: dirent, at path: FilePath) -> Bool {
    if entry.d_type != UInt8(DT_UNKNOWN) { return entry.d_type == UInt8(DT_DIR) }
    // Not every file system tells.
    var status = stat()
    // SAFETY: the path lives during the call, and the status is filled in by it.
    return unsafe path.withPlatformString { unsafe lstat($0, &status) } == 0
      && status.st_mode & S_IFMT == S_IFDIR
  }
}
