public import Model

// The pane: the heap on a fixed number of rows, and a rule below it.
extension TextRenderer {
  /// Draws the heap into a number of rows: as boxes where they all have room, otherwise with a row for each object.
  /// The last row is a rule; on it stand the last line, what it destroyed, and how many objects are left out.
  ///
  /// - Parameters:
  ///   - view: of `rows` - 1 objects at most.
  ///   - rows: how many there are.
  /// - Returns: the rows, of which none is wider than the style's width.
  public func pane(_ view: HeapView, rows: Int) -> [[UInt8]] {
    let columns = style.width ?? 80
    var text = TextBuffer(style: style)
    let picture = HeapPicture(view, style: style)
    let dangling = view.snapshot.names.filter(\.role.isDangling)
    if view.omittedCount == 0, dangling.isEmpty, picture.height < rows, picture.width <= columns {
      picture.write(to: &text)
    } else {
      let list = HeapList(view, style: style, columns: columns, rows: rows - 1)
      list.write(to: &text)
    }
    var lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast().map(Array.init)
    lines += Array(repeating: [], count: max(0, rows - 1 - lines.count))
    var border = TextBuffer(style: style)
    rule(below: view, columns: columns, into: &border)
    return lines + [border.bytes]
  }

  private func rule(below view: HeapView, columns: Int, into text: inout TextBuffer) {
    var parts: [String] = []
    let omitted = view.omittedCount
    if omitted > 0 { parts.append("\(omitted) more \(omitted == 1 ? "object" : "objects")") }
    var gone: [ObjectID] = []
    for case .destroyed(let object, _) in view.lastLine?.events ?? [] { gone.append(object) }
    if let first = gone.first {
      parts.append(gone.count == 1 ? "destroyed \(first)" : "destroyed \(first) and \(gone.count - 1) more")
    }
    if let line = view.lastLine { parts.append("\(line.label): \(style.escape(line.text))") }
    let dash = style.usesUnicode ? "─" : "-"
    let label = parts.isEmpty ? "" : " " + parts.joined(separator: " \(dash)\(dash) ") + " "
    let start = dash + dash + style.fit(label, max(0, columns - 3))
    text.write(drawn: start, .faint)
    text.write(drawn: String(repeating: dash, count: max(0, columns - DisplayWidth.of(start))), .faint)
  }
}
