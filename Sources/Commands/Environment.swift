#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The variables of the process's environment.
enum Environment {
  static subscript(name: String) -> String? {
    // SAFETY: nothing in this process changes its environment, so the string stays as it is while it is copied.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Whether the locale's characters are UTF-8, by the variables that POSIX names, in their order of precedence.
  static func localeIsUTF8(_ variable: (String) -> String? = { Self[$0] }) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
    return ["utf-8", "utf8"].contains { locale?.lowercased().hasSuffix($0) ?? false }
  }
}
