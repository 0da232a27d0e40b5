internal import Glibc
public import SystemPackage

extension FilePath {
  /// Whether something is there, or a symbolic link leads to something.
  public var exists: Bool { (try? stat()) != nil }

  /// Whether a folder is there, or a symbolic link leads to one.
  public var isFolder: Bool { (try? stat().type) == .directory }

  /// Whether a file is there that this process may execute.
  public var isExecutable: Bool {
    // SAFETY: the path lives during the call.
    unsafe withPlatformString { unsafe access($0, X_OK) } == 0 && !isFolder
  }

  /// The file of the program that runs in this process, without symbolic links; empty where the system does not say.
  public static var runningProgram: FilePath {
    (try? FilePath("/proc/self/exe").real()) ?? FilePath()
  }

  /// `realpath`: the absolute path of what is there, without symbolic links.
  func real() throws(Errno) -> FilePath {
    // SAFETY: the path lives during the call; `realpath` returns memory that is ours to free, or null.
    guard let real = unsafe withPlatformString({ unsafe realpath($0, nil) }) else { throw Errno.last }
    defer { unsafe free(real) }
    return unsafe FilePath(platformString: real)
  }
}
