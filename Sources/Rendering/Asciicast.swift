/// A recording of a terminal: asciicast, version 3 or 2 (docs.asciinema.org/manual/asciicast/v3, and v2).
///
/// Its clock is the caller's: the same calls make the same bytes.
public struct Asciicast: Sendable {
  /// The version of the format. Older players read 2 alone.
  public enum Version: Int, Sendable, CaseIterable {
    case two = 2
    case three = 3
  }

  private let version: Version
  /// The recording so far: a header, and a line an event.
  public private(set) var bytes: [UInt8] = []
  /// The time since the last event, in milliseconds.
  private var interval = 0
  /// The time since the beginning, in milliseconds.
  public private(set) var duration = 0

  /// - Parameters:
  ///   - title: what players show as its title.
  ///   - columns: the terminal's width in character cells.
  ///   - rows: its height.
  public init(title: String, columns: Int, rows: Int, version: Version = .three) {
    self.version = version
    let size: [(String, JSON)] =
      switch version {
      case .two: [("width", .integer(columns)), ("height", .integer(rows))]
      case .three: [("term", .object([("cols", .integer(columns)), ("rows", .integer(rows))]))]
      }
    JSON.object([("version", .integer(version.rawValue))] + size + [("title", .string(title))])
      .writeLine(to: &bytes)
  }

  /// Lets time pass before the next event.
  public mutating func wait(milliseconds: Int) {
    interval += milliseconds
    duration += milliseconds
  }

  /// The terminal shows something. A line feed alone begins a line at its left margin.
  ///
  /// - Parameter text: whole characters in UTF-8.
  public mutating func write(_ text: [UInt8]) {
    guard !text.isEmpty else { return }
    var output = ""
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if scalar == "\n" { output.unicodeScalars.append("\r") }
      output.unicodeScalars.append(scalar)
    }
    append("o", output)
  }

  /// Something begins here that a viewer may want to go to.
  public mutating func mark(_ label: String) {
    append("m", label)
  }

  /// The program of the terminal ends, after the time that has passed since the last event.
  public mutating func end() {
    // Version 2 has no event for it: an output of nothing keeps the time until then.
    version == .two ? append("o", "") : append("x", "0")
  }

  private mutating func append(_ code: String, _ data: String) {
    // Version 2 counts the time from the beginning.
    let time = version == .two ? duration : interval
    JSON.array([.thousandths(time), .string(code), .string(data)]).writeLine(to: &bytes)
    interval = 0
  }
}
