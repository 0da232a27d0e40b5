internal import Model

/// Comma-separated values (RFC 4180), safe to be opened in a spreadsheet.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, which is no part of the value, and
/// so does one that begins with such an apostrophe already: the way back is plain.
extension ClassReport {
  private static let columns = ["learner", "lesson", "right", "asked", "percent", "hints", "missed"]
  private static let formulaSigns = "=+-@\t\r".utf8
  private static let apostrophe = UInt8(ascii: "'")

  var csv: [UInt8] {
    var bytes: [UInt8] = []
    func write(_ cells: [String]) {
      bytes += cells.map(Self.cell).joined(separator: ",").utf8
      bytes.append(.newline)
    }
    write(Self.columns)
    for row in rows {
      let missed = row.missed.map { "\($0.number) \($0.text.replacing(";", with: ","))" }
      write([
        row.learner, row.lesson, "\(row.score.right)", "\(row.score.asked)", "\(row.score.percent)",
        "\(row.hints)",
        missed.joined(separator: "; "),
      ])
    }
    return bytes
  }

  init(csv bytes: [UInt8]) throws(ReportFault) {
    let lines = try Self.lines(of: bytes)
    guard let header = lines.first else { return }
    guard header.cells == Self.columns else {
      throw ReportFault(line: 1, reason: "the first line is not '\(Self.columns.joined(separator: ","))'")
    }
    for line in lines.dropFirst() where line.cells != [""] {
      let cells = line.cells.map(Self.value)
      guard cells.count == Self.columns.count, !cells[0].isEmpty, !cells[1].isEmpty,
        let score = Score(right: Int(cells[2]), asked: Int(cells[3])), let hints = Int(cells[5]), hints >= 0
      else { throw ReportFault(line: line.number, reason: "the line is no row of a report") }
      var missed: [Missed] = []
      for text in cells[6].split(separator: ";") {
        let words = text.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
        guard let number = words.first.flatMap({ Int($0) }), number > 0 else {
          throw ReportFault(line: line.number, reason: "what was missed is no list of questions")
        }
        missed.append(Missed(number: number, text: words.count > 1 ? String(words[1]).printable : ""))
      }
      add(
        Row(
          learner: cells[0].printable, lesson: cells[1].printable, score: score, hints: hints, missed: missed)
      )
    }
  }

  // MARK: Cells

  private static func isFormula(_ value: String) -> Bool {
    value.utf8.first { $0 != apostrophe }.map(formulaSigns.contains) ?? false
  }

  private static func cell(_ value: String) -> String {
    let value = isFormula(value) ? "'" + value : value
    let isPlain =
      value.utf8.allSatisfy { !"\",;\r\n".utf8.contains($0) } && !value.hasPrefix(" ")
      && !value.hasSuffix(" ")
    return isPlain ? value : "\"\(value.replacing("\"", with: "\"\""))\""
  }

  private static func value(_ cell: String) -> String {
    cell.hasPrefix("'") && isFormula(cell) ? String(cell.dropFirst()) : cell
  }

  /// The cells of each line. A cell in quotes may hold commas, quotes and line ends.
  private static func lines(of bytes: [UInt8]) throws(ReportFault) -> [(number: Int, cells: [String])] {
    var lines: [(number: Int, cells: [String])] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var (number, start) = (1, 1)
    var isQuoted = false
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func finishCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell = []
    }
    func finishLine() {
      finishCell()
      lines.append((start, cells))
      cells = []
      start = number
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == .newline { number += 1 }
      switch byte {
      case UInt8(ascii: "\"") where isQuoted:
        if position < bytes.count, bytes[position] == byte {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      case _ where isQuoted: cell.append(byte)
      case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
      case UInt8(ascii: ","): finishCell()
      case .newline: finishLine()
      case UInt8(ascii: "\r") where position < bytes.count && bytes[position] == .newline: continue
      default: cell.append(byte)
      }
    }
    if isQuoted { throw ReportFault(line: start, reason: "a quoted cell has no end") }
    if !cell.isEmpty || !cells.isEmpty { finishLine() }
    return lines
  }
}

extension Score {
  /// nil where these are no numbers of answers.
  init?(right: Int?, asked: Int?) {
    guard let right, let asked, 0 <= right, right <= asked, asked < 1_000_000 else { return nil }
    self.init(right: right, asked: asked)
  }
}
