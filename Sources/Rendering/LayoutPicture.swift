internal import Model

extension TextRenderer {
  /// Draws the block of an object, from its address upwards: a row for each part, with offset and size in bytes.
  func render(_ layout: BlockLayout, into text: inout TextBuffer) {
    text.segment { $0.write(layout.object) }
    text.segment { $0.write(layout.type) }
    text.segment { $0.write("block of \(layout.blockSize) bytes, aligned to \(layout.blockAlignment)") }
    if let address = layout.address {
      text.segment { $0.write("at 0x\(String(address, radix: 16))", .faint) }
    }
    text.newline()
    var parts = [
      Part(layout.countOffset, layout.typeOffset - layout.countOffset, "count", "\(layout.count)"),
      Part(layout.typeOffset, layout.headerSize - layout.typeOffset, "type", layout.type),
    ]
    if layout.paddingSize > 0 { parts.append(Part(layout.headerSize, layout.paddingSize, "padding", "")) }
    parts.append(
      Part(layout.valueOffset, layout.valueSize, "value", "aligned to \(layout.valueAlignment)"))
    draw(parts, into: &text)
    text.paragraph(
      "header \(layout.headerSize) bytes; a raw pointer points at offset \(layout.countOffset), the count. The value"
        + " is the shell's: a \(layout.type) with its object's number.", indent: 2, paint: .faint)
    if let bytes = layout.valueBytes { dump(bytes, from: layout.valueOffset, into: &text) }
  }

  private struct Part {
    let offset: Int
    let size: Int
    let name: String
    let content: String

    init(_ offset: Int, _ size: Int, _ name: String, _ content: String) {
      (self.offset, self.size, self.name, self.content) = (offset, size, name, content)
    }
  }

  private func draw(_ parts: [Part], into text: inout TextBuffer) {
    let digits = 6
    let box = digits + 1...min(digits + 34, (style.width ?? 80) - 1 - 12)
    var canvas = Canvas(columns: style.width ?? 80)
    for (index, part) in parts.enumerated() {
      let top = 2 * index
      canvas.box(rows: top...top + 2, columns: box, heavy: false)
      let offset = "+\(part.offset)"
      canvas.write(offset, row: top + 1, column: digits - offset.count, .faint)
      let content = style.fit("\(part.name.padded(to: 8)) \(part.content)", box.count - 4)
      canvas.write(content, row: top + 1, column: box.lowerBound + 2)
      canvas.write(
        "\(part.size) \(part.size == 1 ? "byte" : "bytes")", row: top + 1, column: box.upperBound + 2, .faint)
    }
    canvas.write(to: &text)
  }

  /// How many bytes of a value are shown.
  private static let dumpedBytes = 128

  private func dump(_ bytes: [UInt8], from offset: Int, into text: inout TextBuffer) {
    let shown = bytes.prefix(Self.dumpedBytes)
    for start in stride(from: 0, to: shown.count, by: 8) {
      text.write("  +\(offset + start)".padded(to: 8), .faint)
      text.write(shown[start..<min(start + 8, shown.count)].map { [$0].hexadecimal }.joined(separator: " "))
      text.newline()
    }
    if bytes.count > shown.count { note("  and \(bytes.count - shown.count) more bytes", into: &text) }
  }
}
