internal import Markdown

extension TextRenderer {
  /// Writes Markdown prose: headings, paragraphs and lists wrapped to the width, emphasis and code in their looks.
  ///
  /// Text from outside may be given: what could move the cursor or hide text is shown as an escape.
  public func render(markdown source: String, into text: inout TextBuffer) {
    var previous: MarkdownBlock?
    for block in MarkdownBlock.blocks(of: source) {
      if let previous, !(previous.isItem && block.isItem) { text.newline() }
      render(block, into: &text)
      previous = block
    }
  }

  private func render(_ block: MarkdownBlock, into text: inout TextBuffer) {
    switch block {
    case .heading(let level, let title):
      // Without colours only the marks tell a heading from a line of text.
      let marks = style.usesColor ? "" : String(repeating: "#", count: level) + " "
      let runs = runs(of: title).map { PaintedRun(text: $0.text, paint: .heading) }
      wrap([PaintedRun(text: marks, paint: .heading)] + runs, into: &text)
    case .paragraph(let source):
      wrap(runs(of: source), into: &text)
    case .item(let marker, let indentation, let source):
      let margin = String(repeating: " ", count: indentation % 40)
      wrap(
        runs(of: source), first: margin + marker + " ",
        rest: margin + String(repeating: " ", count: marker.count + 1), into: &text)
    case .quotation(let source):
      wrap(runs(of: source), first: "| ", rest: "| ", into: &text)
    case .verbatim(let lines):
      for line in lines {
        text.write("    ")
        text.write(untrusted: line, .code)
        text.newline()
      }
    case .rule:
      text.write(String(repeating: "-", count: min(style.proseWidth, 40)), .faint)
      text.newline()
    }
  }

  /// Without colours the marks of emphasis and code stay, since nothing else would tell.
  private func runs(of source: String) -> [PaintedRun] {
    MarkdownInline.runs(of: source, keepingMarks: !style.usesColor).map {
      PaintedRun(text: $0.text, paint: Paint($0.look))
    }
  }

  /// Writes text in lines that break between words.
  ///
  /// - Parameters:
  ///   - first: what the first line begins with.
  ///   - rest: what the others begin with.
  private func wrap(_ runs: [PaintedRun], first: String = "", rest: String = "", into text: inout TextBuffer)
  {
    text.write(first)
    let margin = DisplayWidth.of(rest)
    var column = margin
    for word in words(of: runs) {
      let width = word.reduce(0) { $0 + DisplayWidth.of($1.text) }
      if column > margin {
        if column + 1 + width > style.proseWidth {
          text.newline()
          text.write(rest)
          column = margin
        } else {
          text.write(" ")
          column += 1
        }
      }
      for piece in word { text.write(piece.text, piece.paint) }
      column += width
    }
    text.newline()
  }

  /// The words of a text, each in pieces of one look, already fit for the terminal.
  private func words(of runs: [PaintedRun]) -> [[PaintedRun]] {
    var words: [[PaintedRun]] = []
    var word: [PaintedRun] = []
    for run in runs {
      let parts = style.escape(run.text).split(separator: " ", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if index > 0, !word.isEmpty {
          words.append(word)
          word = []
        }
        if !part.isEmpty { word.append(PaintedRun(text: String(part), paint: run.paint)) }
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}

extension MarkdownBlock {
  fileprivate var isItem: Bool {
    if case .item = self { true } else { false }
  }
}

/// A piece of text with its look.
private struct PaintedRun {
  let text: String
  let paint: Paint
}

extension Paint {
  fileprivate init(_ look: MarkdownRun.Look) {
    self =
      switch look {
      case .plain: .plain
      case .emphasis: .emphasis
      case .strong: .strong
      case .code: .code
      case .address: .faint
      }
  }
}
