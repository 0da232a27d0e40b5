internal import Model

/// One word or one quoted string of a line, with the bytes of the line it came from.
struct Token {
  enum Kind {
    /// A run of bytes without blanks: a verb, a name, a number, a path.
    case word
    /// A double-quoted string, its escapes resolved.
    case text
    /// The `=` between a name and the verb whose result it takes.
    case equals
  }

  let kind: Kind
  let text: String
  /// The bytes of the line that this token was read from, quotes included.
  let range: Range<Int>
}
