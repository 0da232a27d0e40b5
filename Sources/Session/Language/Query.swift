public import Model

/// A query that stands alone, outside of a line.
public enum Query {
  /// What is wrong with a query before anybody asks it: its verb is unknown, or no query. nil when nothing is.
  public static func fault(in source: [UInt8]) -> Diagnostic? {
    do throws(Failure) {
      _ = try verb(of: Lexer.tokenize(source))
      return nil
    } catch {
      return Diagnostic(error, in: source)
    }
  }

  /// What is wrong with an `expect QUERY VALUE` before it is asked; nil when nothing is.
  public static func fault(inExpectation source: [UInt8]) -> Diagnostic? {
    do throws(Failure) {
      let tokens = try Lexer.tokenize(source)
      guard let word = tokens.first, word.kind == .word, word.text == "expect" else {
        throw Failure(
          .usage, "expected 'expect QUERY VALUE'", "only what can be expected is a condition",
          at: tokens.first?.range ?? 0..<0)
      }
      _ = try verb(of: Array(tokens.dropFirst()))
      guard tokens.count > 2 else {
        throw .missing("the value that is expected", usage: "expect QUERY VALUE", at: source.count)
      }
      return nil
    } catch {
      return Diagnostic(error, in: source)
    }
  }

  static func ask(_ source: [UInt8], of session: Session) throws(Failure) -> Value {
    let tokens = try Lexer.tokenize(source)
    guard !tokens.isEmpty else { throw .missing("QUERY", usage: "? QUERY", at: 0) }
    var call = Call(nil, at: 0, of: tokens, for: session)
    let value = try call.query().value
    try call.checkEnd()
    return value
  }

  private static func verb(of tokens: [Token]) throws(Failure) -> Verb {
    guard let word = tokens.first else { throw .missing("QUERY", usage: "? QUERY", at: 0) }
    if CommandTable.verbs(named: word.text).isEmpty { throw .unknownQuery(word) }
    let verb = try CommandTable.verb(in: tokens, at: 0)
    guard verb.isQuery else { throw .notAQuery(tokens.name(of: verb, at: 0)) }
    return verb
  }
}

extension Session {
  /// The objects that the names of a query hold.
  public func objects(in query: [UInt8]) -> Set<ObjectID> {
    guard let tokens = try? Lexer.tokenize(query) else { return [] }
    return Set(tokens.lazy.filter { $0.kind == .word }.compactMap { self.names[$0.text]?.object })
  }
}
