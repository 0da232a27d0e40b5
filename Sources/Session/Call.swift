internal import Model

/// A verb and the tokens of its line while it is done: what its parameters are read from, left to right, and what its work
/// gets to know besides their values.
struct Call: ~Copyable {
  let session: Session
  private let source: [UInt8]
  private let tokens: [Token]
  /// The verb; nil for a query that stands alone.
  private let row: Verb?
  /// Where its name begins.
  private let start: Int
  /// Whether the verb's arguments are the last of the line; not so within `expect`.
  let endsLine: Bool
  private var next: Int

  /// - Parameters:
  ///   - verb: the verb whose name begins with the token at `start`.
  ///     For nil, a query alone is to be read from there.
  ///   - tokens: those of the whole line.
  ///   - source: the line as it was typed.
  ///   - endsLine: whether the verb's arguments are the last of the line.
  init(
    _ verb: Verb?, at start: Int, of tokens: consuming [Token], in source: [UInt8] = [], for session: Session,
    endsLine: Bool = true
  ) {
    self.session = session
    self.source = source
    self.tokens = tokens
    self.row = verb
    self.start = start
    self.endsLine = endsLine
    next = start + (verb?.words.count ?? 0)
  }

  /// The verb's usage line, for messages.
  var usage: String { row?.usage ?? "? QUERY" }

  /// The verb's name as one token, however many words it has.
  var verb: Token { row.map { tokens.name(of: $0, at: start) } ?? tokens[start] }

  /// The name that takes the result.
  var target: Token? { endsLine && tokens.isAssignment ? tokens[0] : nil }

  /// A piece of the line as it was typed.
  func text(_ range: Range<Int>) -> String {
    String(decoding: source[range], as: UTF8.self)
  }

  /// The verb and its arguments, as they were typed.
  var range: Range<Int> { tokens[start].range.lowerBound..<tokens[tokens.count - 1].range.upperBound }

  /// Where the last word of the line stands.
  var lastWord: Range<Int> { tokens[tokens.count - 1].range }

  /// A failure of what the line did, whose message shows the line.
  func diagnostic(_ failure: Failure) -> Diagnostic { Diagnostic(failure, in: source) }

  // MARK: Reading arguments

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
    if case .text = token.kind { throw wrongForm(token, needs: shape()) }
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
  /// - Parameter count: how many arguments the verb takes, where that is a number.
  func checkEnd(taking count: Int? = nil) throws(Failure) {
    guard !isAtEnd else { return }
    let rest = tokens[next - 1].range.upperBound..<tokens[tokens.count - 1].range.upperBound
    throw .tooMany(tokens[next], of: row?.name ?? "the query", taking: count, usage: usage, rest: rest)
  }

  /// Reads the name of a verb, or the first word alone where that begins several names.
  mutating func verbName(_ shape: @autoclosure () -> Shape) throws(Failure) -> Token {
    let first = try word(shape())
    if isAtEnd, CommandTable.family(first.text) != nil { return first }
    let verb = try CommandTable.verb(in: tokens, at: next - 1)
    let name = tokens.name(of: verb, at: next - 1)
    next += verb.words.count - 1
    return name
  }

  /// Reads a verb that is a query, with its arguments, and asks it.
  mutating func query() throws(Failure) -> QueryAnswer {
    _ = try word(.query("QUERY"))
    let start = next - 1
    let verb = try CommandTable.verb(in: tokens, at: start, for: session)
    let name = tokens.name(of: verb, at: start)
    guard verb.isQuery else { throw .notAQuery(name) }
    var inner = Call(verb, at: start, of: tokens, for: session, endsLine: false)
    let production = try verb.run(&inner)
    guard case .value(let value, note: _) = production else { throw .notAQuery(name) }
    next = inner.next
    return QueryAnswer(range: name.range.lowerBound..<tokens[next - 1].range.upperBound, value: value)
  }
}

extension [Token] {
  /// Whether a line begins with a name and `=`.
  var isAssignment: Bool {
    if count > 1, case .equals = self[1].kind { true } else { false }
  }

  /// The name of a verb, which begins at `start`, as one token.
  func name(of verb: Verb, at start: Int) -> Token {
    guard verb.words.count > 1 else { return self[start] }
    let range = self[start].range.lowerBound..<self[start + verb.words.count - 1].range.upperBound
    return Token(kind: .word, text: verb.name, range: range)
  }
}
