/// What could stand at the end of an unfinished line.
public enum CompletionOffer: Sendable, Equatable {
  case nothing
  /// These words, in place of the bytes of the line from `start` on.
  case words([String], start: Int)
  /// The path of a file, in place of the bytes from `start` on.
  case path(start: Int)
}

extension Session {
  /// What could stand at the end of `line`, the part of a line in front of the cursor: read off the grammar of the
  /// verb, the names in scope and the types. Asking changes nothing.
  public func completion(of line: String) -> CompletionOffer {
    let bytes = Array(line.utf8)
    var start = startOfLastWord(in: bytes)
    var given: [Token] = []
    guard (try? Lexer.tokenize(Array(bytes[..<start]), into: &given)) != nil else { return .nothing }
    // Behind a comment's sign nothing is offered: then the tokens end before the words do.
    if let hash = bytes[..<start].lastIndex(of: .hash), given.allSatisfy({ $0.range.upperBound <= hash }) {
      return .nothing
    }
    if given.isEmpty, let equals = bytes[start...].firstIndex(of: .equals) {
      // The start of `a=new`, written without blanks.
      start = equals + 1
      guard (try? Lexer.tokenize(Array(bytes[..<start]), into: &given)) != nil else { return .nothing }
    }
    let word = String(decoding: bytes[start...], as: UTF8.self)
    var words: [String] = []
    for shape in expectedShapes(after: given[...]) {
      if case .path = shape { return .path(start: start) }
      words += self.words(for: shape)
    }
    words = words.filter { $0.hasPrefix(word) }
    // All dot-commands at once would bury the verbs; they show once the dot is there.
    if given.isEmpty, word.isEmpty { words.removeAll { $0.hasPrefix(".") } }
    return words.isEmpty ? .nothing : .words(words, start: start)
  }

  private func startOfLastWord(in bytes: [UInt8]) -> Int {
    var start = 0
    var isQuoted = false
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case .quote: isQuoted.toggle()
      case .backslash where isQuoted: index += 1
      case let byte where byte.isBlank && !isQuoted: start = index + 1
      default: break
      }
      index += 1
    }
    return min(start, bytes.count)
  }

  private func expectedShapes(after given: ArraySlice<Token>) -> [Shape] {
    guard let first = given.first else { return [.choice(CommandTable.verbs.map(\.name))] }
    guard given.count >= 2, given[1].kind == .equals else {
      guard let verb = CommandTable.verb(named: first.text) else {
        return given.count == 1 && first.text.isName ? [.keyword("=")] : []
      }
      return expected(verb.shapes[...], after: given.dropFirst())
    }
    guard given.count >= 3 else {
      return [.choice(CommandTable.verbs.filter(\.yields.canBeBound).map(\.name))]
    }
    return CommandTable.verb(named: given[2].text).map { expected($0.shapes[...], after: given.dropFirst(3)) }
      ?? []
  }

  /// The shapes that could come next where `shapes` are asked for and `given` is there already.
  private func expected(_ shapes: ArraySlice<Shape>, after given: ArraySlice<Token>) -> [Shape] {
    guard let shape = shapes.first else { return [] }
    let rest = shapes.dropFirst()
    guard let token = given.first else {
      return switch shape {
      case .optional(let inner): expected([inner], after: given) + expected(rest, after: given)
      case .repeated(let inner): [inner]
      case .alternatives(let forms): forms.compactMap(\.first)
      default: [shape]
      }
    }
    switch shape {
    case .optional(let inner):
      return expected([inner] + rest, after: given)
    case .repeated:
      return expected(shapes, after: given.dropFirst())
    case .alternatives(let forms):
      let form = forms.first { if case .keyword(token.text)? = $0.first { true } else { false } }
      return form.map { expected($0.dropFirst() + rest, after: given.dropFirst()) } ?? []
    case .query:
      return CommandTable.verb(named: token.text).map {
        expected($0.shapes + rest, after: given.dropFirst())
      } ?? []
    default:
      return expected(rest, after: given.dropFirst())
    }
  }

  private func words(for shape: Shape) -> [String] {
    switch shape {
    case .keyword(let word): [word]
    case .choice(let words): words
    case .handle: names.bound.filter(\.isHandle).map(\.name)
    case .rawPointer: names.bound.filter { !$0.isHandle }.map(\.name)
    case .type: Kind.allCases.map(\.typeName)
    case .query: CommandTable.verbs.filter(\.isQuery).map(\.name)
    case .verb: CommandTable.verbs.map(\.name)
    case .errorCode: ErrorCode.allCases.map(\.rawValue)
    case .text, .number, .path, .answer, .optional, .repeated, .alternatives: []
    }
  }
}
