internal import Model

/// How text output looks.
public struct TextStyle: Sendable {
  /// Whether to colour. Nothing is told by colour alone.
  public var usesColor: Bool
  /// Whether characters beyond ASCII are understood; otherwise an arrow is `->`.
  public var usesUnicode: Bool
  /// The columns of the terminal, which no line is longer than; nil for a pipe or a file, where only prose is
  /// wrapped.
  public var width: Int?
  /// The background that colours are chosen for.
  public var theme: Theme
  /// Whether the terminal has 256 colours, rather than 16.
  public var hasManyColors: Bool

  public init(
    usesColor: Bool = false, usesUnicode: Bool = true, width: Int? = nil, theme: Theme = .auto,
    hasManyColors: Bool = false
  ) {
    self.usesColor = usesColor
    self.usesUnicode = usesUnicode
    self.width = width
    self.theme = theme
    self.hasManyColors = hasManyColors
  }

  package var ellipsis: String { spell("…") }

  /// The program's own text, with its signs in ASCII where only that is understood.
  func spell(_ text: String) -> String {
    if usesUnicode || text.isASCII { return text }
    return text.respelled { scalar in
      switch scalar {
      case "…": "..."
      case "→": "->"
      case "µ": "u"
      case "·": "-"
      default: scalar.escapeBeyondASCII
      }
    }
  }

  /// Text from outside, with an escape for all that could move the cursor, hide text, or is not understood.
  package func escape(_ text: String) -> String {
    let printable = text.printable
    if usesUnicode || printable.isASCII { return printable }
    return printable.respelled(\.escapeBeyondASCII)
  }
}

extension String {
  fileprivate var isASCII: Bool { utf8Span.isKnownASCII || utf8.allSatisfy { $0 < 0x80 } }
}

extension Unicode.Scalar {
  /// How a scalar beyond ASCII is written where only ASCII is understood; nil for one of ASCII.
  fileprivate var escapeBeyondASCII: String? { isASCII ? nil : escape }
}
