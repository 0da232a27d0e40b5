internal import Session

extension Document {
  /// The largest document, in bytes.
  public static let sizeLimit = 4 << 20

  /// Reads a document.
  ///
  /// - Parameter name: what messages call it.
  /// - Complexity: O(*n*) in the number of bytes.
  public init(name: String, source: [UInt8]) throws(DocumentError) {
    guard source.count <= Self.sizeLimit else {
      throw .tooLarge(name: name)
    }
    var parser = Parser(name: name, source: source)
    self.init(name: name, source: source, parts: try parser.parse())
    files = parser.files
  }
}

/// Splits a document into prose and blocks, line by line.
private struct Parser {
  private struct Line {
    /// From 1.
    let number: Int
    /// Without the line end, and with it.
    let range: Range<Int>
    let end: Int
  }

  private let name: String
  private let source: [UInt8]
  private var position = 0
  private var number = 0
  private(set) var files: [Document.File] = []
  private var fileNames: Set<Substring> = []

  init(name: String, source: [UInt8]) {
    self.name = name
    self.source = source
  }

  mutating func parse() throws(DocumentError) -> [Document.Part] {
    try checkEncoding()
    // A byte order mark says nothing in UTF-8.
    if source.starts(with: "\u{FEFF}".utf8) { position = 3 }
    var parts: [Document.Part] = []
    var proseStart = position
    var isInList = false
    while let line = try nextLine() {
      if let opening = opening(on: line, isInList: isInList) {
        if let words = opening.fence.sessionWords {
          try checkPlace(of: opening, on: line)
          if proseStart < line.range.lowerBound { parts.append(.prose(proseStart..<line.range.lowerBound)) }
          parts.append(.block(try block(from: line, opening.fence, words)))
          proseStart = position
          isInList = false
        } else {
          let content = try skip(opening, from: line)
          if let name = opening.fence.fileName { try add(name, source[content], opening, from: line) }
        }
      } else if source[line.range].beginsComment {
        try skipComment(from: line)
      } else if source[line.range].listItem != nil {
        isInList = true
      } else if source[line.range].first?.isBlank == false {
        isInList = false
      }
    }
    if proseStart < source.count { parts.append(.prose(proseStart..<source.count)) }
    return parts
  }

  // MARK: Lines

  private mutating func nextLine() throws(DocumentError) -> Line? {
    guard position < source.count else { return nil }
    number += 1
    let end = source[position...].firstIndex(of: .newline) ?? source.count
    let line = Line(number: number, range: position..<end, end: min(end + 1, source.count))
    position = line.end
    if source[line.range].last == UInt8(ascii: "\r") {
      throw error(
        "the line ends in a carriage return and a line feed",
        "write the file with line feeds only: sed -i 's/\\r$//' \(name)",
        line, at: line.range.upperBound - 1..<line.range.upperBound)
    }
    return line
  }

  private func checkEncoding() throws(DocumentError) {
    do {
      _ = try UTF8Span(validating: source.span)
    } catch {
      let fault = error.byteOffsets.lowerBound
      let before = source[..<fault]
      let start = before.lastIndex(of: .newline).map { $0 + 1 } ?? 0
      let line = source[start...].prefix { $0 != .newline }
      throw DocumentError(
        "the text is not valid UTF-8", remedy: "convert the file to UTF-8, for instance with iconv -t UTF-8",
        in: name,
        line: before.count { $0 == .newline } + 1, source: Array(line), at: fault - start..<fault - start + 1)
    }
  }

  /// - Parameter range: bytes of the document, within the line.
  private func error(_ message: String, _ remedy: String, _ line: Line, at range: Range<Int>? = nil)
    -> DocumentError
  {
    let range = range ?? line.range
    return DocumentError(
      message, remedy: remedy, in: name, line: line.number, source: Array(source[line.range]),
      at: range.lowerBound - line.range.lowerBound..<range.upperBound - line.range.lowerBound)
  }

  // MARK: Blocks

  private struct Opening {
    let fence: Document.Fence
    /// The bytes of the fence's line from its marks on.
    let range: Range<Int>
    /// What the fence is inside of, as messages call it; nil at the left margin.
    let container: String?
  }

