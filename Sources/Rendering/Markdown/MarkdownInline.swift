/// A piece of a paragraph's text, with one look.
package struct MarkdownRun: Equatable {
  package var text: String
  package var paint: Paint
}

/// Takes the marks of Markdown out of a paragraph: emphasis, code, links, escapes.
///
/// Without colours the marks of emphasis and code stay, since nothing else would tell.
package struct MarkdownInline {
  private let keepsMarks: Bool
  private var rest: Substring
  private var runs: [MarkdownRun] = []
  /// Marks that nothing closes in the rest of the text. Without them, a text full of such marks would be searched from
  /// each of them to its end.
  private var unclosed: Set<Substring> = []

  package static func runs(of text: String, keepingMarks keepsMarks: Bool) -> [MarkdownRun] {
    var parser = MarkdownInline(keepsMarks: keepsMarks, rest: text[...])
    parser.parse(.plain)
    return parser.runs
  }

  private init(keepsMarks: Bool, rest: Substring) {
    self.keepsMarks = keepsMarks
    self.rest = rest
  }

  private mutating func parse(_ paint: Paint) {
    while let character = rest.first {
      switch character {
      case "\\": escape(paint)
      case "`": code(paint)
      case "*", "_": emphasis(character, paint)
      case "[": link(paint)
      default: take(1, paint)
      }
    }
  }

  private mutating func append(_ text: some StringProtocol, _ paint: Paint) {
    if let last = runs.indices.last, runs[last].paint == paint {
      runs[last].text += text
    } else {
      runs.append(MarkdownRun(text: String(text), paint: paint))
    }
  }

  /// Takes characters as they are.
  private mutating func take(_ count: Int, _ paint: Paint) {
    append(rest.prefix(count), paint)
    rest = rest.dropFirst(count)
  }

  private mutating func escape(_ paint: Paint) {
    let next = rest.dropFirst().first
    if let next, next.isASCII, next.isPunctuation || next.isSymbol { rest = rest.dropFirst() }
    take(1, paint)
  }

  private mutating func code(_ paint: Paint) {
    let mark = rest.prefix { $0 == "`" }
    let body = rest.dropFirst(mark.count)
    guard !unclosed.contains(mark), let end = body.firstRange(of: mark) else {
      unclosed.insert(mark)
      return take(mark.count, paint)
    }
    append(keepsMarks ? rest[..<end.upperBound] : body[..<end.lowerBound], .code)
    rest = body[end.upperBound...]
  }

  private mutating func emphasis(_ character: Character, _ paint: Paint) {
    let run = rest.prefix { $0 == character }
    let count = min(run.count, 2)
    let mark = run.prefix(count)
    let body = rest.dropFirst(count)
    // A name_with_marks has none: `_` opens only where a word could begin.
    let before = runs.last?.text.last
    let mayOpen =
      body.first.map { !$0.isWhitespace } == true
      && (character == "*" || before.map { !$0.isWordPart } ?? true)
    guard mayOpen, !unclosed.contains(mark) else { return take(run.count, paint) }
    guard let end = closing(mark, in: body) else {
      unclosed.insert(mark)
      return take(run.count, paint)
    }
    var inner = MarkdownInline(keepsMarks: keepsMarks, rest: body[..<end.lowerBound])
    let look: Paint = count == 2 ? .strong : .emphasis
    inner.parse(look)
    if keepsMarks { append(mark, look) }
    for run in inner.runs { append(run.text, run.paint) }
    if keepsMarks { append(mark, look) }
    rest = body[end.upperBound...]
  }

  /// Where the mark stands again behind a character that is no blank, and before no letter in case of `_`.
  private func closing(_ mark: Substring, in body: Substring) -> Range<Substring.Index>? {
    var search = body
    while let range = search.firstRange(of: mark) {
      let before = range.lowerBound > body.startIndex ? body[body.index(before: range.lowerBound)] : " "
      let after = range.upperBound < body.endIndex ? body[range.upperBound] : " "
      let isLonger = mark.count == 1 && after == mark.first
      if !before.isWhitespace, !isLonger, mark.first == "*" || !after.isWordPart { return range }
      search = search[range.upperBound...].drop { $0 == mark.first && isLonger }
    }
    return nil
  }

  /// `[text](address)`: the text, and the address behind it.
  private mutating func link(_ paint: Paint) {
    let label = rest.dropFirst().prefix { $0 != "[" && $0 != "]" }
    let middle = rest[label.endIndex...].prefix(2)
    guard middle == "](", !unclosed.contains("(") else { return take(1, paint) }
    guard let end = rest[middle.endIndex...].firstIndex(of: ")") else {
      unclosed.insert("(")
      return take(1, paint)
    }
    let address = rest[middle.endIndex..<end]
    let behind = rest[rest.index(after: end)...]
    var inner = MarkdownInline(keepsMarks: keepsMarks, rest: label)
    inner.parse(paint)
    for run in inner.runs { append(run.text, run.paint) }
    append(" (\(address))", .faint)
    rest = behind
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
