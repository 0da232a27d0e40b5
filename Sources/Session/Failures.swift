internal import Files
internal import Model
internal import SystemPackage

// The texts of all failures, so that they read alike and none is written twice. What happened comes first,
// then what to do.

extension String {
  /// A name that is near the string, if it was meant as one.
  fileprivate var asName: [String] {
    guard utf8.count <= 40, !isEmpty,
      unicodeScalars.allSatisfy({
        $0 == "-" || $0 == "_" || $0.properties.isAlphabetic || $0.isASCII && $0.properties.numericType != nil
      })
    else { return [] }
    let name = String(unicodeScalars.map { $0.isASCII && $0 != "-" ? Character($0) : "_" })
    let whole = name.isName ? name : "_" + name
    return whole.isName && whole.contains { $0 != "_" } ? [whole] : []
  }
}

extension Failure {
  // MARK: Words

  static func badName(_ token: Token) -> Failure {
    Failure(
      .badName, "\(quoted(token.text)) is not a name",
      "a name has letters, digits and _, and no digit in front", at: token.range,
      hint: .words(token.text.asName))
  }

  static func missingVerb(after token: Token) -> Failure {
    Failure(
      .usage, "there is no verb after the =", "a line is NAME = VERB …: a = new string \"text\"",
      at: token.range, hint: .unfinished)
  }

  static func unknownVerb(_ token: Token, isBoundName: Bool) -> Failure {
    if isBoundName {
      return Failure(
        .unknownVerb, "\(quoted(token.text)) is a name, not a verb", "to look at it: show \(token.text)",
        at: token.range, hint: .lastResort("show \(token.text)"))
    }
    if token.text.hasPrefix("=") {
      return Failure(
        .unknownVerb, "there is no verb \(quoted(token.text))", "to compare two handles: eq a b",
        at: token.range)
    }
    let isDot = token.text.hasPrefix(".")
    if CommandTable.verb(named: "." + token.text) != nil {
      return Failure(
        .unknownVerb, "unknown verb \(quoted(token.text))", "did you mean .\(token.text)?", at: token.range,
        hint: .words(["." + token.text]))
    }
    if !Guesses.isAboutTheSession(token.text),
      let verb = CommandTable.verbs.first(where: { $0.words.count == 2 && $0.words[1] == token.text })
    {
      return Failure(
        .unknownVerb, "unknown verb \(quoted(token.text))", "did you mean \(verb.name)?", at: token.range,
        hint: .words([verb.name]))
    }
    let candidates = CommandTable.firstWords.filter { $0.hasPrefix(".") == isDot }
    return Failure(
      .unknownVerb, "unknown \(isDot ? "command" : "verb") \(quoted(token.text))", unknown: token,
      among: candidates, otherwise: ".help lists them all")
  }

  static func missingSecondWord(after token: Token, of family: [Verb]) -> Failure {
    Failure(
      .usage, "'\(token.text)' alone does nothing",
      "use \(family.map(\.name).wordList)",
      at: token.range.upperBound..<token.range.upperBound)
  }

  static func unknownSecondWord(_ token: Token, after first: Token, of family: [Verb]) -> Failure {
    Failure(
      .unknownVerb, "unknown verb \(quoted("\(first.text) \(token.text)"))", unknown: token,
      among: family.map { $0.words[1] }, otherwise: "use \(family.map(\.name).wordList)")
  }

  static func unknownName(_ token: Token, known names: some Sequence<String>) -> Failure {
    // A name that is too long to be read is not told twice.
    guard token.text.utf8.count <= 40 else {
      return Failure(
        .unknownName, "nothing is bound to \(quoted(token.text))", ".names lists what is bound",
        at: token.range)
    }
    let binding = "\(token.text) = new string \"text\""
    var failure = Failure(
      .unknownName, "nothing is bound to \(quoted(token.text))", unknown: token, among: names,
      otherwise: "bind it first: \(binding); .names lists what is bound")
    if case .words([]) = failure.hint { failure.hint = .lastResort(binding) }
    return failure
  }

  // MARK: Objects by their number

  static func badObject(_ token: Token) -> Failure {
    Failure(
      .badName, "\(quoted(token.text)) is no object", "objects are @1, @2 and so on; .objects lists them",
      at: token.range)
  }

