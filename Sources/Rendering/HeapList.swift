internal import Model

/// The heap with a row for each object, for where there is no room for boxes: the names that refer to it, its type, its
/// value, its count. What the last line touched begins with a star.
struct HeapList {
  private let notes: HeapNotes
  private let style: TextStyle
  private let labelColumns: Int
  private var canvas: Canvas

  /// - Parameter rows: how many rows there are. What goes beyond them is left out.
  init(_ view: HeapView, style: TextStyle, columns: Int, rows: Int) {
    self.style = style
    notes = HeapNotes(view, style: style)
    labelColumns = notes.labelColumns(of: columns)
    canvas = Canvas(columns: columns)
    let objects = view.snapshot.objects.prefix(rows)
    for (row, object) in objects.enumerated() { draw(object, row: row, columns: columns) }
    let dangling = view.snapshot.names.filter(\.role.isDangling)
    for (index, name) in dangling.prefix(rows - objects.count).enumerated() {
      draw(name, row: objects.count + index)
    }
  }

  func write(to text: inout TextBuffer) {
    canvas.write(to: &text)
  }

  private mutating func draw(_ object: ObjectSummary, row: Int, columns: Int) {
    let isMarked = notes.isMarked(object)
    if isMarked { canvas.write("*", row: row, column: 0) }
    let labels = notes.labels(of: object)
    if let first = labels.first {
      let names = notes.join(labels.flatMap(\.names), columns: labelColumns)
      canvas.write(names, row: row, column: 2 + labelColumns - names.count, first.paint)
      canvas.write(first.arrow, row: row, column: labelColumns + 3)
    }
    let left = labelColumns + 7
    // Where it is narrow the value is worth more than the word.
    let isNarrow = columns < 50
    let count = isNarrow ? notes.shortCount(of: object) : notes.count(of: object)
    let countColumn = max(left, min(left + 44, columns - 1 - max(isNarrow ? 8 : 15, count.count)))
    let title = "\(object.object) \(style.escape(object.type))"
    canvas.write(style.fit(title, countColumn - left - 1), row: row, column: left, .object)
    let valueColumn = left + max(11, title.count + 1)
    if valueColumn + 4 < countColumn {
      canvas.write(
        style.fit(notes.value(of: object), countColumn - valueColumn - 1), row: row, column: valueColumn)
    }
    canvas.write(count, row: row, column: countColumn, isMarked ? notes.paint(of: object) : .plain)
  }

  private mutating func draw(_ dangling: NameSummary, row: Int) {
    let name = notes.join([dangling.name], columns: labelColumns)
    canvas.write(name, row: row, column: 2 + labelColumns - name.count, .faint)
    canvas.write(style.usesUnicode ? "╌╌▶" : "..>", row: row, column: labelColumns + 3)
    canvas.write("\(dangling.object) is gone: dangling", row: row, column: labelColumns + 7, .end)
  }
}
