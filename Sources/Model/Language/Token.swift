/// One word or one quoted string of a line, with the bytes of the line it came from.
package struct Token {
  package enum Kind {
    /// A run of bytes without blanks: a verb, a name, a number, a path.
    case word
    /// A double-quoted string, its escapes resolved.
    case text
    /// The `=` between a name and the verb whose result it takes.
    case equals
  }

  package let kind: Kind
  package let text: String
  /// The bytes of the line that this token was read from, quotes included.
  package let range: Range<Int>

  package init(kind: Kind, text: String, range: Range<Int>) {
    self.kind = kind
    self.text = text
    self.range = range
  }
}

extension Token {
  /// The number that the token stands for.
  package func number(in range: ClosedRange<Int> = Int.min...Int.max, label: String) throws(Failure) -> Int {
    guard kind == .word, let number = Int(decimal: text), range.contains(number)
    else { throw .badNumber(self, range: range, label: label) }
    return number
  }
}

extension Int {
  /// The number that the language writes so: decimal digits, with a minus sign at most.
  package init?(decimal text: String) {
    // `Int.init` takes a plus sign too, which the language does not have.
    guard text.utf8.first != UInt8(ascii: "+"), let number = Int(text) else { return nil }
    self = number
  }
}
