public import Model

/// Writes events for programs: JSON Lines, one object an event.
public struct JSONRenderer: Sendable {
  public init() {}

  /// Appends one line an event.
  ///
  /// - Parameters:
  ///   - events: of one line of a session, in order.
  ///   - line: its number.
  ///   - file: where the line comes from, if not from the main source.
  ///   - bytes: what the lines of JSON are appended to.
  public func render(_ events: [Event], line: Int, file: String?, into bytes: inout [UInt8]) {
    for event in events {
      // Of a trace there may be very much to tell: an object a line.
      if case .report(.trace(let report)) = event {
        for (name, fields) in report.lines { append(name, fields, line: line, file: file, to: &bytes) }
        continue
      }
      append(event.name, event.fields, line: line, file: file, to: &bytes)
    }
  }

  /// Appends the line that is being evaluated, for `--echo`.
  public func render(echo source: [UInt8], line: Int, file: String?, into bytes: inout [UInt8]) {
    append(
      "input", [("text", .string(String(decoding: source, as: UTF8.self)))], line: line, file: file,
      to: &bytes)
  }

  /// Appends how long a line took.
  public func render(_ duration: Duration, line: Int, file: String?, into bytes: inout [UInt8]) {
    append("timer", [("microseconds", .integer(duration.microseconds))], line: line, file: file, to: &bytes)
  }

  private func append(
    _ name: String, _ fields: [(String, JSON)], line: Int, file: String?, to bytes: inout [UInt8]
  ) {
    bytes.append(UInt8(ascii: "{"))
    JSON.write([("line", .integer(line)), ("event", .string(name))], to: &bytes)
    JSON.write(fields, to: &bytes)
    if let file { JSON.write([("file", .string(file))], to: &bytes) }
    bytes.append(contentsOf: "}\n".utf8)
  }
}

extension JSON {
  /// An event as part of something larger, which says where it belongs.
  ///
  /// - Parameter line: the number of its line, where that is not told by what it is part of.
  package init(_ event: Event, line: Int? = nil) {
    let place = line.map { [("line", JSON.integer($0))] } ?? []
    self = .object(place + [("event", .string(event.name))] + event.fields)
  }
}

// The field names are a contract: programs read them. Fields may be added; none may change or go.
extension Event {
  fileprivate var name: String {
    switch self {
    case .created: "created"
    case .cloned: "cloned"
    case .dropped: "dropped"
    case .moved: "moved"
    case .destroyed: "destroyed"
    case .raw: "raw"
    case .lost: "lost"
    case .value, .expected: "value"
    case .changed: "changed"
    case .output: "output"
    case .written: "written"
    case .rewound: "rewound"
    case .logged: "log"
    case .collected: "collected"
    case .race: "race"
    case .lostUpdates: "lost_updates"
    case .watch: "watch"
    case .report(let report): report.name
    case .error: "error"
    case .leak: "leak"
    }
  }

  fileprivate var fields: [(String, JSON)] {
    switch self {
    case .created(let creation):
      [
        ("object", JSON(creation.object)), ("type", .string(creation.type)),
        ("after", .integer(creation.after)), ("name", JSON(nameOf: creation.owner)),
        ("value", JSON(creation.value)),
      ].with(address(creation.address))
    case .cloned(let change), .dropped(let change):
      [
        ("object", JSON(change.object)), ("before", .integer(change.before)),
        ("after", .integer(change.after)), ("name", JSON(nameOf: change.owner)),
      ].with(place(change.owner))
    case .moved(let move):
      [
        ("object", JSON(move.object)), ("from", JSON(move.from)), ("to", move.to.map { JSON($0) } ?? .null),
        ("count", .integer(move.count)),
      ]
    case .destroyed(let object, let type):
      [("object", JSON(object)), ("type", .string(type))]
    case .raw(let pointer):
      [
        ("object", JSON(pointer.object)), ("name", JSON(pointer.name)), ("count", .integer(pointer.count)),
        ("owns", .bool(pointer.takenFrom != nil)), ("from", JSON(pointer.takenFrom)),
      ] + address(pointer.address)
    case .lost(let object, let name):
      [("object", JSON(object)), ("name", JSON(name))]
    case .value(let query, let value):
      [("query", .string(query)), ("value", JSON(value))]
    case .expected(let query, let value):
      [("query", .string(query)), ("value", JSON(value)), ("expected", true)]
    case .changed(let object, let value):
      [("object", JSON(object)), ("value", JSON(value))]
    case .output(let object, let content, let atEnd):
      [("object", JSON(object)), ("text", .string(content.text)), ("end", .bool(atEnd))]
        + (content.isText ? [] : [("base64", .string(content.bytes.base64))])
    case .written(let object, let bytes):
      [("object", JSON(object)), ("bytes", .integer(bytes))]
    case .rewound(let object):
      [("object", JSON(object))]
    case .logged(let log):
      [
        ("module", JSON(log.module)), ("text", .string(log.text)),
        ("object", log.object.map { JSON($0) } ?? .null),
      ]
    case .collected(let module, let count):
      [("object", JSON(module)), ("released", .integer(count))]
    case .race(let race):
      [
        ("object", JSON(race.object)), ("threads", .integer(race.threads)), ("times", .integer(race.times)),
        ("before", .integer(race.before)), ("after", .integer(race.after)),
      ]
    case .lostUpdates(let race):
      [
        ("object", JSON(race.object)), ("threads", .integer(race.threads)), ("times", .integer(race.times)),
        ("before", .integer(race.before)), ("after", .integer(race.after)), ("lost", .integer(race.lost)),
      ]
    case .watch(let counts):
      [("counts", .array(counts.map { JSON($0) }))]
    case .report(let report):
      report.fields
    case .error(let diagnostic):
      [
        ("code", .string(diagnostic.code.rawValue)), ("message", .string(diagnostic.message)),
        ("column", .integer(diagnostic.column)), ("length", .integer(diagnostic.length)),
        ("help", .string(diagnostic.remedy)),
      ] + (diagnostic.suggestion.map { [("suggestion", .string($0))] } ?? [])
    case .leak(let report):
      report.fields
    }
  }

  private func address(_ address: UInt?) -> [(String, JSON)] {
    address.map { [("address", .string("0x" + String($0, radix: 16)))] } ?? []
  }

  /// The cell, or the module whose engine, got the count or gave it up, where it was one.
  private func place(_ owner: Owner?) -> [(String, JSON)] {
    switch owner {
    case .cell(let cell): [("cell", JSON(cell))]
    case .engine(let module): [("engine", JSON(module))]
    case .handle(let handle): handle.fields
    case .name, .raw, .lost, nil: []
    }
  }
}

extension [(String, JSON)] {
  /// The fields and some more, of which there mostly are none.
  fileprivate func with(_ more: [(String, JSON)]) -> [(String, JSON)] { more.isEmpty ? self : self + more }
}
