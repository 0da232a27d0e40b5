internal import Glibc

/// The variables of this process's environment.
public enum Environment {
  /// The variable's value, or nil when it is not set. What is not UTF-8 in it is replaced by U+FFFD.
  public static subscript(name: String) -> String? {
    // SAFETY: the value is copied at once, and this program never changes its environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The name of the locale for characters, by the variables that POSIX names, in their order of precedence; nil where
  /// none of them is set.
  public static func characterLocale(_ variable: (String) -> String? = { Self[$0] }) -> String? {
    ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty }
  }

  /// Whether the locale's characters are UTF-8.
  public static func localeIsUTF8(_ variable: (String) -> String? = { Self[$0] }) -> Bool {
    let locale = characterLocale(variable)?.lowercased()
    return ["utf-8", "utf8"].contains { locale?.hasSuffix($0) ?? false }
  }
}
