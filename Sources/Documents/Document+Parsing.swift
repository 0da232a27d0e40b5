internal import Files
internal import Markdown
internal import Model
internal import Session

extension Document {
  /// The largest document, in bytes.
  public static let sizeLimit = 4 << 20

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - name: what messages call it.
  ///   - source: the bytes of the document.
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
  private var scanner = MarkdownScanner()
  private(set) var files: [Document.File] = []
  private var fileNames: Set<Substring> = []

  init(name: String, source: [UInt8]) {
    self.name = name
    self.source = source
  }

  mutating func parse() throws(DocumentError) -> [Document.Part] {
    try checkEncoding()
    scanner = MarkdownScanner(for: source[position...])
    var parts: [Document.Part] = []
    var proseStart = position
    while let line = nextLine() {
      switch scanner.scan(source[line.range]) {
      case .frontMatter:
        proseStart = position
      case .opening(let opening):
        if let words = opening.fence.sessionWords {
          try checkPlace(of: opening, on: line)
          if proseStart < line.range.lowerBound { parts.append(.prose(proseStart..<line.range.lowerBound)) }
          parts.append(.block(try block(from: line, opening.fence, words)))
          proseStart = position
        } else {
          try checkTag(of: opening, on: line)
          let content = try skip(opening, from: line)
          if let name = opening.fence.fileName { try add(name, source[content], opening, from: line) }
        }
      case .comment where scanner.unfinished == .comment:
        try skipComment(from: line)
      default: break
      }
    }
    if proseStart < source.count { parts.append(.prose(proseStart..<source.count)) }
    return parts
  }

  // MARK: Lines

  private mutating func nextLine() -> Line? {
    guard position < source.count else { return nil }
    number += 1
    let end = source[position...].firstIndex(of: .newline) ?? source.count
    let endsInReturn = end < source.count && end > position && source[end - 1] == UInt8(ascii: "\r")
    let line = Line(
      number: number, range: position..<end - (endsInReturn ? 1 : 0), end: min(end + 1, source.count))
    position = line.end
    return line
  }