  static func unknownObject(_ token: Token, next: ObjectID) -> Failure {
    Failure(
      .unknownName, "there is no object \(token.text) yet",
      next.number == 1 ? "a = new string \"text\" makes @1" : ".objects lists the objects that live",
      at: token.range)
  }

  static func deadObject(_ token: Token) -> Failure {
    Failure(
      .departedName, "the object \(token.text) was destroyed",
      "to see the course of its count: .history \(token.text)",
      at: token.range, hint: .lines([".history \(token.text)"]))
  }

  // MARK: Names and what they hold

  /// - Parameter holders: names that hold handles to the object.
  static func departed(_ token: Token, _ departure: Departure, heldBy holders: [String]) -> Failure {
    var what: String
    let remedy: String
    var hint = Hint.words(holders)
    switch departure.cause {
    case .dropped:
      what = "was dropped on line \(departure.line)"
      if holders.isEmpty {
        let binding = "\(token.text) = new string \"text\""
        remedy = "bind it again: \(binding)"
        hint = .lines([binding])
      } else {
        let list = holders.joined(separator: " and ")
        what += "; \(list) still \(holders.count == 1 ? "holds" : "hold") \(departure.object)"
        remedy = "use '\(holders[0])'"
      }
    case .moved(let to?):
      what = "was moved to '\(to)' on line \(departure.line)"
      remedy = "use '\(to)', or clone instead of moving"
      if holders.contains(to) { hint = .words([to]) }
    case .moved(nil):
      what = "was moved away on line \(departure.line), and no name took it"
      remedy = "give the moved handle a name: b = move a"
    case .intoRaw(let pointer?):
      what = "gave its count to the raw pointer '\(pointer)' on line \(departure.line)"
      remedy = "\(token.text) = from_raw \(pointer) takes it back"
      hint = .lines(["\(token.text) = from_raw \(pointer)"])
    case .intoRaw(nil):
      what = "gave its count to a raw pointer on line \(departure.line), and no name took that"
      remedy = "give the pointer a name: p = into_raw a"
    }
    return Failure(.departedName, "'\(token.text)' \(what)", remedy, at: token.range, hint: hint)
  }

  static func notARawPointer(_ token: Token) -> Failure {
    Failure(
      .wrongRole, "'\(token.text)' is a handle, not a raw pointer",
      "to take a raw pointer from it: p = as_raw \(token.text); to clone it: clone \(token.text)",
      at: token.range, hint: .lines(["p = as_raw \(token.text)"]))
  }

  static func repeatedName(_ token: Token) -> Failure {
    Failure(
      .repeatedName, "'\(token.text)' is given twice", "name each handle once", at: token.range,
      hint: .without(token.range))
  }

  static func unknownType(_ token: Token) -> Failure {
    let names = Kind.allCases.map(\.typeName)
    return Failure(
      .unknownType, "unknown type \(quoted(token.text))", unknown: token, among: names,
      otherwise: "the types are \(names.joined(separator: ", "))")
  }

  static func unknownWord(_ token: Token, of words: [String], as label: String) -> Failure {
    Failure(
      .usage, "there is no \(label) \(quoted(token.text))", unknown: token, among: words,
      otherwise: "use \(words.wordList)")
  }

  static func notWatched(_ token: Token, watched: [String]) -> Failure {
    Failure(
      .unknownName, "\(quoted(token.text)) is not watched", unknown: token, among: watched,
      otherwise: watched.isEmpty
        ? "no name is watched; .watch h begins" : "watched: \(watched.joined(separator: ", "))")
  }

  static func unknownFormat(_ token: Token, endings: String) -> Failure {
    Failure(
      .usage, "the ending of \(quoted(token.text)) names no format", "end the path in \(endings)",
      at: token.range)
  }

  static func unknownCode(_ token: Token) -> Failure {
    let codes = ErrorCode.allCases.map(\.rawValue)
    return Failure(
      .usage, "there is no error code \(quoted(token.text))", unknown: token, among: codes,
      otherwise: "the codes go from \(codes[0]) to \(codes[codes.count - 1])")
  }

  static func forgottenLines(at range: Range<Int>) -> Failure {
    Failure(
      .forgottenLines, "the session no longer keeps its first lines",
      "save earlier, or keep the script that was run", at: range)
  }

