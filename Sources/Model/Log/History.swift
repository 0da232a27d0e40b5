/// A line of the session as it was typed.
public struct RecordedLine: Sendable, Equatable {
  /// The number of the line among those that the session was given, from 1.
  public let number: Int
  /// Where the line comes from a file that line `number` asked to read: its number in that file.
  public let nestedNumber: Int?
  public let text: String
  public let failed: Bool
  /// What the line did; empty where that was not recorded.
  public package(set) var events: [Event]

  package init(number: Int, nestedNumber: Int? = nil, text: String, failed: Bool, events: [Event] = []) {
    self.number = number
    self.nestedNumber = nestedNumber
    self.text = text
    self.failed = failed
    self.events = events
  }

  /// A line with what it did, as a record keeps it.
  package init(number: Int, nestedNumber: Int? = nil, text: String, recording events: [Event]) {
    self.init(
      number: number, nestedNumber: nestedNumber, text: text, failed: events.contains(where: \.isError),
      events: events.map(\.withoutOwners))
  }

  /// The number that messages call the line by, and that objects keep as that of their making.
  package var madeOn: Int { nestedNumber ?? number }
}

/// The lines of a session that were evaluated, the youngest of them if there are very many.
package struct History {
  package static let lineLimit = 100_000
  package static let byteLimit = 16 << 20

  private struct Entry {
    let number: Int
    let nestedNumber: Int?
    let end: Int
    let failed: Bool
  }

  // One run of bytes instead of a string a line: recording costs a copy, and no allocation of its own.
  package init() {}

  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Whether older lines have been let go.
  package private(set) var isTruncated = false

  package mutating func record(_ line: [UInt8], number: Int, nestedNumber: Int? = nil, failed: Bool) {
    if entries.count >= Self.lineLimit { forgetOlderHalf() }
    while bytes.count + line.count > Self.byteLimit, !entries.isEmpty { forgetOlderHalf() }
    bytes += line
    entries.append(Entry(number: number, nestedNumber: nestedNumber, end: bytes.count, failed: failed))
  }

  private mutating func forgetOlderHalf() {
    isTruncated = true
    guard let cut = entries.dropLast(entries.count / 2).last?.end else { return }
    bytes.removeFirst(cut)
    entries = entries.suffix(entries.count / 2).map {
      Entry(number: $0.number, nestedNumber: $0.nestedNumber, end: $0.end - cut, failed: $0.failed)
    }
  }

  package var lines: [RecordedLine] {
    var start = 0
    return entries.map { entry in
      defer { start = entry.end }
      return RecordedLine(
        number: entry.number, nestedNumber: entry.nestedNumber,
        text: String(decoding: bytes[start..<entry.end], as: UTF8.self), failed: entry.failed)
    }
  }

  /// The lines as a script that can be run again. Lines that failed become comments, without what no line may
  /// hold.
  package var script: String {
    lines.map { ($0.failed ? "# failed: " + $0.text.printable : $0.text) + "\n" }.joined()
  }
}
