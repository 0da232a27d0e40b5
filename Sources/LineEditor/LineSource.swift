public import SystemPackage

/// What reading one line led to.
public enum LineStatus: Sendable, Equatable {
  /// The buffer holds a line, without the bytes that ended it.
  case line
  /// The user pressed Ctrl-C. What had been typed is gone, and the buffer is empty.
  case interrupted
  /// The line has this many bytes, which is more than the source's limit. All of it was read and thrown away,
  /// the buffer is empty, and the next call reads the line after it.
  case tooLong(byteCount: Int)
  /// The source is not UTF-8 but this: "UTF-16" for instance. Nothing of it is read, the buffer is empty, and the next
  /// call finds the end.
  case otherEncoding(String)
  /// There are no more lines, and the buffer is empty.
  case end
}

/// A place that lines come from: a terminal, a file, a pipe.
///
/// A line is a run of bytes up to a line feed. What follows the last line feed counts as a line when it is not empty.
/// The bytes are passed on as they are, be they invalid UTF-8 or NUL: what they mean is for the reader to judge.
public protocol LineSource: AnyObject {
  /// Reads the next line into `line`, whose storage is used again.
  ///
  /// - Parameters:
  ///   - prompt: What to show to a user who is asked for the line. It may contain colours (ANSI escape sequences).
  ///     A source without a user ignores it.
  ///   - line: Its old contents are replaced.
  /// - Throws: The error of the system call that failed. The source can be asked again.
  func readLine(prompt: String, into line: inout [UInt8]) throws(Errno) -> LineStatus
}

/// The limit that sources use when they are given no other: 16 MiB.
public let defaultMaximumLineLength = 16 << 20
