extension String {
  /// The string in double quotes, with the escapes that the language has.
  public var quotedLiteral: String {
    var literal = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      default: literal.append(printable: scalar)
      }
    }
    return literal + "\""
  }

  /// The string with an escape for everything that must not reach a terminal as it is, line ends included.
  public var printable: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var printable = ""
    for scalar in unicodeScalars { printable.append(printable: scalar) }
    return printable
  }

  private mutating func append(printable scalar: Unicode.Scalar) {
    switch scalar {
    case "\n": self += "\\n"
    case "\t": self += "\\t"
    case _ where scalar.isPrintable: unicodeScalars.append(scalar)
    default: self += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}

extension Unicode.Scalar {
  /// Whether the scalar may go to a terminal as it is. Control characters may not, nor what reorders or hides
  /// text; the joiner that emoji are made with may.
  public var isPrintable: Bool {
    if isASCII { return value >= 0x20 && value != 0x7F }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
      return value == 0x200D
    default:
      return true
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
