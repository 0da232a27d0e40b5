internal import Model

/// A block of Markdown prose.
public enum MarkdownBlock: Equatable {
  case heading(level: Int, String)
  case paragraph(String)
  /// An item of a list; `marker` is its bullet or number, `indentation` the columns before that.
  case item(marker: String, indentation: Int, String)
  case quotation(String)
  /// Lines that stay as they are: code, tables.
  case verbatim([String])
  case rule

  /// Splits prose into blocks.
  ///
  /// - Complexity: O(*n*) in the length of the text.
  public static func blocks(of text: String) -> [MarkdownBlock] {
    var builder = Builder()
    var scanner = MarkdownScanner()
    for line in Array(text.utf8).lines { builder.take(scanner.scan(line)) }
    builder.finish()
    return builder.blocks
  }

  private struct Builder {
    var blocks: [MarkdownBlock] = []
    /// The block that the next line may continue.
    private var open: MarkdownBlock?

    mutating func take(_ line: MarkdownScanner.Line) {
      switch line {
      case .blank, .comment, .frontMatter, .closing:
        finish()
      case .opening:
        finish()
        open = .verbatim([])
      case .code(let line), .verbatim(let line):
        keep(String(decoding: line, as: UTF8.self))
      case .heading(let level, let title):
        finish()
        blocks.append(.heading(level: level, String(decoding: title, as: UTF8.self)))
      case .underline(let level):
        if case .paragraph(let title) = open { open = .heading(level: level, title) }
        finish()
      case .rule:
        finish()
        blocks.append(.rule)
      case .item(let marker, let indentation, let text):
        finish()
        open = .item(marker: marker, indentation: indentation, String(decoding: text, as: UTF8.self))
      case .quotation(let text):
        if case .quotation = open {
          continueText(with: text)
        } else {
          finish()
          open = .quotation(String(decoding: text, as: UTF8.self))
        }
      case .text(let text):
        continueText(with: text)
      }
    }

    mutating func finish() {
      if let open { blocks.append(open) }
      open = nil
    }

    private mutating func keep(_ line: String) {
      if case .verbatim(var lines) = open {
        // Let go of first, so that the lines are not copied.
        open = nil
        lines.append(line)
        open = .verbatim(lines)
      } else {
        finish()
        open = .verbatim([line])
      }
    }

    private mutating func continueText(with bytes: ArraySlice<UInt8>) {
      let text = String(decoding: bytes, as: UTF8.self)
      let begun = open
      // Let go of, so that the text is not copied.
      open = nil
      switch consume begun {
      case .paragraph(var start):
        start.continueLine(with: text)
        open = .paragraph(start)
      case .item(let marker, let indentation, var start):
        start.continueLine(with: text)
        open = .item(marker: marker, indentation: indentation, start)
      case .quotation(var start):
        start.continueLine(with: text)
        open = .quotation(start)
      case let other:
        open = other
        finish()
        open = .paragraph(text)
      }
    }
  }
}

extension String {
  fileprivate mutating func continueLine(with text: String) {
    self += " "
    self += text
  }
}
