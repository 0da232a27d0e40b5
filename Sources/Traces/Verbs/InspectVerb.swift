package import Model

/// A row of the table of verbs that look at a trace: everything that there is to know about one, in one place.
struct InspectVerb: Sendable {
  let help: VerbHelp
  let parameters: [Parameter]
  let run: @Sendable (Inspector, inout InspectArguments) throws(Failure) -> InspectAnswer

  /// What may stand at a place of a line.
  struct Parameter: Sendable {
    enum Kind: Sendable {
      case object, moment, verb
      case choice([String])
    }

    let kind: Kind
    let label: String
    var isOptional = false
    var isRepeated = false

    var usage: String {
      let name = isRepeated ? label + "…" : label
      return isOptional ? "[\(name)]" : name
    }

    static func object(isOptional: Bool = false, isRepeated: Bool = false) -> Parameter {
      Parameter(kind: .object, label: "@N", isOptional: isOptional, isRepeated: isRepeated)
    }

    static func moment(_ label: String, isOptional: Bool = false) -> Parameter {
      Parameter(kind: .moment, label: label, isOptional: isOptional)
    }
  }

  /// - Parameter run: does the verb's work once all its arguments are read, or reads them itself.
  init(
    _ name: String, _ parameters: Parameter..., group: VerbHelp.Group = .ask, summary: String,
    example: [String],
    run: @escaping @Sendable (Inspector, inout InspectArguments) throws(Failure) -> InspectAnswer
  ) {
    help = VerbHelp(
      name: name, group: group, summary: summary, example: example,
      usage: ([name] + parameters.map(\.usage)).joined(separator: " "))
    self.parameters = parameters
    self.run = run
  }
}

/// What a verb answers.
enum InspectAnswer {
  case events([Event])
  case request(InspectRequest)

  static func report(_ report: TraceReport) -> InspectAnswer { .events([.report(.trace(report))]) }
}

/// What a line asks of the program around the inspector.
package enum InspectRequest: Sendable, Equatable {
  case quit
  case mode(OutputMode)
  /// Show the trace on a live page, or let its viewers wait.
  case page(Bool)
}

/// The tokens of a line behind its verb, read from left to right.
struct InspectArguments {
  let inspector: Inspector
  let verb: Token
  let usage: String
  private let tokens: [Token]
  private var next = 1

  init(_ tokens: [Token], usage: String, inspector: Inspector) {
    self.tokens = tokens
    self.usage = usage
    self.inspector = inspector
    verb = tokens[0]
  }

  var isAtEnd: Bool { next == tokens.count }

  mutating func token(_ label: String) throws(Failure) -> Token {
    guard !isAtEnd else { throw .missing(label, usage: usage, at: tokens.last?.range.upperBound ?? 0) }
    defer { next += 1 }
    return tokens[next]
  }

  /// Reads the last argument: one of some words.
  mutating func choice(of words: [String], _ label: String) throws(Failure) -> String {
    let token = try token(label)
    try checkEnd()
    guard words.contains(token.text) else { throw .unknownChoice(token, of: words, usage: usage) }
    return token.text
  }

  func checkEnd() throws(Failure) {
    guard !isAtEnd else { return }
    let rest = tokens[next - 1].range.upperBound..<tokens[tokens.count - 1].range.upperBound
    throw .tooMany(tokens[next], of: verb.text, taking: next - 1, usage: usage, rest: rest)
  }

  /// Reads `@3`: an object of the trace, alive or not.
  mutating func object() throws(Failure) -> (token: Token, object: ObjectID) {
    let token = try token("@N")
    guard token.kind == .word, token.text.hasPrefix("@"), let number = Int(token.text.dropFirst()),
      token.text.dropFirst().utf8.first != UInt8(ascii: "+"), number > 0
    else { throw .wrongForm(token, needs: "an object such as @3", usage: usage) }
    return (token, ObjectID(number))
  }

  /// Reads a moment: the number of an event, the name of a mark, or `end`.
  mutating func moment(_ label: String) throws(Failure) -> InspectedMoment {
    let token = try token(label)
    if token.kind == .word,
      token.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    {
      // The trace is read no further than it takes: its end may be far.
      if let number = Int(token.text), try inspector.hasEvent(number, at: token) { return .event(number) }
      throw .badNumber(token, range: 0...(try inspector.eventCount(at: token)), label: label)
    }
    let total = try inspector.eventCount(at: token)
    if let mark = inspector.mark(named: token.text) { return .mark(mark) }
    if token.kind == .word, token.text == "end" { return .event(total) }
    throw .unknownMark(
      token,
      known: Set(inspector.trace.marks.suffix(1_000).map { [inspector] in inspector.trace.name(of: $0) }))
  }
}

enum InspectedMoment {
  case event(Int)
  case mark(Trace.Mark)

  var event: Int {
    switch self {
    case .event(let number): number
    case .mark(let mark): mark.event
    }
  }
}
