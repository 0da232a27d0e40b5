import Foundation

/// A tool that watches this process while it runs, and the programs that it starts.
public enum Sanitizer: Sendable {
  case address, thread

  /// The sanitizer that this process was built for, if any.
  public static let current: Sanitizer? =
    // SAFETY: the names are constants; the addresses are not followed.
    if unsafe dlsym(nil, "__asan_init") != nil {
      .address
    } else if unsafe dlsym(nil, "__tsan_init") != nil {
      .thread
    } else {
      nil
    }

  /// The variables with which sanitizers are told where to report: for programs that get no other part of the
  /// environment.
  public static let environment = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "ASAN_SYMBOLIZER_PATH", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
  }
}
