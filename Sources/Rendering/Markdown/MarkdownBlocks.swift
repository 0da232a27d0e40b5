/// A block of Markdown prose.
package enum MarkdownBlock: Equatable {
  case heading(level: Int, String)
  case paragraph(String)
  /// An item of a list; `marker` is its bullet or number, `indentation` the columns before that.
  case item(marker: String, indentation: Int, String)
  case quotation(String)
  /// Lines that stay as they are: code, tables.
  case verbatim([String])
  case rule

  /// Splits prose into blocks: what a page of text needs of CommonMark, and of tables.
  ///
  /// - Complexity: O(*n*) in the length of the text.
  package static func blocks(of text: String) -> [MarkdownBlock] {
    var parser = Parser()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { parser.take(line) }
    parser.finish()
    return parser.blocks
  }

  private struct Parser {
    var blocks: [MarkdownBlock] = []
    /// The block that the next line may continue.
    private var open: MarkdownBlock?
    /// The marks that began a block of code, until they end it.
    private var fence: Substring?
    private var isInComment = false

    mutating func take(_ line: Substring) {
      let indentation = line.prefix { $0 == " " }.count
      let content = line.drop { $0 == " " || $0 == "\t" }
      if isInComment {
        isInComment = !content.contains("-->")
      } else if let fence {
        if content.hasPrefix(fence), content.allSatisfy({ $0 == fence.first || $0 == " " }) {
          self.fence = nil
          finish()
        } else {
          keep(line)
        }
      } else if content.isEmpty {
        finish()
      } else if let marks = content.fenceMarks {
        finish()
        fence = marks
        open = .verbatim([])
      } else if content.hasPrefix("<!--") {
        finish()
        isInComment = !content.contains("-->")
      } else if let (level, title) = content.heading {
        finish()
        blocks.append(.heading(level: level, title))
      } else if content.isRule {
        finish()
        blocks.append(.rule)
      } else if let (marker, text) = content.listItem {
        finish()
        open = .item(marker: marker, indentation: indentation, text)
      } else if content.hasPrefix(">") {
        continueQuotation(with: String(content.dropFirst().drop { $0 == " " }))
      } else if content.hasPrefix("|") || indentation >= 4 && open?.isText != true {
        keep(content.hasPrefix("|") ? content : line.dropFirst(4))
      } else {
        continueText(with: String(content))
      }
    }

    mutating func finish() {
      if let open { blocks.append(open) }
      open = nil
    }

    private mutating func keep(_ line: Substring) {
      if case .verbatim(var lines) = open {
        // Let go of first, so that the lines are not copied.
        open = nil
        lines.append(String(line))
        open = .verbatim(lines)
      } else {
        finish()
        open = .verbatim([String(line)])
      }
    }

    private mutating func continueQuotation(with text: String) {
      if case .quotation = open {
        continueText(with: text)
      } else {
        finish()
        open = .quotation(text)
      }
    }

    private mutating func continueText(with text: String) {
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

extension MarkdownBlock {
  /// Whether a line of text continues the block, however far it is indented.
  fileprivate var isText: Bool {
    switch self {
    case .paragraph, .item, .quotation: true
    case .heading, .verbatim, .rule: false
    }
  }
}

extension String {
  fileprivate mutating func continueLine(with text: String) {
    self += " "
    self += text
  }
}

extension Substring {
  fileprivate var fenceMarks: Substring? {
    guard let mark = first, mark == "`" || mark == "~" else { return nil }
    let marks = prefix { $0 == mark }
    return marks.count >= 3 ? marks : nil
  }

  fileprivate var heading: (level: Int, title: String)? {
    let marks = prefix { $0 == "#" }
    let behind = self[marks.endIndex...]
    guard (1...6).contains(marks.count), behind.isEmpty || behind.first == " " else { return nil }
    return (marks.count, String(behind.drop { $0 == " " }))
  }

  fileprivate var isRule: Bool {
    guard let mark = first, "-*_".contains(mark) else { return false }
    return count { $0 == mark } >= 3 && allSatisfy { $0 == mark || $0 == " " }
  }

  fileprivate var listItem: (marker: String, text: String)? {
    let digits = prefix { $0.isASCII && $0.isNumber }
    let behind = self[digits.endIndex...]
    guard let mark = behind.first, (digits.isEmpty ? "-*+" : ".)").contains(mark) else { return nil }
    let text = behind.dropFirst()
    guard text.isEmpty || text.first == " " else { return nil }
    return (digits.isEmpty ? "-" : "\(digits)\(mark)", String(text.drop { $0 == " " }))
  }
}
