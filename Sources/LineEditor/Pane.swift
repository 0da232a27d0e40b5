internal import CSignals
internal import Glibc
internal import SystemPackage

/// The upper half of the terminal, set apart from the lines that scroll below it.
///
/// The terminal itself does the setting apart: it is told to scroll only the rows below (DECSTBM). So what is printed, a
/// line editor included, needs to know nothing of the pane but the number of rows that are left (``scrollingRows``).
/// Whenever the pane is shown, hidden or stopped, the lines below keep their order and what they say; only when the
/// terminal changes its size are they wiped, because each terminal moves them in its own way then.
///
/// A signal that ends or stops the process takes the pane away first, wherever the process is. `SIGKILL` and `SIGSTOP`
/// cannot be caught: after them the command `reset` puts the terminal right.
public final class Pane {
  /// Why there can be no pane.
  public enum Obstacle: Error, Sendable, Equatable {
    case noTerminal
    /// The terminal understands no escape sequences.
    case dumb
    case tooSmall(Terminal.Size)
  }

  /// The smallest terminal that has room for a pane.
  public static let smallestTerminal = Terminal.Size(columns: 24, rows: 8)

  private let descriptor = FileDescriptor.standardOutput
  private let content: (Terminal.Size) -> [[UInt8]]
  /// Whether a pane is wanted. In a terminal that has become too small there is none all the same.
  public private(set) var isOn = false
  /// The size of the terminal that the pane was laid out for; nil while it is not shown.
  private var size: Terminal.Size?

  /// - Parameter content: gives the rows of the pane, as many as its size says or fewer, none wider than that, and none
  ///   with other control characters than colours.
  public init(content: @escaping (Terminal.Size) -> [[UInt8]]) {
    self.content = content
  }

  deinit {
    hide()
  }

  /// How many rows are left to scroll; nil while the pane is not shown.
  public var scrollingRows: Int? { size.map { $0.rows - Self.height(in: $0) } }

  /// How many rows the pane takes.
  private static func height(in size: Terminal.Size) -> Int { size.rows / 2 }

  // MARK: Showing

  /// Shows the pane. Does nothing where it is shown already.
  public func show() throws(Obstacle) {
    guard !isOn else { return }
    guard Terminal.isTerminal(descriptor), let size = Terminal.size(descriptor) else { throw .noTerminal }
    guard !Terminal.isDumb() else { throw .dumb }
    guard Self.hasRoom(in: size) else { throw .tooSmall(size) }
    isOn = true
    guard_install()
    enter(size)
  }

  /// Takes the pane away. The lines below it move up.
  public func hide() {
    guard isOn else { return }
    leave()
    isOn = false
    size = nil
    guard_remove()
  }

  /// Draws the pane anew. Follows the size of the terminal, and comes back after the process was stopped.
  ///
  /// - Returns: whether the rows below were wiped.
  @discardableResult
  public func refresh() -> Bool {
    if comeBack() { return false }
    guard isOn, let current = Terminal.size(descriptor) else { return false }
    if size == current {
      draw(in: current)
      return false
    }
    if size == nil, !Self.hasRoom(in: current) { return false }
    begin(anewIn: current)
    return true
  }

  /// Shows the pane again if the process was stopped, and the pane taken away before.
  ///
  /// - Returns: whether it was.
  @discardableResult
  func comeBack() -> Bool {
    guard size != nil, !guard_is_set(), let current = Terminal.size(descriptor) else { return false }
    size = nil
    if Self.hasRoom(in: current) { enter(current) }
    return true
  }

  /// Wipes the rows below the pane, and leaves the cursor in the first of them.
  public func clearBelow() {
    guard let size else { return }
    write { Sequences.wipe(below: Self.height(in: size), into: &$0) }
  }

  /// Wipes the terminal and draws the pane anew, when it is not known what the terminal shows.
  public func startAnew() {
    if isOn, let current = Terminal.size(descriptor) { begin(anewIn: current) }
  }

  private static func hasRoom(in size: Terminal.Size) -> Bool {
    size.columns >= smallestTerminal.columns && size.rows >= smallestTerminal.rows
  }

  /// Makes room for the pane above what the terminal shows.
  private func enter(_ size: Terminal.Size) {
    let height = Self.height(in: size)
    write(leaving: Sequences.removal(ofHeight: height)) { bytes in
      Sequences.insertRows(height, into: &bytes)
      Sequences.scroll(below: height, of: size.rows, into: &bytes)
      Sequences.draw(
        content(Terminal.Size(columns: size.columns, rows: height)), height: height, into: &bytes)
    }
    self.size = size
  }