  /// The fence that a line opens, be it within lists and quotations.
  private func opening(on line: Line, isInList: Bool) -> Opening? {
    var rest = source[line.range]
    var container: String?
    while true {
      let indentation = rest.prefix(while: \.isBlank).count
      // Four blanks or more, outside of a list, make plain code.
      if indentation >= 4, container == nil, !isInList { return nil }
      if indentation > 0 { container = container ?? (isInList ? "a list" : "an indented paragraph") }
      rest = rest.dropFirst(indentation)
      if let item = rest.listItem {
        container = "a list"
        rest = item
      } else if rest.first == UInt8(ascii: ">") {
        container = "a quotation"
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    return Document.Fence(rest).map {
      Opening(fence: $0, range: rest.startIndex..<line.range.upperBound, container: container)
    }
  }

  /// Refuses a session that does not begin at the left margin: where its lines begin would be anybody's guess.
  private func checkPlace(of opening: Opening, on line: Line) throws(DocumentError) {
    guard let container = opening.container else { return }
    throw error(
      "the block is inside \(container)", "move its lines to the left margin, out of \(container)", line,
      at: opening.range)
  }

  /// Passes over code of another kind.
  ///
  /// - Returns: where the code stands.
  private mutating func skip(_ opening: Opening, from first: Line) throws(DocumentError) -> Range<Int> {
    while let line = try nextLine() {
      var text = source[line.range]
      if opening.container != nil { text = text.drop { $0.isBlank || $0 == UInt8(ascii: ">") } }
      if opening.fence.isClosed(by: text) { return first.end..<line.range.lowerBound }
    }
    // Markdown lets such a block end with the document. But sessions that it swallows would be tested by nobody.
    throw unclosed(opening.fence, first, at: opening.range)
  }

  /// Makes a file of a block of code.
  private mutating func add(
    _ name: Substring, _ content: ArraySlice<UInt8>, _ opening: Opening, from line: Line
  ) throws(DocumentError) {
    try checkPlace(of: opening, on: line)
    let isPlain = name.utf8.allSatisfy {
      switch UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 {
      case true: true
      case false: UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "._-".utf8.contains($0)
      }
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix(".") else {
      throw error(
        "a block cannot be the file '\(name)'", "use letters, digits, '-', '_' and '.', no '.' first", line,
        at: opening.range)
    }
    guard fileNames.insert(name).inserted else {
      throw error("two blocks are the file '\(name)'", "give each another name", line, at: opening.range)
    }
    files.append(
      Document.File(name: String(name), bytes: Array(content), origin: (self.name, line.number)))
  }

  private func unclosed(_ fence: Document.Fence, _ line: Line, at range: Range<Int>? = nil) -> DocumentError {
    error("the block that begins here has no end", "end it with a line of \(fence.closing)", line, at: range)
  }

  /// Passes over a comment, which may go on for several lines.
  private mutating func skipComment(from first: Line) throws(DocumentError) {
    var line = first
    while !source[line.range].contains("-->".utf8) {
      guard let next = try nextLine() else {
        throw error("the comment that begins here has no end", "end it with -->", first)
      }
      line = next
    }
  }

  private mutating func block(
    from opening: Line, _ fence: Document.Fence, _ words: [Substring]
  ) throws(DocumentError) -> Document.Block {
    guard words.isEmpty || words == ["fresh"] else {
      throw error(
        "behind 'externref' stands '\(words.joined(separator: " "))'", "only 'fresh' may stand there", opening
      )
    }
    var steps: [Document.Step] = []
    var action: (Document.Action, line: Int)?
    var answer: [Document.Answer.Line] = []
    var answerRange = 0..<0
    func finishStep() {
      guard let (action, line) = action else { return }
      while answer.last == .text("") { answer.removeLast() }
      steps.append(
        Document.Step(action: action, line: line, answer: .init(lines: answer, range: answerRange)))
    }
    while let line = try nextLine() {
      let text = source[line.range]
      if fence.isClosed(by: text) {
        finishStep()
        return Document.Block(isFresh: !words.isEmpty, line: opening.number, steps: steps, fence: fence)
      }
      if let next = try self.action(on: line) {
        finishStep()
        action = (next, line.number)
        answer = []
        answerRange = line.end..<line.end
      } else if text.trimmed.isEmpty {
        answer.append(.text(""))
      } else if action == nil {
        throw error("an answer stands where nothing has been typed", "begin typed lines with '> '", line)
      } else {
        answer.append(
          text.trimmed.elementsEqual("...".utf8) ? .any : .text(String(decoding: text, as: UTF8.self)))
        answerRange = answerRange.lowerBound..<line.end
      }
    }
    throw unclosed(fence, opening)
  }

  /// What a line of a block does; nil for a line of an answer.
  private func action(on line: Line) throws(DocumentError) -> Document.Action? {
    let text = source[line.range]
    guard let sign = text.first, sign == UInt8(ascii: ">") || sign == UInt8(ascii: "?") else { return nil }
    let rest = text.dropFirst()
    guard rest.first.map(\.isBlank) ?? true else {
      throw error(
        "a blank is missing behind '\(Character(Unicode.Scalar(sign)))'",
        sign == UInt8(ascii: ">") ? "begin typed lines with '> '" : "begin questions with '? '", line,
        at: text.startIndex..<text.startIndex + 1)
    }
    let content = Array(rest.dropFirst())
    if sign == UInt8(ascii: ">") { return .command(content) }
    if let fault = Query.fault(in: content) {
      let range = fault.byteRange
      let start = min(rest.startIndex + 1 + range.lowerBound, line.range.upperBound)
      let end = min(rest.startIndex + 1 + range.upperBound, line.range.upperBound)
      throw error(fault.message, fault.remedy, line, at: start..<end)
    }
    return .prediction(content)
  }
}

extension Diagnostic {
  /// The bytes of the source that are at fault.
  var byteRange: Range<Int> {
    let start = source.prefix(column - 1).utf8.count
    return start..<start + source.dropFirst(column - 1).prefix(length).utf8.count
  }
}

extension ArraySlice<UInt8> {
  /// Whether a comment begins here (CommonMark 0.31, 4.6).
  fileprivate var beginsComment: Bool {
    let blanks = prefix { $0 == UInt8(ascii: " ") }
    return blanks.count <= 3 && self[blanks.endIndex...].starts(with: "<!--".utf8)
  }
}
