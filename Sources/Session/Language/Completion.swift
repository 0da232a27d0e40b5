internal import Model

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
    guard var given = try? Lexer.tokenize(Array(bytes[..<start])) else { return .nothing }
    // Behind a comment's sign nothing is offered: then the tokens end before the words do.
    if let hash = bytes[..<start].lastIndex(of: .hash), given.allSatisfy({ $0.range.upperBound <= hash }) {
      return .nothing
    }
    if given.isEmpty, let equals = bytes[start...].firstIndex(of: .equals) {
      // The start of `a=new`, written without blanks.
      start = equals + 1
      guard let assignment = try? Lexer.tokenize(Array(bytes[..<start])) else { return .nothing }
      given = assignment
    }
    let word = String(decoding: bytes[start...], as: UTF8.self)
    var words: [String] = []
    for shape in expectedShapes(after: given[...]) {
      if case .path = shape { return .path(start: start) }
      words += self.words(for: shape, after: given.last)
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

  func expectedShapes(after given: ArraySlice<Token>) -> [Shape] {
    if given.count >= 2, given[1].kind == .equals {
      return expectedShapes(ofVerbIn: given.dropFirst(2), where: \.yields.canBeBound) ?? []
    }
    return expectedShapes(ofVerbIn: given) { _ in true }
      ?? (given.count == 1 && given[0].text.isName ? [.keyword("=")] : [])
  }

  /// What could come next where a verb is asked for and `given` is there already; nil when that begins with none.
  private func expectedShapes(
    ofVerbIn given: ArraySlice<Token>, followedBy rest: [Shape] = [], where isOffered: (Verb) -> Bool
  ) -> [Shape]? {
    guard let first = given.first else {
      return [
        .choice(
          CommandTable.firstWords.filter { word in
            CommandTable.family(word)?.contains(where: isOffered) ?? CommandTable.verb(named: word).map(
              isOffered)
              ?? false
          })
      ]
    }
    guard let family = CommandTable.family(first.text) else {
      return CommandTable.verb(named: first.text).map { expected($0.shapes + rest, after: given.dropFirst()) }
    }
    guard let second = given.dropFirst().first else {
      return [.choice(family.filter(isOffered).map { $0.words[1] })]
    }
    return CommandTable.verb(named: "\(first.text) \(second.text)").map {
      expected($0.shapes + rest, after: given.dropFirst(2))
    }
  }

  /// The shapes that could come next where `shapes` are asked for and `given` is there already.
  private func expected(_ shapes: some Collection<Shape>, after given: ArraySlice<Token>) -> [Shape] {
    expected(Array(shapes)[...], after: given)
  }

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
      return expectedShapes(ofVerbIn: given, followedBy: Array(rest), where: \.isQuery) ?? []
    case .verb:
      let isHalf = given.count == 1 && CommandTable.family(token.text) != nil
      return isHalf ? expectedShapes(ofVerbIn: given) { _ in true } ?? [] : []
    default:
      return expected(rest, after: given.dropFirst())
    }
  }

  /// The live objects as `@N`. More of them would bury the names.
  private var numberedObjects: [String] { ledger.objects.prefix(100).map(\.description) }

  private func words(for shape: Shape, after previous: Token?) -> [String] {
    switch shape {
    case .keyword(let word): [word]
    case .choice(let words): words
    case .handle(_, let kind):
      names.bound.filter { binding in
        binding.isHandle && (kind == nil || binding.object.flatMap { ledger[$0]?.kind } == kind)
      }.map(\.name)
    case .object: names.bound.filter(\.isHandle).map(\.name) + numberedObjects
    case .shown: names.bound.map(\.name) + numberedObjects
    case .rawPointer: names.bound.filter { !$0.isHandle }.map(\.name)
    case .type: Kind.allCases.map(\.typeName)
    case .query:
      CommandTable.firstWords.filter { word in
        CommandTable.family(word)?.contains(where: \.isQuery) ?? CommandTable.verb(named: word)?.isQuery
          ?? false
      }
    case .verb: CommandTable.firstWords
    case .errorCode: ErrorCode.allCases.map(\.rawValue)
    case .export(_, let kind): previous.map { exports(of: $0.text, kind) } ?? []
    case .guestArgument: names.bound.filter(\.isHandle).map(\.name) + ["null"]
    case .text, .number, .path, .answer, .optional, .repeated, .alternatives: []
    }
  }
}
