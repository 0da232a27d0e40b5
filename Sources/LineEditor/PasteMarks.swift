/// Follows the bytes that readline gets, and ends a paste that is given up.
///
/// readline collects a paste up to the mark at its end. When it is told that no byte comes any more it goes on with what
/// it has, and reads past the end of that (readline 8.2, `rl_bracketed_paste_begin`). So it always gets the mark.
struct PasteMarks {
  private static let start = Array("\u{1B}[200~".utf8)
  private static let end = Array("\u{1B}[201~".utf8)

  private var isPasting = false
  /// The newest bytes, as many as a mark has.
  private var recent: [UInt8] = []
  /// What is left of a mark that the terminal has not sent.
  private var owed: ArraySlice<UInt8> = []

  /// Whether there is a byte without the terminal.
  var isOwing: Bool { !owed.isEmpty }

  mutating func takeOwed() -> UInt8? { owed.popFirst() }

  /// Notes a byte that readline gets.
  mutating func note(_ byte: UInt8) {
    recent.append(byte)
    if recent.count > Self.end.count { recent.removeFirst() }
    if recent == (isPasting ? Self.end : Self.start) { isPasting.toggle() }
  }

  /// Ends a paste, if there is one.
  ///
  /// - Returns: The first byte of the mark; nil when there is no paste.
  mutating func giveUp() -> UInt8? {
    guard isPasting else { return nil }
    isPasting = false
    recent = []
    owed = Self.end[...]
    return takeOwed()
  }
}
