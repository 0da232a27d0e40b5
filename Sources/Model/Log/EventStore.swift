/// Events, one after the other, as a log keeps them: a few bytes each.
///
/// An event takes some 100 bytes in memory and refers to others. A log holds very many, most of which are never looked at again: so
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

  /// How many bytes an event takes that is kept as it is, about.
  private static let wholeEventBytes = 128

  /// How many bytes the events take, in the order of magnitude.
  var weight: Int { bytes.count + wholeTextBytes + whole.count * Self.wholeEventBytes }

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
    var isWritten = false
    bytes.append(addingCapacity: Self.eventBytes) {
      isWritten = $0.write(event)
      if isWritten { return }
      $0.removeAll()
      $0.append(Kind.whole.rawValue)
      $0.write(whole.count)
    }
    guard !isWritten else { return }
    let event = copy event
    whole.append(event.withoutOwners)
    wholeTextBytes += event.textBytes
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
        let (object, count) = (object(), number())
        return .created(
          Event.Creation(
            object: object, type: text(), value: value(), after: count, owner: owner(), address: nil,
            owners: []))
      case .cloned: return .cloned(change())
      case .dropped: return .dropped(change())
      case .moved:
        let (object, count) = (object(), number())
        guard let from = owner() else { preconditionFailure("a move has an owner that it is from") }
        return .moved(Event.Move(object: object, from: from, to: owner(), count: count, owners: []))
      case .destroyed: return .destroyed(object(), type: text())
      case .raw:
        let (object, count) = (object(), number())
        return .raw(
          Event.PointerTaken(
            object: object, name: optionalText(), count: count, takenFrom: optionalText(), address: nil,
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

  /// Writes an event.
  ///
  /// - Returns: false for one that is to be kept as it is, after a part of it may have been written.
  fileprivate mutating func write(_ event: borrowing Event) -> Bool {
    switch event {
    case .created(let creation):
      guard creation.address == nil, creation.origin == nil else { return false }
      write(.created, creation.object)
      write(creation.after)
      return write(creation.type) && write(creation.value) && write(creation.owner)
    case .cloned(let change):
      return write(.cloned, change)
    case .dropped(let change):
      return write(.dropped, change)
    case .moved(let move):
      write(.moved, move.object)
      write(move.count)
      return write(move.from) && write(move.to)
    case .destroyed(let object, let type):
      write(.destroyed, object)
      return write(type)
    case .raw(let pointer):
      guard pointer.address == nil else { return false }
      write(.raw, pointer.object)
      write(pointer.count)
      return write(pointer.name) && write(pointer.takenFrom)
    case .lost(let object, let name):
      write(.lost, object)
      return write(name)
    case .value(let query, let value):
      append(EventStore.Kind.value.rawValue)
      return write(query) && write(value)
    case .expected(let query, let value):
      append(EventStore.Kind.expected.rawValue)
      return write(query) && write(value)
    case .changed(let object, let value):
      write(.changed, object)
      return write(value)
    default:
      return false
    }
  }

  private mutating func write(_ kind: EventStore.Kind, _ object: ObjectID) {
    append(kind.rawValue)
    write(object.number)
  }

  private mutating func write(_ kind: EventStore.Kind, _ change: borrowing Event.CountChange) -> Bool {
    write(kind, change.object)
    write(change.before)
    write(change.after)
    return write(change.owner)
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

  /// The length and the bytes; a long text is shared rather than copied.
  private mutating func write(_ text: borrowing String) -> Bool {
    let span = text.utf8Span.span
    guard span.count <= Self.longestText else { return false }
    write(span.count)
    for index in span.indices { append(span[index]) }
    return true
  }

  private mutating func write(_ text: String?) -> Bool {
    append(text == nil ? 0 : 1)
    return text.map { write($0) } ?? true
  }

  private mutating func write(_ owner: Owner?) -> Bool {
    switch owner {
    case nil: append(0)
    case .name(let name)?:
      append(1)
      return write(name)
    case .cell(let cell)?:
      append(2)
      write(cell.number)
    case .engine(let module)?:
      append(3)
      write(module.number)
    case .raw(let name)?:
      append(4)
      return write(name)
    case .lost?: append(5)
    // One of a traced program.
    case .handle?: return false
    }
    return true
  }

  private mutating func write(_ value: Value) -> Bool {
    switch value {
    case .null: append(0)
    case .bool(let value): append(value ? 2 : 1)
    case .integer(let number):
      append(3)
      write(number)
    case .text(let text):
      append(4)
      return write(text)
    case .path(let path):
      append(5)
      return write(path)
    case .object(let object):
      append(6)
      write(object.number)
    case .symbol(let word):
      append(7)
      return write(word)
    case .summary, .pointer, .owners, .interface, .table: return false
    }
    return true
  }
}
