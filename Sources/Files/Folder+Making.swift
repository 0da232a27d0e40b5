internal import Glibc
public import SystemPackage

extension Folder {
  /// Makes a folder for the user alone, and those above it that are missing.
  ///
  /// - Throws: an errno.
  public static func make(_ path: FilePath) throws(Errno) {
    do throws(Errno) {
      try makeLast(of: path)
    } catch .noSuchFileOrDirectory where !path.removingLastComponent().isEmpty {
      try make(path.removingLastComponent())
      try makeLast(of: path)
    }
  }

  private static func makeLast(of path: FilePath) throws(Errno) {
    do throws(Errno) {
      try unsafe path.call { unsafe mkdir($0, 0o700) }
      // The umask may have taken even the owner's.
      try unsafe path.call { unsafe chmod($0, 0o700) }
    } catch .fileExists {}
  }
}
