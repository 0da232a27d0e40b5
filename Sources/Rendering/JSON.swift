internal import Model

/// A JSON value (RFC 8259), with the fields of an object in the order in which they were given.
package enum JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with three decimals, given in thousandths.
  case thousandths(Int)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }

  package init(_ value: String?) { self = value.map(JSON.string) ?? .null }
  package init(_ value: Int?) { self = value.map(JSON.integer) ?? .null }

  /// Appends the value's text as a line of JSON Lines.
  package func writeLine(to bytes: inout [UInt8]) {
    write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Appends the value's text, without blanks or line ends.
  package func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(decimal: value)
    case .thousandths(let value):
      let digits = String(value % 1_000)
      bytes.append(
        contentsOf: "\(value / 1_000).\(String(repeating: "0", count: 3 - digits.count))\(digits)".utf8)
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let elements):
      Self.write(elements, between: "[", "]", to: &bytes) { $0.write(to: &$1) }
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      Self.write(fields, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Appends fields of an object, between whose braces some may stand already. Their names need no escapes.
  static func write(_ fields: [(String, JSON)], to bytes: inout [UInt8]) {
    for (name, value) in fields {
      let isFirst = bytes.last == UInt8(ascii: "{")
      let name = name.utf8Span.span
      bytes.append(addingCapacity: name.count + 4) { bytes in
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(all: name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
      }
      value.write(to: &bytes)
    }
  }

  private static func write<Element>(
    _ elements: [Element], between open: Unicode.Scalar, _ close: Unicode.Scalar, to bytes: inout [UInt8],
    _ body: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      body(element, &bytes)
    }
    bytes.append(UInt8(ascii: close))
  }

  /// Escapes what JSON requires, and what else a terminal should not see raw.
  private static func write(_ string: String, to bytes: inout [UInt8]) {
    let text = string.utf8Span.span
    var plainCount = 0
    while plainCount < text.count, text[plainCount].isPlainInJSON { plainCount += 1 }
    if plainCount == text.count {
      bytes.append(addingCapacity: text.count + 2) { bytes in
        bytes.append(UInt8(ascii: "\""))
        bytes.append(all: text)
        bytes.append(UInt8(ascii: "\""))
      }
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: "\\\"".utf8)
      case "\\": bytes.append(contentsOf: "\\\\".utf8)
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      case _ where scalar.isPrintable: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
      default:
        for unit in UTF16.encode(scalar) ?? .init() {
          let digits = String(unit, radix: 16)
          bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension UInt8 {
  /// Whether the byte is a character of ASCII that needs no escape.
  fileprivate var isPlainInJSON: Bool {
    self >= 0x20 && self < 0x7F && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }
}
