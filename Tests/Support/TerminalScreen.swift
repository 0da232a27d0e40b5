/// The screen of a terminal: what is left in its cells of everything that a program wrote.
///
/// It understands the part of xterm that line editors and panes use: moving the cursor, erasing, inserting and deleting
/// characters and lines, scrolling within a region. Every character takes one cell. What it does not know, it skips.
public struct TerminalScreen: Sendable {
  public private(set) var columns: Int
  public private(set) var rows: Int
  /// From zero.
  public private(set) var cursor = (row: 0, column: 0)
  private var cells: [[Character]]
  /// A character in the last column leaves the cursor there. The next character goes to the next row.
  private var wrapsNext = false
  private var savedCursor = (row: 0, column: 0)
  /// The rows that scroll.
  private var region: Range<Int>
  private var input = Input.text
  private var utf8: [UInt8] = []

  private enum Input {
    case text, escape, skipOne
    case control([UInt8])
    case command
  }

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    region = 0..<rows
  }

  /// The rows, without blanks at their ends.
  public var lines: [String] {
    cells.map { row in
      String(row[..<(row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0)])
    }
  }

  /// The rows down to the last that is not empty.
  public var text: String {
    let lines = lines
    return lines[..<(lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)].joined(separator: "\n")
  }

  /// Whether all rows scroll, and none is set apart.
  public var scrollsWhole: Bool { region == 0..<rows }

  /// The cells of all rows, one row right after the other.
  public var flowingText: String { cells.map { String($0) }.joined() }

  /// Cuts or extends rows at their right ends and the screen at its bottom.
  public mutating func resize(columns: Int, rows: Int) {
    // A screen that gets lower keeps the cursor's row in sight.
    while cells.count > rows {
      if cursor.row == cells.count - 1 {
        cells.removeFirst()
        cursor.row -= 1
      } else {
        cells.removeLast()
      }
    }
    while cells.count < rows { cells.append([]) }
    for row in cells.indices {
      cells[row] = Array(cells[row].prefix(columns))
      cells[row] += Array(repeating: " ", count: columns - cells[row].count)
    }
    self.columns = columns
    self.rows = rows
    region = 0..<rows
    cursor.column = min(cursor.column, columns - 1)
    wrapsNext = false
  }

  public mutating func write(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch input {
    case .text: takeText(byte)
    case .escape: takeEscape(byte)
    case .skipOne: input = .text
    case .control(let parameters):
      if (0x40...0x7E).contains(byte) {
        input = .text
        perform(byte, parameters)
      } else {
        input = .control(parameters + [byte])
      }
    case .command:
      // Ended by BEL or by ESC and a backslash.
      if byte == 0x07 { input = .text } else if byte == 0x1B { input = .skipOne }
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    switch byte {
    case 0x1B: input = .escape
    case 0x08:
      cursor.column = max(0, cursor.column - 1)
      wrapsNext = false
    case 0x09:
      cursor.column = min(columns - 1, (cursor.column / 8 + 1) * 8)
    case 0x0A...0x0C: moveDown()
    case 0x0D:
      cursor.column = 0
      wrapsNext = false
    case 0x00...0x1F, 0x7F: break
    default:
      utf8.append(byte)
      if let character = String(validating: utf8, as: UTF8.self)?.first {
        utf8 = []
        put(character)
      } else if utf8.count == 4 {
        utf8 = []
        put("\u{FFFD}")
      }
    }
  }

  private mutating func put(_ character: Character) {
    if wrapsNext {
      cursor.column = 0
      moveDown()
    }
    cells[cursor.row][cursor.column] = character
    wrapsNext = cursor.column == columns - 1
    if !wrapsNext { cursor.column += 1 }
  }

  private mutating func moveDown() {
    wrapsNext = false
    if cursor.row == region.upperBound - 1 {
      scroll(region, by: 1)
    } else {
      cursor.row = min(rows - 1, cursor.row + 1)
    }
  }

  /// Moves rows up, or down by a negative number, and empties those that become free.
  private mutating func scroll(_ range: Range<Int>, by count: Int) {
    let blank = Array(repeating: Character(" "), count: columns)
    for _ in 0..<min(abs(count), range.count) {
      if count > 0 {
        cells.remove(at: range.lowerBound)
        cells.insert(blank, at: range.upperBound - 1)
      } else {
        cells.remove(at: range.upperBound - 1)
        cells.insert(blank, at: range.lowerBound)
      }
    }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    input = .text
    switch byte {
    case UInt8(ascii: "["): input = .control([])
    case UInt8(ascii: "]"): input = .command
    case UInt8(ascii: "("), UInt8(ascii: ")"): input = .skipOne
    case UInt8(ascii: "7"): savedCursor = cursor
    case UInt8(ascii: "8"): cursor = savedCursor
    case UInt8(ascii: "M"):
      if cursor.row == region.lowerBound {
        scroll(region, by: -1)
      } else {
        cursor.row = max(0, cursor.row - 1)
      }
    default: break
    }
  }

  private mutating func perform(_ command: UInt8, _ parameters: [UInt8]) {
    // Private modes, bracketed paste among them, change nothing that can be seen.
    guard parameters.first != UInt8(ascii: "?") else { return }
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      Int(String(decoding: $0, as: UTF8.self)) ?? 0
    }
    let first = numbers.first ?? 0
    let count = max(1, first)
    let blank = Character(" ")
    wrapsNext = false
    switch command {
    case UInt8(ascii: "A"): cursor.row = max(0, cursor.row - count)
    case UInt8(ascii: "B"): cursor.row = min(rows - 1, cursor.row + count)
    case UInt8(ascii: "C"): cursor.column = min(columns - 1, cursor.column + count)
    case UInt8(ascii: "D"): cursor.column = max(0, cursor.column - count)
    case UInt8(ascii: "G"): cursor.column = min(columns, count) - 1
    case UInt8(ascii: "d"): cursor.row = min(rows, count) - 1
    case UInt8(ascii: "H"), UInt8(ascii: "f"):
      cursor = (min(rows, count) - 1, min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1)
    case UInt8(ascii: "J"):
      let erased = first == 0 ? cursor.row + 1..<rows : first == 1 ? 0..<cursor.row : 0..<rows
      for row in erased { cells[row] = Array(repeating: blank, count: columns) }
      if first < 2 { erase(in: cursor.row, first) }
    case UInt8(ascii: "K"): erase(in: cursor.row, first)
    case UInt8(ascii: "P"):
      let deleted = min(count, columns - cursor.column)
      cells[cursor.row].removeSubrange(cursor.column..<cursor.column + deleted)
      cells[cursor.row] += Array(repeating: blank, count: deleted)
    case UInt8(ascii: "@"):
      cells[cursor.row].insert(contentsOf: Array(repeating: blank, count: count), at: cursor.column)
      cells[cursor.row].removeSubrange(columns...)
    case UInt8(ascii: "X"):
      for column in cursor.column..<min(columns, cursor.column + count) { cells[cursor.row][column] = blank }
    case UInt8(ascii: "L"):
      if region.contains(cursor.row) { scroll(cursor.row..<region.upperBound, by: -count) }
    case UInt8(ascii: "M"):
      if region.contains(cursor.row) { scroll(cursor.row..<region.upperBound, by: count) }
    case UInt8(ascii: "S"): scroll(region, by: count)
    case UInt8(ascii: "T"): scroll(region, by: -count)
    case UInt8(ascii: "r"):
      let last = numbers.count > 1 && numbers[1] > 0 ? min(rows, numbers[1]) : rows
      region = count - 1..<max(count, last)
      cursor = (0, 0)
    case UInt8(ascii: "s"): savedCursor = cursor
    case UInt8(ascii: "u"): cursor = savedCursor
    default: break
    }
  }

  /// Erases from the cursor to the end of the row (0), from its start to the cursor (1), or all of it (2).
  private mutating func erase(in row: Int, _ part: Int) {
    let erased = part == 0 ? cursor.column..<columns : part == 1 ? 0..<cursor.column + 1 : 0..<columns
    for column in erased { cells[row][column] = " " }
  }
}
