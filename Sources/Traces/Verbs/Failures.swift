internal import Model

// The texts of the failures of lines that look at a trace.
extension Failure {
  static func otherProgram(_ token: Token) -> Failure {
    Failure(
      .otherProgram, "\(quoted(token.text)) would change something, and the program is another",
      "a trace can only be looked at: .help lists how", at: token.range)
  }

  static func unknownInspectVerb(_ token: Token) -> Failure {
    let names = InspectTable.verbs.map(\.help.name)
    if names.contains("." + token.text) {
      return Failure(
        .unknownVerb, "unknown verb \(quoted(token.text))", "did you mean .\(token.text)?", at: token.range)
    }
    return Failure(
      .unknownVerb, "unknown verb \(quoted(token.text))",
      Suggestions.remedy(for: token.text, among: names, otherwise: ".help lists them all"), at: token.range)
  }

  static func unknownObject(_ token: Token, count: Int) -> Failure {
    Failure(
      .unknownName, "there is no object \(quoted(token.text))",
      count == 0 ? "the trace has no objects" : "they go from @1 to @\(count)", at: token.range)
  }

  static func deadObject(_ token: Token) -> Failure {
    Failure(
      .unknownName, "\(token.text) does not live any more",
      ".history \(token.text) shows what became of it; .at N shows an earlier moment", at: token.range)
  }

  static func unknownMark(_ token: Token, known names: some Sequence<String>) -> Failure {
    Failure(
      .unknownName, "there is no mark \(quoted(token.text))",
      Suggestions.remedy(
        for: token.text, among: names, shownAs: { $0.isName ? $0 : $0.quotedLiteral },
        otherwise: ".marks lists them; a number is that of an event, and end is the end"), at: token.range)
  }

  static func unknownChoice(_ token: Token, of words: [String], usage: String) -> Failure {
    Failure(
      .usage, "\(quoted(token.text)) is none of \(words.joined(separator: ", "))", "usage: \(usage)",
      at: token.range)
  }

  static func unreadableTrace(_ error: TraceError, at range: Range<Int>) -> Failure {
    Failure(.badTrace, "the trace cannot be read on: \(error.reason)", error.remedy, at: range)
  }
}
