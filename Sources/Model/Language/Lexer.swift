/// Splits a line into tokens: words, double-quoted strings, and the `=` of an assignment.
///
/// `#` starts a comment where a token could start, so a path may contain one. `=` assigns only behind the
/// first word, so a path may contain that too.
package struct Lexer {
  private let source: [UInt8]
  private let isASCII: Bool
  private var position = 0

  /// - Throws: what no token may contain.
  private init(_ source: [UInt8]) throws(Failure) {
    self.source = source
    isASCII = try Self.check(source)
  }

  /// The tokens of a line.
  ///
  /// - Complexity: O(*n*) in the length of the line.
  package static func tokenize(_ source: [UInt8]) throws(Failure) -> [Token] {
    var lexer = try Lexer(source)
    var tokens: [Token] = []
    // Most lines have no more.
    tokens.reserveCapacity(4)
    while let token = try lexer.next(after: tokens.count) { tokens.append(token) }
    return tokens
  }

  /// Refuses what no token may contain, before anything looks at the line as text.
  ///
  /// - Returns: whether all of it is ASCII.
  private static func check(_ source: [UInt8]) throws(Failure) -> Bool {
    var isASCII = true
    for index in source.indices {
      let byte = source[index]
      if byte < 0x20 && byte != .tab || byte == 0x7F {
        throw .controlCharacter(byte, at: index..<index + 1)
      }
      if byte >= 0x80 { isASCII = false }
    }
    guard !isASCII else { return true }
    do {
      _ = try UTF8Span(validating: source.span)
    } catch {
      throw .invalidUTF8(source, at: error.byteOffsets)
    }
    // The second set of control characters, U+0080 to U+009F: terminals act on it as on the first.
    for index in source.indices where source[index] == 0xC2 && source[index + 1] < 0xA0 {
      throw .controlCharacter(source[index + 1], at: index..<index + 2)
    }
    return false
  }

  private mutating func next(after count: Int) throws(Failure) -> Token? {
    while position < source.count, source[position].isBlank { position += 1 }
    guard position < source.count, source[position] != .hash else { return nil }
    switch source[position] {
    case .quote:
      return try quoted()
    case .equals where count == 1:
      position += 1
      return Token(kind: .equals, text: "=", range: position - 1..<position)
    default:
      return word(endsAtEquals: count == 0)
    }
  }

  private mutating func word(endsAtEquals: Bool) -> Token {
    let start = position
    while position < source.count, !source[position].isBlank, source[position] != .quote {
      if endsAtEquals, source[position] == .equals, source[start] != .equals { break }
      position += 1
    }
    return Token(kind: .word, text: text(start..<position), range: start..<position)
  }

  /// A piece of the line that consists of whole characters.
  private func text(_ range: Range<Int>) -> String {
    // SAFETY: the whole line was found to be valid, and a piece that begins and ends between characters is too.
    String(copying: unsafe UTF8Span(unchecked: source.span.extracting(range), isKnownASCII: isASCII))
  }

  private mutating func quoted() throws(Failure) -> Token {
    let start = position
    position += 1
    var run = position
    var bytes: [UInt8] = []
    while position < source.count {
      switch source[position] {
      case .quote:
        bytes += source[run..<position]
        position += 1
        if position < source.count, !source[position].isBlank, source[position] != .hash {
          throw .noBlankAfterString(at: position)
        }
        return Token(kind: .text, text: String(decoding: bytes, as: UTF8.self), range: start..<position)
      case .backslash:
        guard position + 1 < source.count else { throw .unterminatedString(start..<source.count) }
        bytes += source[run..<position]
        bytes += try escape()
        run = position
      default:
        position += 1
      }
    }
    throw .unterminatedString(start..<source.count)
  }

  /// Reads one escape, from its backslash on, and returns the UTF-8 that it stands for.
  ///
  /// - Precondition: something follows the backslash.
  private mutating func escape() throws(Failure) -> [UInt8] {
    let start = position
    position += 2
    switch source[start + 1] {
    case UInt8(ascii: "n"): return [.newline]
    case UInt8(ascii: "t"): return [.tab]
    case .quote: return [.quote]
    case .backslash: return [.backslash]
    case UInt8(ascii: "u"): return Array(try scalarEscape(from: start).utf8)
    default:
      // A character of several bytes must not be cut in two by the message.
      while position < source.count, source[position] & 0xC0 == 0x80 { position += 1 }
      throw .badEscape(String(decoding: source[start..<position], as: UTF8.self), start..<position)
    }
  }

  /// Reads the `{…}` of a `\u{…}` that begins at `start`.
  private mutating func scalarEscape(from start: Int) throws(Failure) -> String {
    while position < source.count, source[position] != UInt8(ascii: "}"), source[position] != .quote {
      position += 1
    }
    if position < source.count, source[position] == UInt8(ascii: "}") { position += 1 }
    let escape = String(decoding: source[start..<position], as: UTF8.self)
    let digits = escape.dropFirst(3).dropLast()
    guard escape.hasPrefix("\\u{"), escape.hasSuffix("}"), (1...8).contains(digits.utf8.count),
      digits.utf8.allSatisfy(\.isHexDigit),
      let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    else { throw .badEscape(escape, start..<position) }
    return String(Character(scalar))
  }
}

extension UInt8 {
  package static let tab = UInt8(ascii: "\t")
  package static let quote = UInt8(ascii: "\"")
  package static let backslash = UInt8(ascii: "\\")
  package static let hash = UInt8(ascii: "#")
  package static let equals = UInt8(ascii: "=")

  fileprivate var isHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

extension String {
  /// Whether the string may name a handle or a raw pointer: `[A-Za-z_][A-Za-z0-9_]*`.
  package var isName: Bool {
    func isLetter(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let bytes = utf8Span.span
    for index in bytes.indices where !isLetter(bytes[index]) {
      guard index > 0, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return false }
    }
    return !bytes.isEmpty
  }
}
