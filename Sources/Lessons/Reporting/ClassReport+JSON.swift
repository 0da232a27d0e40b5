internal import Model
internal import Rendering

// The field names are a contract: programs read them. Fields may be added; none may change or go.

/// JSON Lines: an object for each row.
extension ClassReport {
  var json: [UInt8] {
    var bytes: [UInt8] = []
    for row in rows {
      JSON.object([
        ("learner", .string(row.learner)), ("lesson", .string(row.lesson)),
        ("right", .integer(row.score.right)),
        ("asked", .integer(row.score.asked)), ("percent", .integer(row.score.percent)),
        ("hints", .integer(row.hints)),
        (
          "missed",
          .array(row.missed.map { .object([("question", .integer($0.number)), ("text", .string($0.text))]) })
        ),
      ]).writeLine(to: &bytes)
    }
    return bytes
  }

  init(json bytes: [UInt8]) throws(ReportFault) {
    for (index, line) in bytes.lines.enumerated() where !line.allSatisfy(\.isBlank) {
      guard let row = JSONReader.value(of: Array(line)).flatMap(Row.init(json:)) else {
        throw ReportFault(line: index + 1, reason: "the line is no row of a report")
      }
      add(row)
    }
  }
}

extension ClassReport.Row {
  fileprivate init?(json: JSON) {
    guard case .string(let learner)? = json["learner"], case .string(let lesson)? = json["lesson"],
      !learner.isEmpty, !lesson.isEmpty,
      let score = Score(right: json["right"]?.number, asked: json["asked"]?.number),
      let hints = json["hints"]?.number, hints >= 0, case .array(let list)? = json["missed"]
    else { return nil }
    var missed: [ClassReport.Missed] = []
    for entry in list {
      guard let number = entry["question"]?.number, number > 0, case .string(let text)? = entry["text"] else {
        return nil
      }
      missed.append(ClassReport.Missed(number: number, text: text.printable))
    }
    self.init(
      learner: learner.printable, lesson: lesson.printable, score: score, hints: hints, missed: missed)
  }
}

extension JSON {
  fileprivate subscript(name: String) -> JSON? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.0 == name }?.1
  }

  fileprivate var number: Int? {
    if case .integer(let number) = self { number } else { nil }
  }
}

/// Reads a JSON value (RFC 8259) whose numbers are whole.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  private static let depthLimit = 32

  /// nil where the bytes are no such value.
  static func value(of bytes: [UInt8]) -> JSON? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var reader = JSONReader(bytes: bytes)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    return reader.position == bytes.count ? value : nil
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { position += 1 }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let wanted = "\(text)".utf8
    guard bytes[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func value(depth: Int) -> JSON? {
    guard depth < Self.depthLimit else { return nil }
    skipBlanks()
    switch next {
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "["):
      return list(until: "]") { reader in reader.value(depth: depth + 1) }.map(JSON.array)
    case UInt8(ascii: "{"):
      return list(until: "}") { reader -> (String, JSON)? in
        reader.skipBlanks()
        guard let name = reader.string() else { return nil }
        reader.skipBlanks()
        guard reader.take(":"), let value = reader.value(depth: depth + 1) else { return nil }
        return (name, value)
      }.map(JSON.object)
    default:
      if take("true") { return true }
      if take("false") { return false }
      if take("null") { return .null }
      let digits = bytes[position...].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
      position += digits.count
      return Int(String(decoding: digits, as: UTF8.self)).map(JSON.integer)
    }
  }

  private mutating func list<Element>(
    until end: StaticString, _ element: (inout JSONReader) -> Element?
  ) -> [Element]? {
    position += 1
    var elements: [Element] = []
    skipBlanks()
    if take(end) { return elements }
    while true {
      guard let next = element(&self) else { return nil }
      elements.append(next)
      skipBlanks()
      if take(end) { return elements }
      guard take(",") else { return nil }
    }
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var units: [UInt16] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: units, as: UTF16.self)
      case 0..<0x20: return nil
      case UInt8(ascii: "\\"):
        position += 1
        guard let unit = escape() else { return nil }
        units.append(unit)
      default:
        let end = bytes[position...].firstIndex {
          $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20
        }
        let run = bytes[position..<(end ?? bytes.count)]
        units += String(decoding: run, as: UTF8.self).utf16
        position = run.endIndex
      }
    }
    return nil
  }

  private mutating func escape() -> UInt16? {
    guard let letter = next else { return nil }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(letter)
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      let digits = bytes[position...].prefix(4)
      position += digits.count
      return digits.count == 4 ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    default: return nil
    }
  }
}
