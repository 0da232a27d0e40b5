public import Model

extension CommandTable {
  static let checking = [
    Verb(
      "race", handle, word("threads"), number("N", in: Race.threadRange), word("times"),
      number("M", in: Race.timesRange), group: .check,
      summary: "N threads each clone and drop h M times; afterwards the count is what it was",
      example: ["a = new string \"hello\"", "race a threads 4 times 1000"]
    ) { (call, h, _, threads, _, times) throws(Failure) in
      try call.session.race(h, threads: threads, times: times)
      return .nothing
    },
    Verb(
      "race_plain", counterToChange, word("threads"), number("N", in: Race.threadRange), word("times"),
      number("M", in: PlainRace.timesRange), group: .check,
      summary: "N threads each add 1 to a counter M times, as if it were not atomic: additions get lost",
      example: ["c = new counter", "race_plain c threads 4 times 100"]
    ) { (call, c, _, threads, _, times) throws(Failure) in
      try call.session.racePlain(c, threads: threads, times: times)
      return .nothing
    },
    Verb(
      "expect", query, answer, group: .check,
      summary: "fail the line when the query's answer differs from VALUE",
      example: ["a = new string \"hello\"", "expect strong_count a 1", "expect downcast a String \"hello\""]
    ) { (call, asked, answer) throws(Failure) in
      let query = call.text(asked.range)
      // A number is written here as everywhere: `+7` is none.
      if case .integer = asked.value, answer.text.utf8.first == UInt8(ascii: "+") {
        _ = try answer.number(label: "VALUE")
      }
      guard asked.value.matches(answer) else { throw .expectation(answer, query: query, is: asked.value) }
      call.session.emit(.expected(query: query, asked.value))
      return .nothing
    },
  ]
}

extension Session {
  /// Whether an `expect QUERY VALUE` holds now. No record has it, and it has no number.
  ///
  /// - Returns: what is in the way; nil when it holds.
  public func fault(inExpectation source: [UInt8]) -> Diagnostic? {
    do throws(Failure) {
      let tokens = try Lexer.tokenize(source)
      var call = Call(try CommandTable.verb(in: tokens, at: 0), at: 0, of: tokens, in: source, for: self)
      let asked = try call.query()
      let answer = try call.token(.answer("VALUE"))
      try call.checkEnd()
      guard asked.value.matches(answer) else {
        throw .expectation(
          answer, query: String(decoding: source[asked.range], as: UTF8.self), is: asked.value)
      }
      return nil
    } catch {
      return Diagnostic(error, in: source)
    }
  }
}

/// A query on the line, and what it answered.
struct QueryAnswer {
  let range: Range<Int>
  let value: Value
}

extension CommandTable {
  fileprivate static let query = Parameter(shape: .query("QUERY")) { call throws(Failure) in
    try call.query()
  }

  fileprivate static let answer = Parameter(shape: .answer("VALUE")) { call throws(Failure) in
    try call.token(.answer("VALUE"))
  }
}

extension Value {
  /// Whether a word or string stands for this value, as `expect` compares them.
  ///
  /// - Parameter answer: as it would be typed; blanks around it and a comment behind it do not count.
  public func isWritten(_ answer: [UInt8]) -> Bool {
    guard let tokens = try? Lexer.tokenize(answer), tokens.count == 1 else { return false }
    return matches(tokens[0])
  }

  /// Whether a token of the line stands for this value: strings are quoted, paths may be.
  fileprivate func matches(_ token: Token) -> Bool {
    switch (self, token.kind) {
    case (.text(let text), .text), (.path(let text), .text): text.isSame(as: token.text)
    case (.integer(let number), .word): Int(decimal: token.text) == number
    case (_, .text): false
    default: word?.isSame(as: token.text) ?? false
    }
  }
}
