internal import Model

/// The tokens of a line behind its verb, read from left to right by the verb's parameters.
struct Arguments {
  let session: Session
  /// The verb's usage line, for messages.
  let usage: String
  private let tokens: [Token]
  private var next: Int

  init(_ tokens: [Token], from start: Int, usage: String, session: Session) {
    self.session = session
    self.usage = usage
    self.tokens = tokens
    self.next = start
  }

  var isAtEnd: Bool { next == tokens.count }

  /// Takes the next token, whatever it is.
  ///
  /// - Parameter shape: what should stand there.
  mutating func token(_ shape: @autoclosure () -> Shape) throws(Failure) -> Token {
    guard !isAtEnd else {
      throw .missing(shape().noun, usage: usage, at: tokens.last?.range.upperBound ?? 0)
    }
    defer { next += 1 }
    return tokens[next]
  }

  mutating func word(_ shape: @autoclosure () -> Shape) throws(Failure) -> Token {
    let token = try token(shape())
    guard token.kind != .text else { throw wrongForm(token, needs: shape()) }
    return token
  }

  mutating func text(_ shape: @autoclosure () -> Shape) throws(Failure) -> Token {
    let token = try token(shape())
    guard token.kind == .text else { throw wrongForm(token, needs: shape()) }
    return token
  }

  func wrongForm(_ token: Token, needs shape: Shape) -> Failure {
    .wrongForm(token, needs: shape.noun, usage: usage)
  }

  /// Makes sure that the verb has read all there is.
  ///
  /// - Parameters:
  ///   - verb: the verb, for the message.
  ///   - count: how many arguments it takes, where that is a number.
  func checkEnd(of verb: String = "the verb", taking count: Int? = nil) throws(Failure) {
    guard !isAtEnd else { return }
    let rest = tokens[next - 1].range.upperBound..<tokens[tokens.count - 1].range.upperBound
    throw .tooMany(tokens[next], of: verb, taking: count, usage: usage, rest: rest)
  }

  /// Reads the name of a verb, or the first word alone where that begins several names.
  mutating func verbName(_ shape: @autoclosure () -> Shape) throws(Failure) -> Token {
    let first = try word(shape())
    if isAtEnd, CommandTable.family(first.text) != nil { return first }
    let (verb, name) = try CommandTable.verb(in: tokens, at: next - 1)
    next += verb.words.count - 1
    return name
  }

  /// Reads a verb that is a query, with its arguments, and asks it.
  mutating func query() throws(Failure) -> QueryAnswer {
    _ = try word(.query("QUERY"))
    next -= 1
    let (verb, name) = try CommandTable.verb(in: tokens, at: next, for: session)
    guard verb.isQuery else { throw .notAQuery(name) }
    var inner = Arguments(tokens, from: next + verb.words.count, usage: verb.usage, session: session)
    let production = try verb.run(
      Call(session: session, source: [], verb: name, target: nil, endsLine: false), &inner)
    guard case .value(let value, note: _) = production else { throw .notAQuery(name) }
    next = inner.next
    return QueryAnswer(range: name.range.lowerBound..<tokens[next - 1].range.upperBound, value: value)
  }
}
