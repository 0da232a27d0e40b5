/// The tokens of a line behind its verb, read from left to right by the verb's parameters.
struct Arguments {
  let session: Session
  /// The verb's usage line, for messages.
  let usage: String
  private let tokens: [Token]
  private var next: Int

  init(_ tokens: [Token], from start: Int, of verb: Verb, session: Session) {
    self.session = session
    self.usage = verb.usage
    self.tokens = tokens
    self.next = start
  }

  var isAtEnd: Bool { next == tokens.count }

  /// Takes the next token, whatever it is.
  mutating func token(_ label: @autoclosure () -> String) throws(Failure) -> Token {
    guard !isAtEnd else {
      throw .missing(label(), usage: usage, at: tokens.last?.range.upperBound ?? 0)
    }
    defer { next += 1 }
    return tokens[next]
  }

  mutating func word(_ label: @autoclosure () -> String) throws(Failure) -> Token {
    let token = try token(label())
    guard token.kind != .text else { throw wrongForm(token, needs: label()) }
    return token
  }

  mutating func text(_ label: @autoclosure () -> String) throws(Failure) -> Token {
    let token = try token(label())
    guard token.kind == .text else { throw wrongForm(token, needs: label() + " in double quotes") }
    return token
  }

  func wrongForm(_ token: Token, needs label: String) -> Failure {
    .wrongForm(token, needs: label, usage: usage)
  }

  /// Makes sure that the verb has read all there is.
  func checkEnd() throws(Failure) {
    if !isAtEnd { throw .tooMany(tokens[next], usage: usage) }
  }

  /// Reads a verb that is a query, with its arguments, and asks it.
  mutating func query() throws(Failure) -> QueryAnswer {
    let token = try word("QUERY")
    guard let verb = CommandTable.verb(named: token.text) else {
      throw .unknownVerb(token, isBoundName: session.names.isBound(token.text))
    }
    guard verb.isQuery else { throw .notAQuery(token) }
    var inner = Arguments(tokens, from: next, of: verb, session: session)
    let production = try verb.run(
      Call(session: session, source: [], verb: token, target: nil, endsLine: false), &inner)
    guard case .value(let value) = production else { throw .notAQuery(token) }
    next = inner.next
    return QueryAnswer(range: token.range.lowerBound..<tokens[next - 1].range.upperBound, value: value)
  }
}