  /// Makes sure that the text is UTF-8, and skips the byte order mark.
  private mutating func checkEncoding() throws(DocumentError) {
    switch TextEncoding(of: source) {
    case .other(let encoding): throw DocumentError(.otherEncoding(encoding), in: name, line: 1)
    case .utf8(let markLength): position = markLength
    }
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

  /// Refuses a session that does not begin at the left margin: where its lines begin would be anybody's guess.
  private func checkPlace(of opening: MarkdownScanner.Opening, on line: Line) throws(DocumentError) {
    guard let container = opening.container else { return }
    throw error(
      "the block is inside \(container)", "move its lines to the left margin, out of \(container)", line,
      at: opening.range)
  }

  /// Refuses a tag that is nearly that of a session: what it stands before would be run by no command.
  private func checkTag(of opening: MarkdownScanner.Opening, on line: Line) throws(DocumentError) {
    guard let words = opening.fence.misspelledSessionWords else { return }
    throw error(
      "'\(opening.fence.info)' is nearly the tag of a session, and so the block would not be run",
      "write \(opening.fence.marks)\((["externref"] + words).joined(separator: " ")), or another tag", line,
      at: opening.range)
  }

  /// Passes over code of another kind.
  ///
  /// - Returns: where the code stands.
  private mutating func skip(
    _ opening: MarkdownScanner.Opening, from first: Line
  ) throws(DocumentError) -> Range<Int> {
    while let line = nextLine() {
      if case .closing = scanner.scan(source[line.range]) { return first.end..<line.range.lowerBound }
    }
    // Markdown lets such a block end with the document. But sessions that it swallows would be tested by no one.
    throw unclosed(opening.fence, first, at: opening.range)
  }

  /// Makes a file of a block of code.
  private mutating func add(
    _ name: Substring, _ content: ArraySlice<UInt8>, _ opening: MarkdownScanner.Opening, from line: Line
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
    // Its lines end in line feeds, whatever the document's end in.
    files.append(
      Document.File(name: String(name), bytes: content.lines.flatMap { $0 + [.newline] }, line: line.number))
  }

  private func unclosed(_ fence: Fence, _ line: Line, at range: Range<Int>? = nil) -> DocumentError {
    error("the block that begins here has no end", "end it with a line of \(fence.marks)", line, at: range)
  }

  /// Passes over a comment that goes on for several lines.
  private mutating func skipComment(from first: Line) throws(DocumentError) {
    while scanner.unfinished == .comment {
      guard let line = nextLine() else {
        throw error("the comment that begins here has no end", "end it with -->", first)
      }
      _ = scanner.scan(source[line.range])
    }
  }

  private mutating func block(
    from opening: Line, _ fence: Fence, _ words: [Substring]
  ) throws(DocumentError) -> Document.Block {
    let trace = words.first.flatMap { $0.hasPrefix("trace=") ? String($0.dropFirst("trace=".count)) : nil }
    guard words.isEmpty || words == ["fresh"] || words.count == 1 && trace?.isEmpty == false else {
      throw error(
        "behind 'externref' stands '\(words.joined(separator: " "))'",
        "only 'fresh' may stand there, or 'trace=' and a file", opening
      )
    }
    var steps: [Document.Step] = []
    var action: (Action, line: Line)?
    var conditions: [Document.Condition] = []
    var answer: [Document.Answer.Line] = []
    var answerRange = 0..<0
    var lineEnd = 0..<0
    func finishStep() throws(DocumentError) {
      guard let (action, line) = action else { return }
      while answer.last == .text("") { answer.removeLast() }
      steps.append(
        Document.Step(
          action: try finished(action, on: line, answer), line: line.number, conditions: conditions,
          answer: .init(lines: answer, range: answerRange, lineEnd: Array(source[lineEnd]))))
    }
    while let line = nextLine() {
      let text = source[line.range]
      if case .closing = scanner.scan(text) {
        try finishStep()
        return Document.Block(
          isFresh: words == ["fresh"], trace: trace, line: opening.number, steps: steps, fence: fence)
      }
      if let next = try self.action(on: line) {
        if trace != nil, case .prediction = next { throw askingTrace(on: line) }
        try finishStep()
        action = (next, line)
        conditions = []
        answer = []
        answerRange = line.end..<line.end
        lineEnd = line.range.upperBound..<line.end
      } else if let condition = try condition(on: line) {
        if trace != nil { throw askingTrace(on: line) }
        guard case .command? = action?.0, answer.isEmpty else {
          throw error(
            "a condition stands where the reader types nothing",
            "put it under the line that is typed ('> '), before the answer", line)
        }
        conditions.append(condition)
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

  private func askingTrace(on line: Line) -> DocumentError {
    error(
      "a question about a trace", "put questions in a block of the session: a trace has no queries", line)
  }

  /// What a line of a block does, before the lines under it are read.
  private enum Action {
    case command([UInt8])
    case prediction([UInt8])
    case question(String)
  }

  /// An action with what the lines under it say.
  private func finished(
    _ action: Action, on line: Line, _ answer: [Document.Answer.Line]
  ) throws(DocumentError) -> Document.Action {
    switch action {
    case .command(let line): return .command(line)
    case .prediction(let query): return .prediction(query)
    case .question(let text):
      do throws(Document.WordQuestion.Fault) {
        return .question(try Document.WordQuestion(text, lines: answer))
      } catch {
        throw self.error(error.message, error.remedy, line)
      }
    }
  }

  /// The rest of a line that begins with a sign and a blank; nil where it begins otherwise.
  ///
  /// - Parameter remedy: what to do where the blank is missing.
  private func content(
    of line: Line, behind sign: StaticString, _ remedy: String
  ) throws(DocumentError) -> ArraySlice<UInt8>? {
    let text = source[line.range]
    let sign = Array("\(sign)".utf8)
    guard text.starts(with: sign) else { return nil }
    let rest = text.dropFirst(sign.count)
    guard rest.first.map(\.isBlank) ?? true else {
      throw error(
        "a blank is missing behind '\(String(decoding: sign, as: UTF8.self))'", remedy, line,
        at: text.startIndex..<text.startIndex + sign.count)
    }
    return rest.dropFirst()
  }

  /// What a line of a block does; nil for a line of an answer.
  private func action(on line: Line) throws(DocumentError) -> Action? {
    if let command = try content(of: line, behind: ">", "begin typed lines with '> '") {
      return .command(Array(command))
    }
    if let words = try content(of: line, behind: "??", "begin questions in words with '?? '") {
      return .question(String(decoding: words.trimmed, as: UTF8.self))
    }
    guard let query = try content(of: line, behind: "?", "begin questions with '? '") else { return nil }
    try check(query, on: line, Query.fault(in:))
    return .prediction(Array(query))
  }

  /// A condition of an exercise; nil for any other line.
  private func condition(on line: Line) throws(DocumentError) -> Document.Condition? {
    let remedy = "begin conditions with '! expect '"
    guard let content = try content(of: line, behind: "!", remedy) else { return nil }
    try check(content, on: line, Query.fault(inExpectation:))
    return Document.Condition(line: line.number, source: Array(content))
  }

  /// Throws what is wrong with a piece of a line.
  private func check(
    _ content: ArraySlice<UInt8>, on line: Line, _ fault: ([UInt8]) -> Diagnostic?
  ) throws(DocumentError) {
    guard let fault = fault(Array(content)) else { return }
    let range = fault.byteRange
    let start = min(content.startIndex + range.lowerBound, line.range.upperBound)
    let end = min(content.startIndex + range.upperBound, line.range.upperBound)
    throw error(fault.message, fault.remedy, line, at: start..<end)
  }
}

extension MarkdownScanner.Opening {
  /// The bytes of the document from the fence's marks on.
  fileprivate var range: Range<Int> { text.startIndex..<text.endIndex }
}
