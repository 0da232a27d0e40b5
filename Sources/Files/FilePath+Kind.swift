internal import Glibc
public import SystemPackage

extension FilePath {
  /// Whether something is there, or a symbolic link leads to something.
  public var exists: Bool { (try? stat()) != nil }

  /// Whether a folder is there, or a symbolic link leads to one.
  public var isFolder: Bool { (try? stat().type) == .directory }

  /// `realpath`: the absolute path of what is there, without symbolic links.
  func real() throws(Errno) -> FilePath {
    // SAFETY: the path lives during the call; `realpath` returns memory that is ours to free, or null.
    guard let real = unsafe withPlatformString({ unsafe realpath($0, nil) }) else { throw Errno.last }
    defer { unsafe free(real) }
    return unsafe FilePath(platformString: real)
  }
}
