internal import Model

// From a line that failed to the line that was probably meant. A line is proposed only when the grammar takes it as the
// session stands: a user who types it must not get the next error.
extension Session {
  /// Longer lines are not pondered: no one would read the proposal.
  private static let ponderedBytes = 400

  /// The diagnostic of a line that failed, with the line that was probably meant.
  func diagnose(_ failure: Failure, in source: [UInt8]) -> Diagnostic {
    guard source.count <= Self.ponderedBytes, let meant = meaning(of: source, failingBy: failure) else {
      return Diagnostic(failure, in: source)
    }
    return Diagnostic(
      failure.code, failure.message, remedy: meant.reason ?? failure.remedy, suggestion: meant.line,
      in: source,
      at: failure.range)
  }

  /// A line that is proposed.
  struct Meaning {
    let line: String
    /// What to do differently; nil where the failure says that.
    let reason: String?

    init(_ line: String, because reason: String? = nil) {
      self.line = line
      self.reason = reason
    }
  }

  private func meaning(of source: [UInt8], failingBy failure: Failure) -> Meaning? {
    let line = String(decoding: source, as: UTF8.self)
    let foreign = ForeignLine(line)
    let tidied = foreign.tidied
    // Everything is tried on the line as it was typed, and then on one without what cannot be seen, prompts and the like.
    let candidates =
      hinted(by: failure, in: source) + tidied.map { Meaning($0.line, because: $0.reason) }
      + (failure.isOfGrammar ? Guesses(self, foreign).all : []) + lastResort(of: failure)
    let meant = candidates.first { !$0.line.isSame(as: line) && accepts($0.line) }
    // What the failure says of its own line is said best there.
    return lastResort(of: failure).first { $0.line == meant?.line } ?? meant
  }

  /// What the failure itself leads to.
  private func hinted(by failure: Failure, in source: [UInt8]) -> [Meaning] {
    func replacing(_ range: Range<Int>, with text: String) -> Meaning {
      let range = range.clamped(to: 0..<source.count)
      let bytes = source[..<range.lowerBound] + Array(text.utf8) + source[range.upperBound...]
      return Meaning(String(decoding: bytes, as: UTF8.self))
    }
    switch failure.hint {
    case .none, .lastResort: return []
    case .words(let words): return words.map { replacing(failure.range, with: $0) }
    case .wordOrLine(let word, let line): return [replacing(failure.range, with: word), Meaning(line)]
    case .without(let range):
      return [boundToExtra(range, in: source), replacing(range, with: "")].compactMap(\.self)
    case .lines(let lines): return lines.map { Meaning($0) }
    case .begun(let line): return completed(line).map { [Meaning($0)] } ?? []
    case .unfinished: return completed(String(decoding: source, as: UTF8.self)).map { [Meaning($0)] } ?? []
    case .unbound:
      guard let equals = source.firstIndex(of: .equals) else { return [] }
      return [Meaning(String(decoding: source[(equals + 1)...].drop(while: \.isBlank), as: UTF8.self))]
    }
  }

  private func lastResort(of failure: Failure) -> [Meaning] {
    if case .lastResort(let line) = failure.hint { [Meaning(line)] } else { [] }
  }

  /// `b = clone a` for `clone a b`: the word that is extra may be the name that should take the result.
  private func boundToExtra(_ extra: Range<Int>, in source: [UInt8]) -> Meaning? {
    let words = String(decoding: source[extra], as: UTF8.self).split { $0 == " " || $0 == "\t" }
    guard let name = words.last.map(String.init), name.isName, !names.isBound(name), !source.contains(.equals)
    else { return nil }
    guard words.count == 1 || words.count == 2 && ["as", "to", "into", "->"].contains(words[0]) else {
      return nil
    }
    return Meaning(
      "\(name) = \(String(decoding: source[..<extra.lowerBound], as: UTF8.self))",
      because: "the name that takes the result stands in front")
  }

