// The texts of the failures that any language of lines has, so that they read alike.

/// Quotes a piece of user input for a message: what cannot be seen as an escape, and cut to a length that keeps the
/// message readable.
package func quoted(_ text: some StringProtocol) -> String {
  text.count <= 40 ? "'\(String(text).printable)'" : "'\(String(text.prefix(39)).printable)…'"
}

extension Failure {
  // MARK: The line

  /// - Parameter value: the character's number, at most 0x9F.
  package static func controlCharacter(_ value: UInt8, at range: Range<Int>) -> Failure {
    let digits = String(value, radix: 16)
    return Failure(
      .controlCharacter,
      "the line contains the control character U+00\(value < 16 ? "0" : "")\(digits.uppercased())",
      "in a string, write \\u{\(digits)}", at: range)
  }

  package static func invalidUTF8(_ source: [UInt8], at range: Range<Int>) -> Failure {
    let bytes = source[range].prefix(4).map {
      "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
    }
    return Failure(
      .invalidUTF8, "the line is not valid UTF-8: \(bytes.joined(separator: " "))",
      "convert the file to UTF-8", at: range)
  }

  package static func noBlankAfterString(at index: Int) -> Failure {
    Failure(
      .usage, "a string must be followed by a blank",
      "put a space here, or write \\\" for a quote in the string",
      at: index..<index + 1)
  }

  package static func unterminatedString(_ range: Range<Int>) -> Failure {
    Failure(.unterminatedString, "the string has no closing quote", "end it with \"", at: range)
  }

  package static func badEscape(_ escape: String, _ range: Range<Int>) -> Failure {
    Failure(
      .badEscape, "unknown escape \(quoted(escape))", #"use \n \t \" \\ or \u{…}"#, at: range)
  }

  package static func lineTooLong(_ length: Int, limit: Int) -> Failure {
    Failure(
      .lineTooLong, "the line has \(length) bytes, more than \(limit)",
      "split what it does over several lines",
      at: 0..<0)
  }

  // MARK: Arguments

  /// - Parameter noun: what should stand at the end.
  package static func missing(_ noun: String, usage: String, at end: Int) -> Failure {
    Failure(.usage, "expected \(noun)", "usage: \(usage)", at: end..<end, hint: .unfinished)
  }

  /// - Parameters:
  ///   - count: how many arguments the verb takes, where that is a number.
  ///   - rest: what is too much, with the blanks before it.
  package static func tooMany(
    _ token: Token, of verb: String, taking count: Int?, usage: String, rest: Range<Int>
  ) -> Failure {
    let extra = "\(quoted(token.text)) is extra"
    let count = count.map { count in
      switch count {
      case 0: "no argument"
      case 1: "one argument"
      case 2: "two arguments"
      default: "\(count) arguments"
      }
    }
    let message = count.map { "\(verb) takes \($0); \(extra)" } ?? extra
    return Failure(.usage, message, "usage: \(usage)", at: token.range, hint: .without(rest))
  }

  package static func pathWithNUL(_ token: Token) -> Failure {
    Failure(.usage, "a path cannot hold a NUL", #"leave out \u{0}"#, at: token.range)
  }

  package static func wrongForm(_ token: Token, needs noun: String, usage: String) -> Failure {
    Failure(.usage, "expected \(noun)", "usage: \(usage)", at: token.range)
  }

  package static func badNumber(_ token: Token, range: ClosedRange<Int>, label: String) -> Failure {
    let digits = token.text.utf8.dropFirst(token.text.hasPrefix("-") ? 1 : 0)
    let isNumber =
      !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    // A plus sign is one that can be left out.
    let plain = token.text.hasPrefix("+") ? [String(token.text.dropFirst())] : []
    return Failure(
      .badNumber, "\(quoted(token.text)) is \(isNumber ? "out of range" : "not a number")",
      plain.isEmpty
        ? "\(label) is a whole number from \(range.lowerBound) to \(range.upperBound)"
        : "write it without the plus sign", at: token.range, hint: .words(plain))
  }
}
