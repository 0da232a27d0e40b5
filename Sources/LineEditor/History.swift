internal import Files
public import SystemPackage

/// The lines that were entered, in this session and in those before it, kept in a file.
///
/// Each line is written when it is entered, so that a session that is killed has lost nothing; sessions that run at the
/// same time add to one file. The file is cut to ``capacity`` lines when a session starts, and at no other time.
///
/// A line is kept when it is text that a terminal shows as it is: valid UTF-8, without control characters other than
/// tabs, not blank, at most 64 KiB, and not the same as the line before it. Anything else that the file contains is
/// left alone and never recalled.
///
/// Trouble with the file never disturbs the session: lines are still recalled within it, and ``takeWarning()`` tells
/// once what was wrong.
public final class History {
  /// The number of lines that are remembered.
  public let capacity: Int
  /// What can be recalled, from the oldest line to the newest.
  public private(set) var lines: [[UInt8]] = []

  private let file: HistoryFile?
  private var warning: HistoryWarning?
  private var hasWarned = false

  /// Reads the file, which need not exist, and cuts it to `capacity` lines.
  ///
  /// - Parameters:
  ///   - path: The file. Folders that are missing on the way to it are made, with mode 0700; the file gets mode 0600.
  ///     With nil, lines are remembered for this session only.
  ///   - capacity: The number of lines to remember.
  public init(path: FilePath?, capacity: Int = 10_000) {
    precondition(capacity > 0, "a history remembers at least one line")
    self.capacity = capacity
    file = path.map { HistoryFile(path: $0) }
    guard let file else { return }
    let (lines, problem) = file.start(capacity: capacity)
    self.lines = lines
    if let problem { warn(problem) }
  }

  /// Adds a line, given without its line feed, in memory and in the file.
  ///
  /// - Returns: Whether the line is one that is kept.
  @discardableResult
  public func append(_ line: [UInt8]) -> Bool {
    guard Self.isKept(line.span), line != lines.last else { return false }
    if lines.count == capacity { lines.removeFirst() }
    lines.append(line)
    do {
      try file?.append(line)
    } catch {
      warn(error)
    }
    return true
  }

  /// What is wrong with the file, told once in the life of the history.
  public func takeWarning() -> HistoryWarning? {
    defer { warning = nil }
    return warning
  }

  private func warn(_ problem: HistoryWarning.Problem) {
    guard !hasWarned, let file else { return }
    hasWarned = true
    warning = HistoryWarning(path: file.path, problem: problem)
  }

  /// Whether the line is text that a terminal shows as it is, and not blank.
  static func isKept(_ line: Span<UInt8>) -> Bool {
    guard line.count <= 1 << 16, (try? UTF8Span(validating: line)) != nil else { return false }
    var isBlank = true
    var previous: UInt8 = 0
    for index in line.indices {
      let byte = line[index]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case 0..<0x20, 0x7F: return false
      // In UTF-8 the control characters past ASCII are 0xC2 and one of these.
      case 0x80..<0xA0 where previous == 0xC2: return false
      default: isBlank = false
      }
      previous = byte
    }
    return !isBlank
  }
}
