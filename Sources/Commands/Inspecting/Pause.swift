internal import Glibc

/// Waiting without doing anything.
enum Pause {
  /// - Parameter duration: in whole milliseconds.
  static func wait(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    usleep(useconds_t(seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
  }
}
