/// A grid of character cells to draw lines and text on.
///
/// Lines that meet in a cell join there: each cell knows in which directions lines leave it.
struct Canvas {
  /// The directions in which lines leave a cell.
  struct Directions: OptionSet {
    let rawValue: UInt8

    static let up = Directions(rawValue: 1)
    static let right = Directions(rawValue: 2)
    static let down = Directions(rawValue: 4)
    static let left = Directions(rawValue: 8)
  }

  private struct Cell {
    /// Nil for a blank cell, and for the right half of a wide character.
    var text: String?
    var lines: Directions = []
    var isHeavy = false
    var isCovered = false
    var paint = Paint.plain
  }

  let columns: Int
  private var rows: [[Cell]] = []

  init(columns: Int) {
    self.columns = columns
  }

  var height: Int { rows.count }

  private mutating func change(_ row: Int, _ column: Int, _ body: (inout Cell) -> Void) {
    guard row >= 0, (0..<columns).contains(column) else { return }
    while rows.count <= row { rows.append(Array(repeating: Cell(), count: columns)) }
    body(&rows[row][column])
  }

  /// Writes text that holds nothing unprintable, cut at the right edge.
  mutating func write(_ text: String, row: Int, column: Int, _ paint: Paint = .plain) {
    var column = column
    for character in text {
      let width = DisplayWidth.of(character)
      guard column + width <= columns else { return }
      change(row, column) { $0 = Cell(text: String(character), paint: paint) }
      for offset in 1..<max(1, width) { change(row, column + offset) { $0 = Cell(isCovered: true) } }
      column += width
    }
  }

  /// Draws a line from one column of a row to another, both included.
  mutating func horizontal(row: Int, from: Int, to: Int, heavy: Bool = false, _ paint: Paint = .plain) {
    let (low, high) = (min(from, to), max(from, to))
    for column in low...high {
      change(row, column) { cell in
        if column > low { cell.lines.insert(.left) }
        if column < high { cell.lines.insert(.right) }
        cell.isHeavy = cell.isHeavy || heavy
        cell.paint = paint
      }
    }
  }

  /// Draws a line from one row of a column to another, both included.
  mutating func vertical(column: Int, from: Int, to: Int, heavy: Bool = false, _ paint: Paint = .plain) {
    let (low, high) = (min(from, to), max(from, to))
    for row in low...high {
      change(row, column) { cell in
        if row > low { cell.lines.insert(.up) }
        if row < high { cell.lines.insert(.down) }
        cell.isHeavy = cell.isHeavy || heavy
        cell.paint = paint
      }
    }
  }

  /// Draws the outline of a box.
  mutating func box(rows: ClosedRange<Int>, columns: ClosedRange<Int>, heavy: Bool, _ paint: Paint = .plain) {
    for row in [rows.lowerBound, rows.upperBound] {
      horizontal(row: row, from: columns.lowerBound, to: columns.upperBound, heavy: heavy, paint)
    }
    for column in [columns.lowerBound, columns.upperBound] {
      vertical(column: column, from: rows.lowerBound, to: rows.upperBound, heavy: heavy, paint)
    }
  }

  /// Appends the rows to a text, without blanks at their ends.
  func write(to text: inout TextBuffer) {
    for row in rows {
      let end = row.lastIndex { $0.text != nil || !$0.lines.isEmpty }.map { $0 + 1 } ?? 0
      var run = ""
      var paint = Paint.plain
      for cell in row[..<end] where !cell.isCovered {
        if cell.paint != paint {
          text.write(drawn: run, paint)
          (run, paint) = ("", cell.paint)
        }
        run += cell.text ?? Self.sign(for: cell.lines, heavy: cell.isHeavy, unicode: text.style.usesUnicode)
      }
      text.write(drawn: run, paint)
      text.newline()
    }
  }

  private static let light = Array(" ╵╶└╷│┌├╴┘─┴┐┤┬┼")
  private static let heavy = Array(" ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋")
  private static let ascii = Array(" |-+||++-+-+++++")

  private static func sign(for lines: Directions, heavy isHeavy: Bool, unicode: Bool) -> String {
    let signs = unicode ? (isHeavy ? heavy : light) : ascii
    let sign = signs[Int(lines.rawValue)]
    guard isHeavy, !unicode else { return String(sign) }
    switch sign {
    case "-": return "="
    case "|", "+": return "#"
    default: return String(sign)
    }
  }
}
