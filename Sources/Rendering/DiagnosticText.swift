public import Model

extension TextRenderer {
  /// Writes what a line did, its errors among the rest.
  ///
  /// - Parameters:
  ///   - events: of the line, in order.
  ///   - place: where the line comes from; nil for what was typed just now.
  ///   - text: what they are appended to.
  public func renderAll(_ events: [Event], at place: String? = nil, into text: inout TextBuffer) {
    var rest = events[...]
    while let index = rest.firstIndex(where: \.isError), case .error(let diagnostic) = rest[index] {
      render(rest[..<index], into: &text)
      render(diagnostic, at: place, into: &text)
      rest = rest[(index + 1)...]
    }
    render(rest, into: &text)
  }

  /// Writes an error: code and message, the line with a caret under the fault, and what to do.
  ///
  /// - Parameters:
  ///   - diagnostic: the error.
  ///   - place: where the line comes from, such as `demo.xr:3`; nil for what was typed just now.
  ///   - text: what it is appended to.
  public func render(_ diagnostic: Diagnostic, at place: String?, into text: inout TextBuffer) {
    if let place { text.write(untrusted: "\(place):\(diagnostic.column): ") }
    text.write("error \(diagnostic.code.rawValue)", .end)
    text.write(":")
    text.words(diagnostic.message.printable)
    text.newline()
    if !diagnostic.source.isEmpty { renderSource(of: diagnostic, into: &text) }
    text.paragraph("help: \(diagnostic.remedy)".printable, indent: 2)
    guard let suggestion = diagnostic.suggestion else { return }
    text.write("  try:  ")
    text.write(untrusted: suggestion, .name)
    text.newline()
  }

  private func renderSource(of diagnostic: Diagnostic, into text: inout TextBuffer) {
    let excerpt = Excerpt(diagnostic, style: style)
    text.write("  ")
    text.write(excerpt.text)
    text.newline()
    text.write("  " + String(repeating: " ", count: excerpt.caretColumn))
    text.write(String(repeating: "^", count: excerpt.caretLength), .end)
    text.newline()
  }
}

/// The piece of a line around a fault, escaped and measured.
private struct Excerpt {
  let text: String
  /// Columns before the caret.
  let caretColumn: Int
  let caretLength: Int

  init(_ diagnostic: Diagnostic, style: TextStyle) {
    let source = diagnostic.source
    let fault = source.index(source.startIndex, offsetBy: diagnostic.column - 1, limitedBy: source.endIndex)
    let faultStart = fault ?? source.endIndex
    let faultEnd =
      source.index(faultStart, offsetBy: diagnostic.length, limitedBy: source.endIndex) ?? source.endIndex

    let width = max((style.width ?? 100) - 4, 16)
    let ellipsis = style.ellipsis
    var before = style.escape(String(source[..<faultStart]))
    let marked = style.escape(String(source[faultStart..<faultEnd]))
    let after = style.escape(String(source[faultEnd...]))
    // What does not fit is cut: in front of the fault first, so that the fault and some of what follows shows.
    if DisplayWidth.of(before) + DisplayWidth.of(marked) + DisplayWidth.of(after) > width {
      let excess = DisplayWidth.of(before) - width * 2 / 3
      if excess > 0 {
        let cut = DisplayWidth.prefix(of: before, columns: excess + DisplayWidth.of(ellipsis))
        before = ellipsis + before[cut.endIndex...]
      }
    }
    caretColumn = DisplayWidth.of(before)
    var visible = marked + after
    if caretColumn + DisplayWidth.of(visible) > width {
      let columns = width - caretColumn - DisplayWidth.of(ellipsis)
      visible = DisplayWidth.prefix(of: visible, columns: columns) + ellipsis
    }
    caretLength = max(1, min(DisplayWidth.of(marked), DisplayWidth.of(visible)))
    text = before + visible
  }
}
