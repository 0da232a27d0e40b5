import Foundation

/// A JSON value that a test can write down and compare.
enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The values of a text that has one to a line.
  static func lines(of text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
  }

  /// A field of an object; nil when there is none, or when this is no object.
  subscript(field: String) -> JSONValue? {
    if case .object(let fields) = self { fields[field] } else { nil }
  }

  /// Whether the object has these fields with these values. It may have more: that is the contract.
  func has(_ fields: JSONValue) -> Bool {
    guard case .object(let wanted) = fields else { return false }
    return wanted.allSatisfy { self[$0.key] == $0.value }
  }
}

extension [JSONValue] {
  /// Whether each object has the fields of the one that stands at its place.
  func match(_ wanted: [JSONValue]) -> Bool {
    count == wanted.count && zip(self, wanted).allSatisfy { $0.has($1) }
  }

  /// The objects that are events of this name.
  func named(_ name: String) -> [JSONValue] { filter { $0["event"] == .string(name) } }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(nilLiteral: ()) { self = .null }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(stringLiteral value: String) { self = .string(value) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
