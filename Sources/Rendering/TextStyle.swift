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

  public init(usesColor: Bool = false, usesUnicode: Bool = true, width: Int? = nil) {
    self.usesColor = usesColor
    self.usesUnicode = usesUnicode
    self.width = width
  }

  package var ellipsis: String { spell("…") }

  /// The program's own text, with its signs in ASCII where only that is understood.
  func spell(_ text: String) -> String {
    if usesUnicode || text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var spelled = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "…": spelled += "..."
      case "→": spelled += "->"
      case "µ": spelled += "u"
      default: spelled.append(ascii: scalar)
      }
    }
    return spelled
  }

  /// Text from outside, with an escape for all that could move the cursor, hide text, or is not understood.
  func escape(_ text: String) -> String {
    let printable = text.printable
    if usesUnicode || printable.utf8.allSatisfy({ $0 < 0x80 }) { return printable }
    var escaped = ""
    for scalar in printable.unicodeScalars { escaped.append(ascii: scalar) }
    return escaped
  }
}

extension String {
  fileprivate mutating func append(ascii scalar: Unicode.Scalar) {
    if scalar.isASCII {
      unicodeScalars.append(scalar)
    } else {
      self += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}

/// The roles that colours are given to. They are those of the terminal's own sixteen, so that they fit its theme.
package enum Paint {
  case plain, object, name, rise, fall, end, good, faint, heading, emphasis, strong, code

  /// The parameters of the escape sequence "Select Graphic Rendition" (ECMA-48, 8.3.117).
  var parameters: StaticString {
    switch self {
    case .plain: "0"
    case .object: "1;36"
    case .name, .heading, .strong: "1"
    case .emphasis: "3"
    case .code: "36"
    case .rise, .good: "32"
    case .fall: "33"
    case .end: "1;31"
    case .faint: "2"
    }
  }
}
