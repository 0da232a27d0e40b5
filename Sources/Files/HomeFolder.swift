internal import Glibc

/// Home folders in paths as users type them.
public enum HomeFolder {
  /// The path with the home folder in the place of `~` or `~user` at its start, as the system's shell has it: that
  /// first part of the path is left as it is where no user has the name.
  public static func expanding(_ path: String) -> String {
    guard path.utf8.first == UInt8(ascii: "~") else { return path }
    let user = path.dropFirst().prefix { $0 != "/" }
    guard let home = user.isEmpty ? Environment.home : Self.of(String(user)) else { return path }
    return home + path.dropFirst(1 + user.count)
  }

  /// The home folder of a user by name.
  private static func of(_ user: String) -> String? {
    unsafe folder { entry, buffer, size, found in unsafe getpwnam_r(user, entry, buffer, size, found) }
  }

  /// The home folder of the user whose process this is, as the system knows it.
  fileprivate static var ofProcess: String? {
    unsafe folder { entry, buffer, size, found in unsafe getpwuid_r(getuid(), entry, buffer, size, found) }
  }

  private typealias Search = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> CInt

  private static func folder(_ search: Search) -> String? {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    // SAFETY: the entry's strings lie in the buffer, and are copied while that lives.
    return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, unsafe search(&entry, start, buffer.count, &found) == 0,
        unsafe found != nil
      else { return nil }
      return unsafe String(cString: entry.pw_dir)
    }
  }
}

extension Environment {
  /// The user's home folder: `HOME`, or what the system knows where that is not set.
  public static var home: String? {
    if let home = Self["HOME"], !home.isEmpty { return home }
    return HomeFolder.ofProcess
  }
}
