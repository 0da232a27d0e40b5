internal import Model

/// A picture of the heap for a terminal: a column of boxes, one an object, with the names that refer to it on the left
/// and the arrows from cell to object on the right.
///
/// Boxes stand in the order of creation and have the same width, whatever is in them, so that two pictures of one
/// session can be compared by eye. What the last line touched has a heavy outline and shows its count before and after.
struct HeapPicture {
  private let view: HeapView
  private let notes: HeapNotes
  private let style: TextStyle
  private var canvas: Canvas
  /// How many arrows found no room.
  private(set) var omittedArrows = 0

  /// The widest box, and the columns on its left: labels, a blank, an arrow.
  private let box: ClosedRange<Int>
  private let labelColumns: Int
  /// How many arrows can run beside each other on the right.
  private let laneCount: Int
  /// For each object that is drawn: the row of its top border and its first row inside.
  private var places: [ObjectID: (top: Int, inside: Int)] = [:]

  private static let widest = 100
  private static let arrowColumns = 3

  init(_ view: HeapView, style: TextStyle) {
    self.view = view
    self.style = style
    notes = HeapNotes(view, style: style)
    let width = min(style.width ?? 80, Self.widest)
    laneCount = width >= 60 ? 6 : width >= 40 ? 3 : 0
    labelColumns = notes.labelColumns(of: width)
    let left = labelColumns + 1 + Self.arrowColumns
    box = left...max(left + 12, min(left + 37, width - 1 - 2 * (laneCount + 1)))
    canvas = Canvas(columns: max(width, box.upperBound + 1))
    draw()
  }

  /// How many rows the picture has.
  var height: Int { canvas.height }
  /// How many columns it takes: more than there are in a very narrow terminal.
  var width: Int { canvas.columns }

  func write(to text: inout TextBuffer) {
    canvas.write(to: &text)
  }

  // MARK: Parts

  private mutating func draw() {
    var row = 0
    for object in view.snapshot.objects {
      row = draw(object, at: row)
    }
    drawEdges()
  }

  /// Draws an object with the names that refer to it.
  ///
  /// - Returns: the row below it.
  private mutating func draw(_ object: ObjectSummary, at top: Int) -> Int {
    let labels = notes.labels(of: object)
    let inside = top + 1
    let bottom = inside + max(1, labels.count)
    places[object.object] = (top, inside)
    canvas.box(rows: top...bottom, columns: box, heavy: notes.isMarked(object))
    header(of: object, row: top)
    let room = box.count - 4
    canvas.write(style.fit(notes.value(of: object), room), row: inside, column: box.lowerBound + 2)
    if let address = object.address {
      canvas.write(
        style.fit(" 0x\(String(address, radix: 16)) ", room), row: bottom, column: box.lowerBound + 2, .faint)
    }
    for (index, label) in labels.enumerated() { draw(label, row: inside + index) }
    return bottom + 1
  }

  private mutating func header(of object: ObjectSummary, row: Int) {
    let title = " \(object.object) \(style.escape(object.type)) "
    canvas.write(style.fit(title, box.count - 2), row: row, column: box.lowerBound + 1, .object)
    // Where there is no room for the word, the number says enough.
    for count in [notes.count(of: object), notes.shortCount(of: object)] {
      let column = box.upperBound - count.count - 2
      guard column > box.lowerBound + 1 + title.count else { continue }
      return canvas.write(" \(count) ", row: row, column: column, notes.paint(of: object))
    }
  }

  private mutating func draw(_ label: HeapNotes.Label, row: Int) {
    let text = notes.join(label.names, columns: labelColumns)
    canvas.write(text, row: row, column: labelColumns - text.count, label.paint)
    canvas.write(label.arrow, row: row, column: labelColumns + 1)
  }

  // MARK: Arrows

  private mutating func drawEdges() {
    var sources: [ObjectID: [Int]] = [:]
    for edge in view.snapshot.edges {
      if let source = places[edge.from], places[edge.to] != nil {
        sources[edge.to, default: []].append(source.inside)
      }
    }
    // Arrows to one object share a lane; lanes are given to the oldest objects first, the nearest free one each.
    var taken: [[ClosedRange<Int>]] = Array(repeating: [], count: laneCount)
    for object in view.snapshot.objects {
      guard let rows = sources[object.object], let target = places[object.object]?.top,
        let low = rows.min(), let high = rows.max()
      else { continue }
      let span = min(low, target)...max(high, target)
      guard let lane = taken.indices.first(where: { !taken[$0].contains { $0.overlaps(span) } }) else {
        omittedArrows += rows.count
        continue
      }
      taken[lane].append(span)
      draw(from: rows, to: target, column: box.upperBound + 3 + 2 * lane, span)
    }
  }

  private mutating func draw(from rows: [Int], to target: Int, column: Int, _ span: ClosedRange<Int>) {
    canvas.vertical(column: column, from: span.lowerBound, to: span.upperBound)
    canvas.horizontal(row: target, from: box.upperBound + 1, to: column)
    canvas.write(style.usesUnicode ? "◀" : "<", row: target, column: box.upperBound + 1)
    for row in rows { canvas.horizontal(row: row, from: box.upperBound, to: column) }
  }
}
