internal import Files
internal import SystemPackage

// The texts of all failures, so that they read alike and none is written twice. What happened comes first,
// then what to do.

/// Quotes a piece of user input for a message, cut to a length that keeps the message readable.
func quoted(_ text: some StringProtocol) -> String {
  text.count <= 40 ? "'\(text)'" : "'\(text.prefix(39))…'"
}

extension Failure {
  // MARK: The line

  /// - Parameter value: the character's number, at most 0x9F.
  static func controlCharacter(_ value: UInt8, at range: Range<Int>) -> Failure {
    let digits = String(value, radix: 16)
    return Failure(
      .controlCharacter,
      "the line contains the control character U+00\(value < 16 ? "0" : "")\(digits.uppercased())",
      "in a string, write \\u{\(digits)}", at: range)
  }

  static func invalidUTF8(_ source: [UInt8], at range: Range<Int>) -> Failure {
    let bytes = source[range].prefix(4).map {
      "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
    }
    return Failure(
      .invalidUTF8, "the line is not valid UTF-8: \(bytes.joined(separator: " "))",
      "convert the file to UTF-8", at: range)
  }

  static func noBlankAfterString(at index: Int) -> Failure {
    Failure(
      .usage, "a string must be followed by a blank",
      "put a space here, or write \\\" for a quote in the string",
      at: index..<index + 1)
  }

  static func unterminatedString(_ range: Range<Int>) -> Failure {
    Failure(.unterminatedString, "the string has no closing quote", "end it with \"", at: range)
  }

