/// Events, one after the other, as a log keeps them: a few bytes each.
///
/// An event is 128 bytes in memory and refers to others. A log holds very many, most of which are never looked at again: so
/// the frequent kinds are written as bytes, and only the others, and those with long texts, are kept as they are.
struct EventStore: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Events that are not written as bytes.
  private var whole: [Event] = []
  /// How many bytes their texts have.
  private var wholeTextBytes = 0
  private(set) var count = 0

  /// How many bytes an event takes at most that is written as bytes.
  private static let eventBytes = 4 * (OutputSpan<UInt8>.longestText + 10)

  /// How many bytes the events take, in the order of magnitude.
  var weight: Int { bytes.count + wholeTextBytes + whole.count * MemoryLayout<Event>.size }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    whole.removeAll(keepingCapacity: true)
    wholeTextBytes = 0
    count = 0
  }

  // MARK: Writing

  /// What the first byte of an event says.
  fileprivate enum Kind: UInt8 {
    case created, cloned, dropped, moved, destroyed, raw, lost, value, expected, changed, whole
  }

  /// Appends an event without the owners that the object has afterwards: they follow from the events before.
  ///
  /// - Complexity: O(1) on average, for texts too: a long one is shared.
  mutating func append(_ event: borrowing Event) {
    count += 1
    if event.isPlain {
      bytes.append(addingCapacity: Self.eventBytes) { $0.write(event) }
    } else {
      let event = copy event
      bytes.append(addingCapacity: Self.eventBytes) {
        $0.append(Kind.whole.rawValue)
        $0.write(whole.count)
      }
      whole.append(event.withoutOwners)
      wholeTextBytes += event.textBytes
    }
  }

  // MARK: Reading

  /// The events whose bytes are in a range.
  ///
  /// - Complexity: O(*n*) in the number of these events.
  func events(in range: Range<Int>) -> [Event] {
    var reader = Reader(store: self, position: range.lowerBound)
    var events: [Event] = []
    while reader.position < range.upperBound { events.append(reader.event()) }
    return events
  }

  private struct Reader {
    let store: EventStore
    var position: Int

    mutating func event() -> Event {
      guard let kind = Kind(rawValue: byte()) else { preconditionFailure("no event begins here") }
      switch kind {
      case .created:
        return .created(
          Event.Creation(
            object: object(), type: text(), value: value(), after: number(), owner: owner(), address: nil,
            owners: []))
      case .cloned: return .cloned(change())
      case .dropped: return .dropped(change())
      case .moved:
        let object = object()
        guard let from = owner() else { preconditionFailure("a move has an owner that it is from") }
        return .moved(Event.Move(object: object, from: from, to: owner(), count: number(), owners: []))
      case .destroyed: return .destroyed(object(), type: text())
      case .raw:
        return .raw(
          Event.PointerTaken(
            object: object(), name: optionalText(), count: number(), takenFrom: optionalText(), address: nil,
            owners: []))
      case .lost: return .lost(object(), name: optionalText())
      case .value: return .value(query: text(), value())
      case .expected: return .expected(query: text(), value())
      case .changed: return .changed(object(), value())
      case .whole: return store.whole[number()]
      }
    }

    private mutating func byte() -> UInt8 {
      defer { position += 1 }
      return store.bytes[position]
    }

    private mutating func number() -> Int {
      var bits: UInt = 0
      var shift = 0
      while true {
        let byte = byte()
        bits |= UInt(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      return Int(bitPattern: bits >> 1) ^ -Int(bitPattern: bits & 1)
    }

    private mutating func object() -> ObjectID { ObjectID(number()) }

    private mutating func text() -> String {
      let length = number()
      defer { position += length }
      return String(decoding: store.bytes[position..<position + length], as: UTF8.self)
    }

    private mutating func optionalText() -> String? { byte() == 0 ? nil : text() }

    private mutating func change() -> Event.CountChange {
      Event.CountChange(object: object(), before: number(), after: number(), owner: owner(), owners: [])
    }

    private mutating func owner() -> Owner? {
      switch byte() {
      case 1: .name(text())
      case 2: .cell(object())
      case 3: .engine(object())
      case 4: .raw(text())
      case 5: .lost
      default: nil
      }
    }

    private mutating func value() -> Value {
      switch byte() {
      case 1: .bool(false)
      case 2: .bool(true)
      case 3: .integer(number())
      case 4: .text(text())
      case 5: .path(text())
      case 6: .object(object())
      case 7: .symbol(text())
      default: .null
      }
    }
  }
}

extension OutputSpan<UInt8> {
  /// How many bytes a text takes at most that is written.
  fileprivate static var longestText: Int { 64 }

  /// - Precondition: the event is plain.
  fileprivate mutating func write(_ event: borrowing Event) {
    switch event {
    case .created(let creation):
      write(.created, creation.object)
      write(creation.type)
      write(creation.value)
      write(creation.after)
      write(creation.owner)
    case .cloned(let change):
      write(.cloned, change.object)
      write(change)
    case .dropped(let change):
      write(.dropped, change.object)
      write(change)
    case .moved(let move):
      write(.moved, move.object)
      write(move.from)
      write(move.to)
      write(move.count)
    case .destroyed(let object, let type):
      write(.destroyed, object)
      write(type)
    case .raw(let pointer):
      write(.raw, pointer.object)
      write(pointer.name)
      write(pointer.count)
      write(pointer.takenFrom)
    case .lost(let object, let name):
      write(.lost, object)
      write(name)
    case .value(let query, let value):
      write(.value, query, value)
    case .expected(let query, let value):
      write(.expected, query, value)
    case .changed(let object, let value):
      write(.changed, object)
      write(value)
    default: preconditionFailure("an event of this kind is kept whole")
    }
  }

  private mutating func write(_ kind: EventStore.Kind, _ object: ObjectID) {
    append(kind.rawValue)
    write(object.number)
  }

  private mutating func write(_ kind: EventStore.Kind, _ query: String, _ value: Value) {
    append(kind.rawValue)
    write(query)
    write(value)
  }

  /// LEB128, of a number whose sign is its lowest bit.
  fileprivate mutating func write(_ number: Int) {
    var rest = UInt(bitPattern: number << 1 ^ number >> (Int.bitWidth - 1))
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// The length and the bytes.
  private mutating func write(_ text: borrowing String) {
    let span = text.utf8Span.span
    write(span.count)
    for index in span.indices { append(span[index]) }
  }

  private mutating func write(_ text: String?) {
    append(text == nil ? 0 : 1)
    if let text { write(text) }
  }

  private mutating func write(_ change: borrowing Event.CountChange) {
    write(change.before)
    write(change.after)
    write(change.owner)
  }

  private mutating func write(_ owner: Owner?) {
    switch owner {
    case nil: append(0)
    case .name(let name)?:
      append(1)
      write(name)
    case .cell(let cell)?:
      append(2)
      write(cell.number)
    case .engine(let module)?:
      append(3)
      write(module.number)
    case .raw(let name)?:
      append(4)
      write(name)
    case .lost?: append(5)
    case .handle?: preconditionFailure("an event of a traced program is kept whole")
    }
  }

  private mutating func write(_ value: Value) {
    switch value {
    case .bool(let value): append(value ? 2 : 1)
    case .integer(let number):
      append(3)
      write(number)
    case .text(let text):
      append(4)
      write(text)
    case .path(let path):
      append(5)
      write(path)
    case .object(let object):
      append(6)
      write(object.number)
    case .symbol(let word):
      append(7)
      write(word)
    case .null, .summary, .pointer, .owners, .interface, .table: append(0)
    }
  }
}

extension Event {
  /// Whether the event is one that ``EventStore`` writes as bytes.
  fileprivate var isPlain: Bool {
    switch self {
    case .created(let creation):
      creation.value.isPlain && creation.address == nil && creation.origin == nil && creation.owner.isPlain
        && creation.type.isShort
    case .cloned(let change), .dropped(let change): change.owner.isPlain
    case .moved(let move): Optional(move.from).isPlain && move.to.isPlain
    case .destroyed(_, let type): type.isShort
    case .raw(let pointer):
      pointer.address == nil && pointer.name?.isShort != false && pointer.takenFrom?.isShort != false
    case .lost(_, let name): name?.isShort != false
    case .value(let query, let value), .expected(let query, let value): query.isShort && value.isPlain
    case .changed(_, let value): value.isPlain
    default: false
    }
  }
}

extension Value {
  /// Whether the value is one that ``EventStore`` writes as bytes.
  fileprivate var isPlain: Bool {
    switch self {
    case .null, .bool, .integer, .object: true
    case .text(let text), .path(let text), .symbol(let text): text.isShort
    case .summary, .pointer, .owners, .interface, .table: false
    }
  }
}

extension Owner? {
  /// Whether the owner is one that ``EventStore`` writes as bytes: no handle of a traced program, and no long name.
  fileprivate var isPlain: Bool {
    switch self {
    case .name(let name)?, .raw(let name)?: name.isShort
    case .handle?: false
    default: true
    }
  }
}

extension String {
  /// Whether the text is copied rather than shared.
  fileprivate var isShort: Bool { utf8.count <= OutputSpan<UInt8>.longestText }
}
