/// A piece of a paragraph's text, with one look.
public struct MarkdownRun: Equatable {
  public var text: String
  public let look: Look

  public enum Look: Sendable {
    case plain, emphasis, strong, code
    /// Where a link leads.
    case address
  }
}

/// Takes the marks of Markdown out of a paragraph: emphasis, code, links, escapes, entities.
public struct MarkdownInline {
  private let keepsMarks: Bool
  private var rest: Substring
  private var runs: [MarkdownRun] = []
  /// Marks that nothing closes in the rest of the text. Without them, a text full of such marks would be searched from
  /// each of them to its end.
  private var unclosed: Set<Substring> = []

  /// - Parameters:
  ///   - text: the text of a paragraph or heading.
  ///   - keepsMarks: whether the marks of emphasis and code stay, for where looks cannot be shown.
  public static func runs(of text: String, keepingMarks keepsMarks: Bool) -> [MarkdownRun] {
    var parser = MarkdownInline(keepsMarks: keepsMarks, rest: text[...])
    parser.parse(.plain)
    return parser.runs
  }

  /// The text alone: without marks, and without where links lead.
  public static func plainText(of text: String) -> String {
    runs(of: text, keepingMarks: false).filter { $0.look != .address }.map(\.text).joined()
  }

  private init(keepsMarks: Bool, rest: Substring) {
    self.keepsMarks = keepsMarks
    self.rest = rest
  }

  private mutating func parse(_ look: MarkdownRun.Look) {
    while let character = rest.first {
      switch character {
      case "\\": escape(look)
      case "`": code(look)
      case "*", "_": emphasis(character, look)
      case "[": link(look)
      case "!" where rest.dropFirst().first == "[": image(look)
      case "&": entity(look)
      default: take(1, look)
      }
    }
  }

  private mutating func append(_ text: some StringProtocol, _ look: MarkdownRun.Look) {
    if let last = runs.indices.last, runs[last].look == look {
      runs[last].text += text
    } else {
      runs.append(MarkdownRun(text: String(text), look: look))
    }
  }

  /// Takes characters as they are.
  private mutating func take(_ count: Int, _ look: MarkdownRun.Look) {
    append(rest.prefix(count), look)
    rest = rest.dropFirst(count)
  }

  private mutating func escape(_ look: MarkdownRun.Look) {
    let next = rest.dropFirst().first
    if let next, next.isASCII, next.isPunctuation || next.isSymbol { rest = rest.dropFirst() }
    take(1, look)
  }

  private mutating func code(_ look: MarkdownRun.Look) {
    let mark = rest.prefix { $0 == "`" }
    let body = rest.dropFirst(mark.count)
    guard !unclosed.contains(mark), let end = body.firstRange(of: mark) else {
      unclosed.insert(mark)
      return take(mark.count, look)
    }
    append(keepsMarks ? rest[..<end.upperBound] : body[..<end.lowerBound], .code)
    rest = body[end.upperBound...]
  }

  private mutating func emphasis(_ character: Character, _ look: MarkdownRun.Look) {
    let run = rest.prefix { $0 == character }
    let count = min(run.count, 2)
    let mark = run.prefix(count)
    let body = rest.dropFirst(count)
    // A name_with_marks has none: `_` opens only where a word could begin.
    let before = runs.last?.text.last
    let mayOpen =
      body.first.map { !$0.isWhitespace } == true
      && (character == "*" || before.map { !$0.isWordPart } ?? true)
    guard mayOpen, !unclosed.contains(mark) else { return take(run.count, look) }
    guard let end = closing(mark, in: body) else {
      unclosed.insert(mark)
      return take(run.count, look)
    }
    var inner = MarkdownInline(keepsMarks: keepsMarks, rest: body[..<end.lowerBound])
    let inside: MarkdownRun.Look = count == 2 ? .strong : .emphasis
    inner.parse(inside)
    if keepsMarks { append(mark, inside) }
    for run in inner.runs { append(run.text, run.look) }
    if keepsMarks { append(mark, inside) }
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

  /// `![text](address)`: the same as a link to the picture.
  private mutating func image(_ look: MarkdownRun.Look) {
    let label = rest.dropFirst(2).prefix { $0 != "[" && $0 != "]" }
    guard rest[label.endIndex...].hasPrefix("](") else { return take(1, look) }
    rest = rest.dropFirst()
    link(look)
  }

  /// `&amp;` and its like; what is no entity stays as it is.
  private mutating func entity(_ look: MarkdownRun.Look) {
    let name = rest.dropFirst().prefix(MarkdownEntity.longestName).prefix { $0 != ";" && $0 != "&" }
    guard rest[name.endIndex...].first == ";", let text = MarkdownEntity.text(of: name) else {
      return take(1, look)
    }
    append(text, look)
    rest = rest[name.endIndex...].dropFirst()
  }

  /// `[text](address)`: the text, and the address behind it.
  private mutating func link(_ look: MarkdownRun.Look) {
    let label = rest.dropFirst().prefix { $0 != "[" && $0 != "]" }
    let middle = rest[label.endIndex...].prefix(2)
    guard middle == "](", !unclosed.contains("(") else { return take(1, look) }
    guard let end = rest[middle.endIndex...].firstIndex(of: ")") else {
      unclosed.insert("(")
      return take(1, look)
    }
    let address = rest[middle.endIndex..<end]
    let behind = rest[rest.index(after: end)...]
    var inner = MarkdownInline(keepsMarks: keepsMarks, rest: label)
    inner.parse(look)
    for run in inner.runs { append(run.text, run.look) }
    append(" (\(address))", .address)
    rest = behind
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
