internal import Markdown
internal import Rendering
internal import Model

/// Markdown prose as the page's script reads it: blocks of runs, each run a look and a text. The fields are between this
/// file and `words.js`.
enum Prose {
  static func json(_ text: String) -> JSON { .array(MarkdownBlock.blocks(of: text).map(json)) }

  private static func json(_ block: MarkdownBlock) -> JSON {
    switch block {
    case .heading(let level, let text): .array([.string("h"), .integer(level), runs(of: text)])
    case .paragraph(let text): .array([.string("p"), runs(of: text)])
    case .item(let marker, let indentation, let text):
      .array([.string("li"), .string(marker), .integer(indentation), runs(of: text)])
    case .quotation(let text): .array([.string("q"), runs(of: text)])
    case .verbatim(let lines):
      table(lines) ?? .array([.string("pre"), .string(lines.map(\.printable).joined(separator: "\n"))])
    case .rule: .array([.string("hr")])
    }
  }

  private static func runs(of text: String) -> JSON {
    .array(
      MarkdownInline.runs(of: text, keepingMarks: false).map { run in
        .array([.string(word(for: run.look)), .string(run.text.printable)])
      })
  }

  private static func word(for look: MarkdownRun.Look) -> String {
    switch look {
    case .plain: ""
    case .strong: "strong"
    case .emphasis: "em"
    case .code: "code"
    // It stands in brackets behind its text.
    case .address: "a"
    }
  }

  // MARK: Tables

  /// Lines that are a table: a row of headings, a row of dashes, and rows.
  private static func table(_ lines: [String]) -> JSON? {
    let rows = lines.map(cells)
    guard rows.count > 1, lines.allSatisfy({ $0.hasPrefix("|") }), rows[1].allSatisfy(isRule),
      rows[1].count == rows[0].count
    else { return nil }
    let texts = ([rows[0]] + rows[2...]).map { row in JSON.array(row.map(runs)) }
    return .array([.string("table"), .array(texts)])
  }

  /// The cells of a row; an escaped bar is part of a cell.
  private static func cells(of row: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in row.dropFirst() {
      if character == "|", !isEscaped {
        cells.append(cell)
        cell = ""
        continue
      }
      if character == "|" { cell.removeLast() }
      isEscaped = character == "\\" && !isEscaped
      cell.append(character)
    }
    if cell.contains(where: { $0 != " " }) { cells.append(cell) }
    return cells.map { cell in
      let start = cell.drop { $0 == " " }
      return String(start.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func isRule(_ cell: String) -> Bool {
    cell.contains("-") && cell.allSatisfy { $0 == "-" || $0 == ":" }
  }
}