  static func badEscape(_ escape: String, _ range: Range<Int>) -> Failure {
    Failure(
      .badEscape, "unknown escape \(quoted(escape))", #"use \n \t \" \\ or \u{…}"#, at: range)
  }

  static func lineTooLong(_ length: Int, limit: Int) -> Failure {
    Failure(
      .lineTooLong, "the line has \(length) bytes, more than \(limit)",
      "split what it does over several lines",
      at: 0..<0)
  }

  // MARK: Words

  static func badName(_ token: Token) -> Failure {
    Failure(
      .badName, "\(quoted(token.text)) is not a name", "use letters, digits and _, a letter or _ first",
      at: token.range)
  }

  static func missingVerb(after token: Token) -> Failure {
    Failure(
      .usage, "there is no verb after the =", "for example: NAME = new string \"text\"",
      at: token.range)
  }

  static func unknownVerb(_ token: Token, isBoundName: Bool) -> Failure {
    if isBoundName {
      return Failure(
        .unknownVerb, "\(quoted(token.text)) is a name, not a verb", "to look at it: show \(token.text)",
        at: token.range)
    }
    if token.text.hasPrefix("=") {
      return Failure(
        .unknownVerb, "\(quoted(token.text)) is no verb", "to compare two handles: eq a b", at: token.range)
    }
    let isDot = token.text.hasPrefix(".")
    if CommandTable.verb(named: "." + token.text) != nil {
      return Failure(
        .unknownVerb, "unknown verb \(quoted(token.text))", "did you mean .\(token.text)?", at: token.range)
    }
    if let verb = CommandTable.verbs.first(where: { $0.words.count == 2 && $0.words[1] == token.text }) {
      return Failure(
        .unknownVerb, "unknown verb \(quoted(token.text))", "did you mean \(verb.name)?", at: token.range)
    }
    let candidates = CommandTable.firstWords.filter { $0.hasPrefix(".") == isDot }
    return Failure(
      .unknownVerb, "unknown \(isDot ? "command" : "verb") \(quoted(token.text))",
      Suggestions.remedy(for: token.text, among: candidates, otherwise: ".help lists them all"),
      at: token.range)
  }

  static func missingSecondWord(after token: Token, of family: [Verb]) -> Failure {
    Failure(
      .usage, "'\(token.text)' alone does nothing",
      "use one of " + family.map(\.name).joined(separator: ", "),
      at: token.range.upperBound..<token.range.upperBound)
  }

  static func unknownSecondWord(_ token: Token, after first: Token, of family: [Verb]) -> Failure {
    Failure(
      .unknownVerb, "unknown verb \(quoted("\(first.text) \(token.text)"))",
      Suggestions.remedy(
        for: token.text, among: family.map { $0.words[1] }, shownAs: { "\(first.text) \($0)" },
        otherwise: "use one of " + family.map(\.name).joined(separator: ", ")),
      at: token.range)
  }

  static func unknownName(_ token: Token, known names: some Collection<String>) -> Failure {
    Failure(
      .unknownName, "nothing is bound to \(quoted(token.text))",
      Suggestions.remedy(
        for: token.text, among: names,
        otherwise: names.isEmpty ? "a = new string \"text\" binds a" : ".names lists what is"),
      at: token.range)
  }

  static func departed(_ token: Token, _ departure: Departure) -> Failure {
    let what: String
    let remedy: String
    switch departure.cause {
    case .dropped:
      what = "was dropped on line \(departure.line)"
      remedy = "bind it again: \(token.text) = new …"
    case .moved(let to?):
      what = "was moved to '\(to)' on line \(departure.line)"
      remedy = "use '\(to)', or clone instead of moving"
    case .moved(nil):
      what = "was moved away on line \(departure.line), and no name took it"
      remedy = "give the moved handle a name: b = move a"
    case .intoRaw(let pointer?):
      what = "gave its count to the raw pointer '\(pointer)' on line \(departure.line)"
      remedy = "\(token.text) = from_raw \(pointer) takes it back"
    case .intoRaw(nil):
      what = "gave its count to a raw pointer on line \(departure.line), and no name took that"
      remedy = "give the pointer a name: p = into_raw a"
    }
    return Failure(.departedName, "'\(token.text)' \(what)", remedy, at: token.range)
  }

  static func notAHandle(_ token: Token, ownsCount: Bool) -> Failure {
    Failure(
      .wrongRole, "'\(token.text)' is a raw pointer, not a handle",
      "make a handle from it: h = \(ownsCount ? "from_raw" : "clone_from_raw") \(token.text)", at: token.range
    )
  }

  static func notARawPointer(_ token: Token) -> Failure {
    Failure(
      .wrongRole, "'\(token.text)' is a handle, not a raw pointer",
      "take one from it: p = as_raw \(token.text)",
      at: token.range)
  }

  static func repeatedName(_ token: Token) -> Failure {
    Failure(.repeatedName, "'\(token.text)' is given twice", "name each handle once", at: token.range)
  }

  static func unknownType(_ token: Token) -> Failure {
    let names = Kind.allCases.map(\.typeName)
    return Failure(
      .unknownType, "unknown type \(quoted(token.text))",
      Suggestions.remedy(
        for: token.text, among: names, otherwise: "the types are \(names.joined(separator: ", "))"),
      at: token.range)
  }

  static func unknownWord(_ token: Token, of words: [String], as label: String) -> Failure {
    Failure(
      .usage, "\(quoted(token.text)) is no \(label)",
      Suggestions.remedy(for: token.text, among: words, otherwise: "use \(words.joined(separator: ", "))"),
      at: token.range)
  }

  static func notWatched(_ token: Token, watched: [String]) -> Failure {
    Failure(
      .unknownName, "\(quoted(token.text)) is not watched",
      Suggestions.remedy(
        for: token.text, among: watched,
        otherwise: watched.isEmpty ? "nothing is" : "watched: \(watched.joined(separator: ", "))"),
      at: token.range)
  }

  static func unknownFormat(_ token: Token, endings: String) -> Failure {
    Failure(
      .usage, "\(quoted(token.text)) does not say by its ending what to write",
      "let it end in \(endings)", at: token.range)
  }

  static func unknownCode(_ token: Token) -> Failure {
    let codes = ErrorCode.allCases.map(\.rawValue)
    return Failure(
      .usage, "\(quoted(token.text)) is no error code",
      Suggestions.remedy(
        for: token.text, among: codes, otherwise: "they go from \(codes[0]) to \(codes[codes.count - 1])"),
      at: token.range)
  }

  static func forgottenLines(at range: Range<Int>) -> Failure {
    Failure(
      .forgottenLines, "the session is longer than what it keeps of itself",
      "save earlier, or keep the script that was run", at: range)
  }

  static func notAQuery(_ token: Token) -> Failure {
    Failure(.usage, "'\(token.text)' is no query", queries, at: token.range)
  }

  static func unknownQuery(_ token: Token) -> Failure {
    Failure(
      .unknownVerb, "unknown query \(quoted(token.text))",
      Suggestions.remedy(
        for: token.text, among: CommandTable.verbs.filter(\.isQuery).map(\.name), otherwise: queries),
      at: token.range)
  }

  private static var queries: String {
    "use one of " + CommandTable.verbs.filter(\.isQuery).map(\.name).joined(separator: ", ")
  }

  // MARK: Arguments

  static func missing(_ label: String, usage: String, at end: Int) -> Failure {
    Failure(.usage, "\(label) is missing", "usage: \(usage)", at: end..<end)
  }

  static func tooMany(_ token: Token, usage: String) -> Failure {
    Failure(.usage, "\(quoted(token.text)) is more than the verb takes", "usage: \(usage)", at: token.range)
  }

  static func pathWithNUL(_ token: Token) -> Failure {
    Failure(.usage, "a path holds no NUL", #"leave out \u{0}"#, at: token.range)
  }

  static func wrongForm(_ token: Token, needs label: String, usage: String) -> Failure {
    Failure(.usage, "\(label) should stand here", "usage: \(usage)", at: token.range)
  }

  static func badNumber(_ token: Token, range: ClosedRange<Int>, label: String) -> Failure {
    let digits = token.text.utf8.dropFirst(token.text.hasPrefix("-") ? 1 : 0)
    let isNumber =
      !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return Failure(
      .badNumber, "\(quoted(token.text)) is \(isNumber ? "out of range" : "not a number")",
      "\(label) is a whole number from \(range.lowerBound) to \(range.upperBound)", at: token.range)
  }

  static func nothingToBind(_ verb: String, yields: String, target: Token) -> Failure {
    Failure(
      .nothingToBind, "'\(verb)' yields \(yields), which no name can hold",
      "leave out '\(target.text) ='", at: target.range)
  }

  // MARK: Objects

  static func bookkeeping(_ object: ObjectID, count: Int, owners: Int) -> Failure {
    Failure(
      .bookkeeping, "\(object) has the strong count \(count), but \(owners) owners are known",
      "report the lines that led here", at: 0..<0)
  }

  static func wrongType(_ token: Token, object: ObjectID, is type: String, needs wanted: String) -> Failure {
    Failure(
      .wrongType, "'\(token.text)' is \(object), a \(type), and this needs a \(wanted)",
      "downcasts are exact; to ask first: is \(token.text) \(wanted)", at: token.range)
  }

  static func sharedImmutability(_ token: Token, object: ObjectID, needs wanted: String) -> Failure {
    Failure(
      .sharedImmutability,
      "'\(token.text)' is \(object), a String, and this needs a \(wanted): all handles share a string, so none may change it",
      "bind a new one: \(token.text) = new string \"…\"", at: token.range)
  }

  static func emptyCell(_ token: Token, object: ObjectID) -> Failure {
    Failure(
      .emptyCell, "'\(token.text)' is \(object), an empty cell", "put a handle in first: put \(token.text) h",
      at: token.range)
  }

  static func counterOverflow(_ token: Token, count: Int, amount: Int) -> Failure {
    Failure(
      .overflow, "\(count) and \(amount) make no 64-bit integer; the counter keeps \(count)",
      "add less", at: token.range)
  }

  static func dangling(_ token: Token, object: ObjectID, destroyedOn line: Int?, reuse: AddressReuse)
    -> Failure
  {
    let fate =
      "'\(token.text)' points at \(object), which was destroyed" + (line.map { " on line \($0)" } ?? "")
    let danger =
      switch reuse {
      case .none: "following it would be a use after free"
      case .by(let other):
        "its address now belongs to \(other), so this would be a use after free that goes unnoticed"
      case .possible:
        "following it would be a use after free, unnoticed if its address belongs to a newer object by now"
      }
    return Failure(
      .danglingPointer, fate + "; " + danger,
      "keep a handle alive while the pointer is used, or take one with into_raw",
      at: token.range)
  }

  static func nothingOwned(_ token: Token, spent: Bool) -> Failure {
    Failure(
      .nothingOwned,
      spent
        ? "'\(token.text)' has given its count back already; a second from_raw would drop it twice"
        : "'\(token.text)' comes from as_raw and owns no count",
      "for a count of its own: h = clone_from_raw \(token.text)", at: token.range)
  }

  static func expectation(_ token: Token, query: String, is value: Value) -> Failure {
    let hint =
      if case .text = value, token.kind == .word { "; a string is written in quotes" } else { "" }
    return Failure(
      .expectation,
      "\(query) is \(value.literal), not \(token.kind == .text ? Value.text(token.text).literal : token.text)",
      "if the answer is right, the script must change" + hint, at: token.range)
  }

  static func interrupted(_ race: Event.Race, token: Token) -> Failure {
    Failure(
      .interrupted, "the race was stopped; the count of \(race.object) is \(race.after)",
      "run it again with fewer times",
      at: token.range)
  }

  // MARK: Files

  /// - Parameter remedy: nil for the usual one.
  static func system(
    _ errno: Errno, doing what: String, remedy: String? = nil, at range: Range<Int>
  ) -> Failure {
    Failure(
      .system, "\(what): \(errno.name), \(errno.description)", remedy ?? errno.remedy, at: range)
  }

  /// A file could not be opened.
  ///
  /// - Parameter purpose: "open", "read" or "write".
  static func system(
    _ errno: Errno, opening path: String, to purpose: String, remedy: String? = nil, at range: Range<Int>
  ) -> Failure {
    switch errno {
    case .improperLink: outsideScope(path, at: range)
    case .fileTooLarge where purpose == "open": tooLargeToCopy(path, at: range)
    default: system(errno, doing: "cannot \(purpose) \(quoted(path))", remedy: remedy, at: range)
    }
  }

  static func tooLargeToCopy(_ path: String, at range: Range<Int>) -> Failure {
    Failure(
      .unusableFile,
      "\(quoted(path)) is too large: what a document writes to is copied first, \(FileScope.copyLimit >> 20) MiB at most in all",
      "open it with mode r, or w to begin with an empty file", at: range)
  }

  static func outsideScope(_ path: String, at range: Range<Int>) -> Failure {
    Failure(
      .outsideScope, "\(quoted(path)) is outside the folders that this session may use",
      "move the file beside the document, or allow its folder: --allow-files DIR", at: range)
  }

  static func notReproducible(_ what: String, at range: Range<Int>) -> Failure {
    Failure(
      .notReproducible, "\(what) differ from run to run, and a document's answers must not",
      "leave the line out; the shell itself can show them", at: range)
  }

  static func unusableFile(_ obstacle: String, path: String, at range: Range<Int>) -> Failure {
    Failure(.unusableFile, "\(quoted(path)) is \(obstacle)", "name a regular file", at: range)
  }
}
