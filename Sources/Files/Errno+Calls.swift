internal import Glibc
public import SystemPackage

// SAFETY throughout this folder: a path that is passed to a system call as a string lives during that call, and no call
// keeps it.

extension Errno {
  /// Gives swift-system's errors their type back: it throws nothing but `Errno`, and says `any Error`.
  public static func typed<Result>(_ body: () throws -> Result) throws(Errno) -> Result {
    do {
      return try body()
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// The error of the system call that failed last on this thread.
  static var last: Errno { Errno(rawValue: errno) }

  /// Throws the error of a system call that returned something else than 0.
  static func check(_ result: CInt) throws(Errno) {
    guard result == 0 else { throw last }
  }
}

extension FilePath {
  /// Makes a system call with the path.
  ///
  /// - Throws: the error of a call that returns something else than 0.
  func call(_ body: (UnsafePointer<CChar>) -> CInt) throws(Errno) {
    try Errno.check(unsafe withPlatformString { unsafe body($0) })
  }
}
