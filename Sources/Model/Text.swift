extension String {
  /// The string in double quotes, with the escapes that the language has.
  public var quotedLiteral: String {
    "\"" + escaped { $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil } + "\""
  }

  /// The string with an escape for everything that must not reach a terminal as it is or that the eye cannot see, line
  /// ends included.
  public var printable: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    return escaped { _ in nil }
  }

  /// The string as an argument of a line: a word where it can be one, and otherwise in quotes.
  public var argument: String {
    let isWord =
      !isEmpty && utf8.first != UInt8(ascii: "#")
      && utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") } && isSame(as: printable)
    return isWord ? self : quotedLiteral
  }

  /// The string with an escape for each scalar beyond ASCII: for strings that look the same and differ.
  public var spelledOut: String {
    escaped { $0.isASCII ? nil : $0.escape }
  }

  /// Whether the eye may take both strings for the same, although they are not: they differ in how characters are
  /// composed, or where one has a character of ASCII and the other one beyond it.
  public func looksLike(_ other: String) -> Bool {
    guard !isSame(as: other), count == other.count else { return false }
    return zip(self, other).allSatisfy { a, b in
      a == b || (a.isASCII != b.isASCII && a.isLetter == b.isLetter)
    }
  }

  /// The string with other spellings of some of its scalars.
  ///
  /// - Parameter spelling: how a scalar is written; nil for one that stays.
  package func respelled(_ spelling: (Unicode.Scalar) -> String?) -> String {
    var respelled = ""
    for scalar in unicodeScalars {
      if let spelling = spelling(scalar) {
        respelled += spelling
      } else {
        respelled.unicodeScalars.append(scalar)
      }
    }
    return respelled
  }

  /// - Parameter special: the escape for a scalar that needs one here although it is printable.
  private func escaped(_ special: (Unicode.Scalar) -> String?) -> String {
    var escaped = ""
    for character in self {
      let isPicture = character.isPicture
      // A mark without a letter to stand on would join what is printed before it.
      var needsEscape = character.unicodeScalars.first?.isMark ?? false
      for scalar in character.unicodeScalars {
        if let special = special(scalar) {
          escaped += special
        } else if isPicture || scalar.isPrintable && !needsEscape {
          escaped.unicodeScalars.append(scalar)
        } else {
          escaped += scalar.escape
        }
        if !scalar.isMark { needsEscape = false }
      }
    }
    return escaped
  }
}

extension StringProtocol {
  /// Whether both strings are the same bytes. `==` would take a composed `é` for a decomposed one.
  public func isSame(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}

extension Unicode.Scalar {
  /// Whether the scalar may go to a terminal as it is, on its own. Control characters may not, nor what reorders or
  /// hides text, nor a blank other than the space: what cannot be seen is shown.
  public var isPrintable: Bool {
    if isASCII { return value >= 0x20 && value != 0x7F }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .unassigned,
      .surrogate:
      return false
    default:
      // Fillers and selectors that show nothing; the blank of the Braille patterns.
      return !properties.isDefaultIgnorableCodePoint && value != 0x2800
    }
  }

  /// Whether the scalar joins the one before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }

  /// The escape as the language writes it.
  package var escape: String {
    switch self {
    case "\n": "\\n"
    case "\t": "\\t"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }
}

extension Character {
  /// Whether the character is an emoji made of several scalars, among them some that alone could not be seen.
  fileprivate var isPicture: Bool {
    let scalars = unicodeScalars
    guard let first = scalars.first, first.properties.isEmoji, scalars.count > 1 else { return false }
    // Digits are emoji only with a key around them.
    if first.isASCII, scalars.last?.value != 0x20E3 { return false }
    return scalars.dropFirst().allSatisfy { scalar in
      switch scalar.value {
      case 0x200D, 0x20E3, 0xFE0F, 0xE0020...0xE007F: true
      default: scalar.properties.isEmoji && !scalar.isASCII
      }
    }
  }
}

/// Bytes that were read as text.
public struct ReadText: Sendable, Equatable {
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The bytes as text, with U+FFFD for what is no UTF-8.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the bytes are UTF-8, so that ``text`` is all of them.
  public var isText: Bool { (try? UTF8Span(validating: bytes.span)) != nil }

  public var isEmpty: Bool { bytes.isEmpty }

  /// The text, with `\xFF` and its like for bytes that are no UTF-8.
  public var escaped: String {
    isText ? text : Self.body(of: bytes[...])
  }

  /// The pieces in double quotes, a line each: escapes as in a string of the language, and `\xFF` for a byte that is
  /// no UTF-8.
  public var literals: [String] {
    var literals: [String] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      literals.append(Self.body(of: line))
    }
    // What follows the last line end is a piece of its own only where there is something.
    for index in literals.indices.dropLast() { literals[index] += "\\n" }
    if literals.count > 1, literals.last?.isEmpty == true { literals.removeLast() }
    return literals.map { "\"\($0)\"" }
  }

  private static func body(of bytes: ArraySlice<UInt8>) -> String {
    var body = ""
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    // The bytes since `start`, up to `position`, are UTF-8 and not in the body yet.
    var start = bytes.startIndex
    var position = start
    func flush() {
      body += String(decoding: bytes[start..<position], as: UTF8.self).quotedLiteral.dropFirst().dropLast()
    }
    while true {
      switch parser.parseScalar(from: &rest) {
      case .emptyInput:
        flush()
        return body
      case .valid(let scalar):
        position += scalar.count
      case .error(let length):
        flush()
        for byte in bytes[position..<position + length] {
          let digits = String(byte, radix: 16, uppercase: true)
          body += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        }
        position += length
        start = position
      }
    }
  }
}

// Text as bytes, as it comes from files.

extension UInt8 {
  package static let newline = UInt8(ascii: "\n")

  /// Whether the byte is a space or a tab.
  package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension RandomAccessCollection<UInt8> where SubSequence == ArraySlice<UInt8>, Index == Int {
  /// The lines. A line ends in a line feed, or in a carriage return and a line feed; what follows the last of them
  /// counts when it is not empty.
  package var lines: [ArraySlice<UInt8>] {
    var lines = split(separator: UInt8.newline, omittingEmptySubsequences: false)
    let last = lines.popLast()
    for index in lines.indices where lines[index].last == UInt8(ascii: "\r") { lines[index].removeLast() }
    if let last, !last.isEmpty { lines.append(last) }
    return lines
  }

  /// The bytes without blanks around them.
  package var trimmed: ArraySlice<UInt8> { self[...].drop(while: \.isBlank).trimmedEnd }

  /// The bytes without blanks behind them.
  package var trimmedEnd: ArraySlice<UInt8> {
    self[..<(lastIndex { !$0.isBlank }.map { $0 + 1 } ?? startIndex)]
  }
}