  private func begin(anewIn size: Terminal.Size) {
    let height = Self.height(in: size)
    guard Self.hasRoom(in: size) else {
      write(leaving: []) { Sequences.wipeAll(into: &$0) }
      self.size = nil
      return
    }
    write(leaving: Sequences.removal(ofHeight: height)) { bytes in
      Sequences.wipeAll(into: &bytes)
      Sequences.scroll(below: height, of: size.rows, into: &bytes)
      Sequences.draw(
        content(Terminal.Size(columns: size.columns, rows: height)), height: height, into: &bytes)
      Sequences.wipe(below: height, into: &bytes)
    }
    self.size = size
  }

  private func draw(in size: Terminal.Size) {
    let height = Self.height(in: size)
    let rows = content(Terminal.Size(columns: size.columns, rows: height))
    write { Sequences.draw(rows, height: height, into: &$0) }
  }

  /// Takes the pane off the terminal without forgetting that it is wanted: before the process is stopped, for example.
  func leave() {
    guard let size, guard_is_set() else { return }
    write(leaving: []) { $0 += Sequences.removal(ofHeight: Self.height(in: size)) }
  }

  // MARK: Writing

  /// Writes in one go what `body` collects.
  ///
  /// - Parameter words: what is to be written from then on when a signal ends the process; nil to leave that as it is.
  private func write(leaving words: [UInt8]? = nil, _ body: (inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    body(&bytes)
    guard_hold()
    defer { guard_release() }
    if let words {
      // SAFETY: the bytes are copied during the call.
      unsafe words.withUnsafeBytes { words in
        unsafe guard_set(
          descriptor.rawValue, words.baseAddress?.assumingMemoryBound(to: CChar.self), words.count)
      }
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: `write` reads the bytes of the slice during the call.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor.rawValue, $0.baseAddress, $0.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var output = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
        // SAFETY: one descriptor is looked at, and it lives during the call.
        _ = unsafe poll(&output, 1, -1)
      } else if errno != EINTR || guard_is_wanted() {
        // No one sees the terminal any more, or the process is about to end.
        return
      }
    }
  }
}

/// Escape sequences of ECMA-48 and of the VT100, which xterm and its like understand. Rows count from 1.
private enum Sequences {
  private static let saveCursor = "\u{1B}7"
  private static let restoreCursor = "\u{1B}8"
  /// All rows scroll (DECSTBM); the cursor goes home.
  private static let scrollAll = "\u{1B}[r"
  private static let home = "\u{1B}[H"

  /// Inserts rows at the top of the screen. What the screen shows moves down, and as far up before that there is room.
  static func insertRows(_ count: Int, into bytes: inout [UInt8]) {
    bytes += String(repeating: "\n", count: count).utf8
    bytes += "\u{1B}[\(count)A\(saveCursor)\(home)\u{1B}[\(count)L\(restoreCursor)\u{1B}[\(count)B".utf8
  }

  /// Lets only the rows below `height` scroll.
  static func scroll(below height: Int, of rows: Int, into bytes: inout [UInt8]) {
    bytes += "\(saveCursor)\u{1B}[\(height + 1);\(rows)r\(restoreCursor)".utf8
  }

  /// Draws rows at the top of the screen, and returns to where the cursor was.
  static func draw(_ rows: [[UInt8]], height: Int, into bytes: inout [UInt8]) {
    bytes += "\(saveCursor)\u{1B}[?25l\u{1B}[m".utf8
    for row in 0..<height {
      bytes += "\u{1B}[\(row + 1);1H\u{1B}[K".utf8
      if row < rows.count { bytes += rows[row] }
    }
    bytes += "\u{1B}[?25h\(restoreCursor)".utf8
  }

  static func wipe(below height: Int, into bytes: inout [UInt8]) {
    bytes += "\u{1B}[\(height + 1);1H\u{1B}[J".utf8
  }

  static func wipeAll(into bytes: inout [UInt8]) {
    bytes += "\u{1B}[m\(scrollAll)\(home)\u{1B}[2J".utf8
  }

  /// Removes the rows of the pane. The rows below move up, and the cursor with them.
  static func removal(ofHeight height: Int) -> [UInt8] {
    Array(
      "\(saveCursor)\u{1B}[?25h\u{1B}[m\(scrollAll)\(home)\u{1B}[\(height)M\(restoreCursor)\u{1B}[\(height)A"
        .utf8)
  }
}
