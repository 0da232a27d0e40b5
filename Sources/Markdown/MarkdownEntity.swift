/// The entities of HTML that Markdown has for characters (CommonMark 0.31, 6.2): all numbers, and the names that prose
/// uses.
enum MarkdownEntity {
  static let longestName = 8

  /// What an entity stands for; nil when it is none.
  ///
  /// - Parameter name: what is between `&` and `;`.
  static func text(of name: Substring) -> String? {
    if name.first == "#" { return scalar(name.dropFirst()).map { String(Character($0)) } }
    return named[name].map { String(Character($0)) }
  }

  private static func scalar(_ digits: Substring) -> Unicode.Scalar? {
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let digits = isHexadecimal ? digits.dropFirst() : digits
    // The initialiser takes a sign, too.
    guard digits.first.map(\.isHexDigit) == true, let number = UInt32(digits, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    return Unicode.Scalar(number).flatMap { $0 == "\0" ? nil : $0 } ?? "\u{FFFD}"
  }

  private static let named: [Substring: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
    "trade": "™", "deg": "°", "sect": "§", "para": "¶", "middot": "·", "bull": "•", "hellip": "…",
    "ndash": "–",
    "mdash": "—", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»",
    "times": "×",
    "plusmn": "±", "micro": "µ", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "harr": "↔", "le": "≤",
    "ge": "≥",
    "ne": "≠", "infin": "∞", "euro": "€", "pound": "£", "szlig": "ß", "auml": "ä", "ouml": "ö", "uuml": "ü",
    "Auml": "Ä",
    "Ouml": "Ö", "Uuml": "Ü", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "ntilde": "ñ",
  ]
}
