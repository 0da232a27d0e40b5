/// A query that stands alone, outside of a line.
public enum Query {
  /// What is wrong with a query before anybody asks it: its verb is unknown, or no query. nil when nothing is.
  public static func fault(in source: [UInt8]) -> Diagnostic? {
    do throws(Failure) {
      _ = try verb(of: tokens(of: source))
      return nil
    } catch {
      return Diagnostic(error, in: source)
    }
  }

  static func ask(_ source: [UInt8], of session: Session) throws(Failure) -> Value {
    let tokens = try tokens(of: source)
    var arguments = Arguments(tokens, from: 0, of: try verb(of: tokens), session: session)
    let value = try arguments.query().value
    try arguments.checkEnd()
    return value
  }

  private static func tokens(of source: [UInt8]) throws(Failure) -> [Token] {
    var tokens: [Token] = []
    try Lexer.tokenize(source, into: &tokens)
    return tokens
  }

  private static func verb(of tokens: [Token]) throws(Failure) -> Verb {
    guard let word = tokens.first else { throw .missing("QUERY", usage: "? QUERY", at: 0) }
    guard let verb = CommandTable.verb(named: word.text) else { throw .unknownQuery(word) }
    guard verb.isQuery else { throw .notAQuery(word) }
    return verb
  }
}