  /// - Parameter present: how many lines there are to take back.
  static func nothingToTakeBack(_ wanted: Int, present: Int, at range: Range<Int>) -> Failure {
    if present == 0 {
      return Failure(.noWayBack, "there is no line to take back", "type lines first", at: range)
    }
    let lines = present == 1 ? "there is 1 line" : "there are \(present) lines"
    return Failure(
      .noWayBack, "\(lines) to take back, not \(wanted)", "to take back all: .undo \(present)", at: range,
      hint: .lines([".undo \(present)"]))
  }

  static func nothingToBringBack(at range: Range<Int>) -> Failure {
    Failure(
      .noWayBack, "there is nothing to bring back",
      ".redo follows .undo, as long as no other line is typed between them", at: range)
  }

  static func noWayBack(because reason: String, _ remedy: String, at range: Range<Int>) -> Failure {
    Failure(.noWayBack, "the lines cannot be done again: \(reason)", remedy, at: range)
  }

  static func notAQuery(_ token: Token) -> Failure {
    Failure(
      .usage, "'\(token.text)' is a verb that changes something, and no query", queries, at: token.range)
  }

  static func unknownQuery(_ token: Token) -> Failure {
    Failure(
      .unknownVerb, "unknown query \(quoted(token.text))", unknown: token,
      among: CommandTable.verbs.filter(\.isQuery).map(\.name), otherwise: queries)
  }

  private static var queries: String {
    "the queries are " + CommandTable.verbs.filter(\.isQuery).map(\.name).joined(separator: ", ")
  }

  // MARK: Arguments

  static func nothingToBind(_ verb: String, yields: String, target: Token) -> Failure {
    Failure(
      .nothingToBind, "'\(verb)' yields \(yields), which no name can hold",
      "leave out '\(target.text) ='", at: target.range, hint: .unbound)
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
      "bind a new one: \(token.text) = new string \"text\"", at: token.range)
  }

  static func emptyCell(_ token: Token, object: ObjectID) -> Failure {
    Failure(
      .emptyCell, "'\(token.text)' is \(object), an empty cell", "put a handle in first: put \(token.text) h",
      at: token.range, hint: .begun("put \(token.text)"))
  }

  static func counterOverflow(_ token: Token, count: Int, amount: Int) -> Failure {
    Failure(
      .overflow, "\(count) and \(amount) make no 64-bit integer; the counter keeps \(count)",
      "a counter goes from \(Int.min) to \(Int.max)", at: token.range)
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
      "keep a handle alive while the pointer is used, or take the pointer with into_raw; to look at it: show \(token.text)",
      at: token.range, hint: .lines(["show \(token.text)"]))
  }

  static func nothingOwned(_ token: Token, spent: Bool) -> Failure {
    Failure(
      .nothingOwned,
      spent
        ? "'\(token.text)' has given its count back already; a second from_raw would drop it twice"
        : "'\(token.text)' comes from as_raw and owns no count",
      "for a count of its own: h = clone_from_raw \(token.text)", at: token.range,
      hint: .lines(["h = clone_from_raw \(token.text)"]))
  }

  static func expectation(_ token: Token, query: String, is value: Value) -> Failure {
    let isUnquoted = if case .text = value { token.kind == .word } else { false }
    var (actual, expected) = (value.literal, token.kind == .text ? token.text.quotedLiteral : token.text)
    // Strings that look the same are told apart by their escapes.
    if actual.looksLike(expected) { (actual, expected) = (actual.spelledOut, expected.spelledOut) }
    return Failure(
      .expectation, "\(query) is \(actual), not \(expected)",
      "if the answer is right, change the expectation"
        + (isUnquoted ? "; a string stands in double quotes" : ""),
      at: token.range,
      hint: .words(isUnquoted && token.text.quotedLiteral.isSame(as: value.literal) ? [value.literal] : []))
  }

  static func interrupted(_ race: Event.Race, token: Token) -> Failure {
    Failure(
      .interrupted, "the race was stopped; the count of \(race.object) is \(race.after)",
      "run it again with fewer times",
      at: token.range)
  }

  /// Lines that were being done again when Ctrl-C came.
  static func stopped(at range: Range<Int>) -> Failure {
    Failure(
      .interrupted, "stopped: the session is as it was", "it takes as long as the lines so far", at: range)
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
      "leave the line out; an interactive shell shows them", at: range)
  }

  static func unusableFile(_ obstacle: String, path: String, at range: Range<Int>) -> Failure {
    Failure(.unusableFile, "\(quoted(path)) is \(obstacle)", "name a regular file", at: range)
  }
}
