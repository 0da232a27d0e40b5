import Glibc

/// The variables of this process's environment.
public enum Environment {
  /// The variable's value, or nil when it is not set. What is not UTF-8 in it is replaced by U+FFFD.
  public static subscript(name: String) -> String? {
    // SAFETY: the value is copied at once, and this program never changes its environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
