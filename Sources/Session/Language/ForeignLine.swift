internal import Model

/// A line in the manner of another language, shell or debugger, taken apart without any grammar: words, literals, marks.
struct ForeignLine {
  enum Piece: Equatable {
    case word(String)
    case number(Int)
    /// A string, whatever its quotes were.
    case text(String)
    /// `@7`
    case object(String)
    /// Anything else: an operator, a bracket, a number that is no integer.
    case mark(String)
  }

  /// The line without a prompt in front, the comment of another language or a semicolon behind, and with plain blanks.
  let text: String
  let pieces: [Piece]
  /// The words between blanks, as they stand in ``text``.
  let words: [String]
  /// The line as this language writes it, where no more than signs were foreign, and what was.
  private(set) var tidied: [(line: String, reason: String)] = []

  init(_ line: String) {
    var text = line
    func tidy(_ reason: String, _ change: (String) -> String) -> (String, String)? {
      let changed = change(text)
      guard !changed.isSame(as: text) else { return nil }
      text = changed
      return (changed, reason)
    }
    var tidied: [(String, String)?] = []
    tidied.append(
      tidy("the line has characters that cannot be seen; this one has none") { $0.withPlainBlanks })
    tidied.append(tidy("leave out the prompt in front") { $0.withoutPrompt })
    tidied.append(tidy("a comment begins with #") { $0.withoutForeignComment })
    tidied.append(tidy("strings stand in double quotes") { $0.withDoubleQuotes })
    tidied.append(tidy("a line ends without a semicolon") { $0.withoutSemicolon })
    self.tidied = tidied.compactMap(\.self)
    self.text = text
    pieces = Self.pieces(of: text)
    words = text.split(separator: " ").map(String.init)
  }

  private static let operators = [
    "===", "!==", "==", "!=", ":=", "<-", "->", "=>", "+=", "-=", "++", "--", "::", "<<", ">>", "&&", "||",
    "<=", ">=",
  ]

  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" {
        pieces.append(.text(rest.takeQuoted()))
      } else if first.isNameStart {
        pieces.append(.word(rest.take { $0.isNameStart || $0.isDigit }))
      } else if first == "@", rest.dropFirst().first?.isDigit == true {
        rest.removeFirst()
        pieces.append(.object("@" + rest.take { $0.isDigit }))
      } else if first.isDigit
        || first == "-" && rest.dropFirst().first?.isDigit == true && pieces.last.allowsSign
      {
        let number = rest.take { $0.isDigit || $0 == "-" || $0 == "_" || $0 == "." }
        pieces.append(Int(number).map(Piece.number) ?? .mark(number))
      } else if let sign = operators.first(where: rest.hasPrefix) {
        rest.removeFirst(sign.count)
        pieces.append(.mark(sign))
      } else {
        pieces.append(.mark(String(rest.removeFirst())))
      }
    }
    return pieces
  }
}

extension ForeignLine.Piece? {
  /// Whether a minus sign behind this piece belongs to a number.
  fileprivate var allowsSign: Bool {
    switch self {
    case .mark(let mark)?: mark != ")"
    case nil: true
    default: false
    }
  }
}

extension Character {
  fileprivate var isNameStart: Bool { isASCII && isLetter || self == "_" }
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension Substring {
  fileprivate mutating func take(while isTaken: (Character) -> Bool) -> String {
    let taken = prefix(while: isTaken)
    removeFirst(taken.count)
    return String(taken)
  }

  /// Takes a string in double quotes, or what there is of one.
  fileprivate mutating func takeQuoted() -> String {
    removeFirst()
    var text = ""
    while let character = popFirst(), character != "\"" {
      guard character == "\\", let escaped = popFirst() else {
        text.append(character)
        continue
      }
      switch escaped {
      case "n": text += "\n"
      case "t": text += "\t"
      default: text.append(escaped)
      }
    }
    return text
  }
}

extension String {
  /// The line with a space for each blank of another kind, and without what shows nothing.
  fileprivate var withPlainBlanks: String {
    var plain = ""
    for character in self {
      if character == "\t" || character.isASCII && character.unicodeScalars.first?.isPrintable == true {
        plain.append(character)
      } else if character.isWhitespace {
        plain += " "
      } else {
        let scalars = character.unicodeScalars.filter { $0.value != 0xFFFD && $0.isPrintable }
        plain.unicodeScalars += scalars
      }
    }
    return plain
  }

  /// The line without the prompts of this shell and of others.
  fileprivate var withoutPrompt: String {
    var rest = self[...].drop { $0 == " " }
    // `7 · 2 live > `, `2 live > `
    if let live = rest.firstRange(of: " live > "),
      rest[..<live.lowerBound].allSatisfy({ $0.isDigit || " ·-".contains($0) })
    {
      rest = rest[live.upperBound...]
    }
    for prompt in [">>> ", "... ", "> ", "$ ", "% ", "(gdb) ", "(lldb) ", "sqlite> ", "In: ", "❯ ", ">"] {
      if rest.hasPrefix(prompt) { rest = rest.dropFirst(prompt.count) }
    }
    return String(rest)
  }

  fileprivate var withoutForeignComment: String {
    guard
      let mark = outsideOfQuotes(where: { $0.hasPrefix("//") || $0.hasPrefix("-- ") || $0.hasPrefix("/*") })
    else { return self }
    return String(self[..<mark]).trimmed
  }

  fileprivate var withDoubleQuotes: String {
    var text = ""
    var quote: Character?
    var previous: Character = " "
    for character in self {
      if let closing = quote {
        if character == closing, previous != "\\" {
          text += "\""
          quote = nil
        } else {
          text += character == "\"" && closing != "\"" ? "\\\"" : String(character)
        }
      } else if let closing = Self.quotes[character] {
        text += "\""
        quote = closing
      } else {
        text.append(character)
      }
      previous = character
    }
    return text
  }

  private static let quotes: [Character: Character] = [
    "\"": "\"", "'": "'", "`": "`", "“": "”", "”": "”", "„": "“", "‘": "’", "’": "’", "«": "»",
  ]

  fileprivate var withoutSemicolon: String {
    guard let end = outsideOfQuotes(where: { $0.hasPrefix(";") }) else { return self }
    return String(self[..<end]).trimmed
  }

  private func outsideOfQuotes(where isFound: (Substring) -> Bool) -> Index? {
    var isQuoted = false
    return indices.first { index in
      if self[index] == "\"" { isQuoted.toggle() }
      return !isQuoted && isFound(self[index...])
    }
  }

  private var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
