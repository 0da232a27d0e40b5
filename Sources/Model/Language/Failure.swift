/// A diagnostic before it is laid out: its place is a range of the line's bytes.
package struct Failure: Error {
  package let code: ErrorCode
  package let message: String
  package let remedy: String
  package let range: Range<Int>
  /// What leads to the line that was probably meant.
  package var hint = Hint.none

  /// What a failure knows about the line that was probably meant.
  package enum Hint {
    case none
    /// One of these words in place of the bytes at fault, the likeliest first.
    case words([String])
    /// The line without the bytes of this range.
    case without(Range<Int>)
    /// One of these lines, the likeliest first.
    case lines([String])
    /// A word in place of the bytes at fault, or else a line.
    case wordOrLine(String, String)
    /// A line for want of a better guess.
    case lastResort(String)
    /// The line with what is still missing at its end.
    case unfinished
    /// The beginning of another line, with what is missing at its end.
    case begun(String)
    /// The line without the name that should take its result.
    case unbound
  }

  package init(
    _ code: ErrorCode, _ message: String, _ remedy: String, at range: Range<Int>, hint: Hint = .none
  ) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.range = range
    self.hint = hint
  }

  /// A word that is none of those that may stand there.
  ///
  /// - Parameters:
  ///   - shown: how a candidate is written in place of the word.
  ///   - remedy: what to do where no candidate is near.
  package init(
    _ code: ErrorCode, _ message: String, unknown token: Token, among candidates: some Sequence<String>,
    shownAs shown: (String) -> String = { $0 }, otherwise remedy: @autoclosure () -> String
  ) {
    let near = Suggestions.nearest(to: token.text, among: candidates).map(shown)
    self.init(
      code, message, near.isEmpty ? remedy() : "did you mean \(near.joined(separator: " or "))?",
      at: token.range, hint: .words(near))
  }
}

extension Diagnostic {
  package init(_ failure: Failure, in source: [UInt8]) {
    self.init(failure.code, failure.message, remedy: failure.remedy, in: source, at: failure.range)
  }
}
