/// A slot of a trace's log: an event, or a piece of what events name. docs/trace.md describes the format.
struct Slot {
  static let byteCount = 32
  /// The words of a slot, each of 8 bytes.
  static let wordCount = 4
  /// The first slot of the log; the ones before it are the header's.
  static let first = 128
  /// How many bytes of a name or text a slot of kind ``Kind/more`` holds.
  static let payloadByteCount = 28

  /// What a slot is. 0 is one that its thread has not finished.
  enum Kind: UInt8 {
    case made = 1
    case cloned, dropped, destroyed, intoRaw, fromRaw, clonedFromRaw, labelled, mark, released
    case type = 32
    case place, text, thread, more
    case search = 48
    case inside, searched
    case end = 64

    var isEvent: Bool { rawValue <= Kind.released.rawValue }
  }

  /// Nil for a slot in flight, and for a kind that this version does not know.
  let kind: Kind?
  let isInFlight: Bool
  /// 0xFFFFFF is any thread that came too late for a number.
  let thread: UInt32
  let place: UInt32
  let handle: UInt32
  let text: UInt32
  let count: UInt32
  let time: UInt32
  let block: UInt64

  static let unnumberedThread: UInt32 = 0xFF_FFFF

  /// - Parameter words: a run of slots, 4 words each.
  @inline(__always)
  init(_ words: [UInt64], at index: Int) {
    let first = words[index]
    kind = Kind(rawValue: UInt8(truncatingIfNeeded: first))
    isInFlight = UInt8(truncatingIfNeeded: first) == 0
    thread = UInt32(truncatingIfNeeded: first) >> 8
    place = UInt32(truncatingIfNeeded: first >> 32)
    handle = UInt32(truncatingIfNeeded: words[index + 1])
    text = UInt32(truncatingIfNeeded: words[index + 1] >> 32)
    count = UInt32(truncatingIfNeeded: words[index + 2])
    time = UInt32(truncatingIfNeeded: words[index + 2] >> 32)
    block = words[index + 3]
  }

  /// How many slots of kind ``Kind/more`` follow an introduction.
  var payloadSlotCount: Int {
    switch kind {
    case .type, .text, .thread: Self.slots(for: Int(place))
    case .place: Self.slots(for: Int(place) + Int(handle))
    default: 0
    }
  }

  static func slots(for byteCount: Int) -> Int { (byteCount + payloadByteCount - 1) / payloadByteCount }
}
