/// Events, one after the other, as a log keeps them: a few bytes each.
///
/// An event is 128 bytes in memory and refers to others. A log holds very many, most of which are never looked at again: so
/// the frequent kinds are written as bytes, and only the others, and long texts, are kept as they are.
struct EventStore: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Events of the kinds that are not written as bytes.
  private var whole: [Event] = []
  private var longTexts: [String] = []
  /// How many bytes the long texts have.
  private var longTextBytes = 0
  private(set) var count = 0

  /// Texts beyond this length are not copied.
  private static let longText = 64

  /// How many bytes the events take, in the order of magnitude.
  var weight: Int { bytes.count + longTextBytes + whole.count * MemoryLayout<Event>.size }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    whole.removeAll(keepingCapacity: true)
    longTexts.removeAll(keepingCapacity: true)
    longTextBytes = 0
    count = 0
  }

  // MARK: Writing

  /// What the first byte of an event says.
  private enum Kind: UInt8 {
    case created, cloned, dropped, moved, destroyed, raw, lost, value, expected, changed, whole
  }

  /// Appends an event without the owners that the object has afterwards: they follow from the events before.
  ///
  /// - Complexity: O(1) on average, for texts too: a long one is shared.
  mutating func append(_ event: Event) {
    count += 1
    switch event {
    case .created(let creation)
    where creation.value.isPlain && creation.address == nil && creation.origin == nil
      && !creation.owner.isTraced:
      write(.created, creation.object)
      write(creation.type)
      write(creation.value)
      write(creation.after)
      write(creation.owner)
    case .cloned(let change) where !change.owner.isTraced:
      write(.cloned, change.object)
      write(change)
    case .dropped(let change) where !change.owner.isTraced:
      write(.dropped, change.object)
      write(change)
    case .moved(let move) where !Optional(move.from).isTraced && !move.to.isTraced:
      write(.moved, move.object)
      write(move.from)
      write(move.to)
      write(move.count)
    case .destroyed(let object, let type):
      write(.destroyed, object)
      write(type)
    case .raw(let pointer) where pointer.address == nil:
      write(.raw, pointer.object)
      write(pointer.name)
      write(pointer.count)
      write(pointer.takenFrom)
    case .lost(let object, let name):
      write(.lost, object)
      write(name)
    case .value(let query, let value) where value.isPlain:
      bytes.append(Kind.value.rawValue)
      write(query)
      write(value)
    case .expected(let query, let value) where value.isPlain:
      bytes.append(Kind.expected.rawValue)
      write(query)
      write(value)
    case .changed(let object, let value) where value.isPlain:
      write(.changed, object)
      write(value)
    default:
      bytes.append(Kind.whole.rawValue)
      write(whole.count)
      whole.append(event.withoutOwners)
      longTextBytes += event.textBytes
    }
  }

  private mutating func write(_ kind: Kind, _ object: ObjectID) {
    bytes.append(kind.rawValue)
    write(object.number)
  }

  /// LEB128, of a number whose sign is its lowest bit.
  private mutating func write(_ number: Int) {
    var rest = UInt(bitPattern: number << 1 ^ number >> (Int.bitWidth - 1))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// The length and the bytes, or a negative number for a place among the long texts.
  private mutating func write(_ text: String) {
    let length = text.utf8.count
    guard length <= Self.longText else {
      write(-1 - longTexts.count)
      longTexts.append(text)
      longTextBytes += length
      return
    }
    write(length)
    var text = text
    // SAFETY: the bytes are copied before the call returns.
    text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func write(_ text: String?) {
    bytes.append(text == nil ? 0 : 1)
    if let text { write(text) }
  }

  private mutating func write(_ change: Event.CountChange) {
    write(change.before)
    write(change.after)
    write(change.owner)
  }

  private mutating func write(_ owner: Owner?) {
    switch owner {
    case nil: bytes.append(0)
    case .name(let name)?:
      bytes.append(1)
      write(name)
    case .cell(let cell)?:
      bytes.append(2)
      write(cell.number)
    case .engine(let module)?:
      bytes.append(3)
      write(module.number)
    case .raw(let name)?:
      bytes.append(4)
      write(name)
    case .lost?: bytes.append(5)
    case .handle?: preconditionFailure("an event of a traced program is kept whole")
    }
  }

  private mutating func write(_ value: Value) {
    switch value {
    case .bool(let value): bytes.append(value ? 2 : 1)
    case .integer(let number):
      bytes.append(3)
      write(number)
    case .text(let text):
      bytes.append(4)
      write(text)
    case .path(let path):
      bytes.append(5)
      write(path)
    case .object(let object):
      bytes.append(6)
      write(object.number)
    case .symbol(let word):
      bytes.append(7)
      write(word)
    case .null, .summary, .pointer, .owners, .interface, .table: bytes.append(0)
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
      if length < 0 { return store.longTexts[-1 - length] }
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

extension Value {
  /// Whether the value is one that ``EventStore`` writes as bytes.
  fileprivate var isPlain: Bool {
    switch self {
    case .null, .bool, .integer, .text, .path, .object, .symbol: true
    case .summary, .pointer, .owners, .interface, .table: false
    }
  }
}

extension Owner? {
  /// Whether the owner is a handle of a traced program.
  fileprivate var isTraced: Bool { if case .handle? = self { true } else { false } }
}