  /// Whether the grammar takes a line, as names and objects stand. Nothing is done.
  func accepts(_ line: String) -> Bool {
    do throws(Failure) {
      let tokens = try Lexer.tokenize(Array(line.utf8))
      // A sign that is left over from a line with its parts in disorder would be the name of a file.
      guard !tokens.isEmpty, !tokens.contains(where: { $0.kind == .word && $0.text.isOperator }) else {
        return false
      }
      let (verb, start) = try Self.statement(of: tokens)
      if tokens.isAssignment, !verb.yields.canBeBound { return false }
      var call = Call(verb, at: start, of: tokens, in: Array(line.utf8), for: self)
      try verb.check(&call)
      if verb.name == ".undo" { return canTakeBack(tokens.count > 1 ? Int(tokens[1].text) ?? 1 : 1) }
      if verb.name == ".redo" { return !takenBack.isEmpty }
      // What `get` yields depends on the object: a full cell's handle can be bound, a value cannot, and an empty cell has
      // neither.
      guard verb.name == "get", let object = try? object(tokens[start + 1]),
        let value = summary(of: object)?.value
      else { return true }
      let isFull = if case .object = value { true } else { false }
      return isFull || !tokens.isAssignment && value != .symbol("empty")
    } catch {
      return false
    }
  }

  // MARK: Completing a line

  /// The line with what the grammar still misses at its end: the youngest names, and values as an example.
  func completed(_ line: String) -> String? {
    var line = line
    for _ in 0..<6 {
      guard let tokens = try? Lexer.tokenize(Array(line.utf8)),
        let word = example(of: expectedShapes(after: tokens[...]), after: tokens)
      else { return nil }
      if let last = line.utf8.last, !last.isBlank { line += " " }
      line += word
      if accepts(line) { return line }
    }
    return nil
  }

  /// A word that could stand next.
  private func example(of shapes: [Shape], after tokens: [Token]) -> String? {
    let given = Set(tokens.map(\.text))
    func youngest(where isRight: (Binding) -> Bool) -> String? {
      let names = names.bound.reversed().filter(isRight).map(\.name)
      return names.first { !given.contains($0) } ?? names.first
    }
    for shape in shapes {
      let word: String?
      switch shape {
      case .keyword(let keyword): word = keyword
      case .choice(let words): word = words.first
      case .handle(_, let kind):
        word = youngest { binding in
          binding.isHandle && (kind == nil || binding.object.flatMap { ledger[$0]?.kind } == kind)
            && !(tokens.last?.text == "take" && isEmptyCell(binding))
        }
      case .object, .shown, .guestArgument: word = youngest { $0.isHandle && !isEmptyCell($0) }
      case .rawPointer:
        let owns = tokens.last?.text == "from_raw"
        word = youngest { $0.rawPointer.map { !$0.isDangling && (!owns || $0.ownership == .one) } ?? false }
      case .type:
        word = tokens.last.flatMap { names[$0.text]?.object }.flatMap { ledger[$0]?.kind.typeName }
      case .text: word = "\"text\""
      case .number: word = "1"
      // A file that is read must be there already.
      case .path: word = tokens.last?.text == "file" ? "notes.txt" : nil
      case .query: word = "strong_count"
      case .answer: word = answer(to: tokens)
      case .errorCode: word = ErrorCode.unknownVerb.rawValue
      case .export(_, let kind): word = tokens.last.flatMap { exports(of: $0.text, kind).first }
      case .verb, .optional, .repeated, .alternatives: word = nil
      }
      if let word { return word }
    }
    return nil
  }

  /// Whether a name's handle is to a cell that holds nothing.
  private func isEmptyCell(_ binding: Binding) -> Bool {
    binding.object.flatMap(summary(of:))?.value == .symbol("empty")
  }

  /// What a query at the end of `expect` answers, as it would be written.
  private func answer(to tokens: [Token]) -> String? {
    guard tokens.first?.text == "expect" else { return nil }
    var call = Call(nil, at: 1, of: tokens, for: self)
    return (try? call.query())?.value.literal
  }
}

extension Failure {
  /// Whether the line was not understood, rather than understood and refused.
  fileprivate var isOfGrammar: Bool {
    switch code {
    case .unknownVerb, .unknownName, .usage, .unterminatedString, .badEscape, .departedName, .badNumber,
      .invalidUTF8,
      .controlCharacter, .unknownType, .nothingToBind, .badName, .wrongRole,
      .wrongType:
      true
    default: false
    }
  }
}

extension String {
  /// Whether the word is a sign of other languages: `==`, `->`.
  fileprivate var isOperator: Bool { !isEmpty && utf8.allSatisfy { "=<>!+-*&|".utf8.contains($0) } }
}
