import Foundation

/// A trace, read strictly by what docs/trace.md says: whatever is not as it says is an error.
public struct TraceFile {
  public enum Kind: UInt8, Sendable {
    case made = 1
    case cloned, dropped, destroyed, intoRaw, fromRaw, clonedFromRaw, labelled, mark, released
    case type = 32
    case place, text, thread, more
    case search = 48
    case inside, searched
    case end = 64
  }

  public struct Slot {
    public let number: UInt32
    public let kind: Kind
    public let thread: UInt32
    public let place: UInt32
    public let handle: UInt32
    public let text: UInt32
    public let count: UInt32
    public let time: UInt32
    public let block: UInt64
  }

  public struct Damage: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
  }

  public let state: UInt32
  public let process: UInt32
  public let cut: UInt32
  public let cutError: UInt32
  public let program: String
  /// The numbers of events that were not recorded, by kind.
  public let lost: [UInt64]
  /// The slots of the log, without those of kind `more`.
  public private(set) var slots: [Slot] = []
  /// How many slots of the log are not finished.
  public private(set) var inFlight = 0
  public let byteCount: Int
  private let bytes: [UInt8]

  public init(_ path: String) throws {
    // Read at once, since the file may belong to a program that runs.
    bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    byteCount = bytes.count
    let bytes = bytes
    func u32(_ offset: Int) -> UInt32 { TraceFile.number(bytes, offset) }
    func u64(_ offset: Int) -> UInt64 { TraceFile.number(bytes, offset) }
    guard bytes.count >= 4096,
      bytes.prefix(8).elementsEqual([0x89, 0x58, 0x52, 0x45, 0x46, 0x0D, 0x0A, 0x1A])
    else { throw Damage("not a trace") }
    guard u32(8) == 1, u32(12) == 4096, u32(16) == 32 else { throw Damage("another version") }
    state = u32(20)
    process = u32(24)
    cut = u32(28)
    cutError = u32(76)
    lost = (0..<16).map { u64(128 + 8 * $0) }
    program = String(decoding: bytes[260..<260 + Int(u32(256))], as: UTF8.self)
    guard state == 1 || state == 2 else { throw Damage("state \(state)") }

    var ranges: [Range<UInt64>] = []
    if cut != 0 {
      ranges = [128..<u64(48), u64(48)..<u64(56)]
    } else {
      ranges = [128..<(state == 2 ? u64(40) : u64(64))]
    }
    if state == 2, u64(40) * 32 != bytes.count {
      throw Damage("the file is \(bytes.count) bytes, and ends at slot \(u64(40))")
    }
    for range in ranges { try read(range.clamped(to: 0..<UInt64(bytes.count / 32))) }
  }

  private mutating func read(_ range: Range<UInt64>) throws {
    for number in range {
      let offset = Int(number) * 32
      func u32(_ field: Int) -> UInt32 { TraceFile.number(bytes, offset + field) }
      let head = u32(0)
      if head & 0xFF == 0 {
        inFlight += 1
        continue
      }
      guard let kind = Kind(rawValue: UInt8(head & 0xFF)) else {
        throw Damage("slot \(number) is of kind \(head & 0xFF)")
      }
      if kind == .more { continue }
      slots.append(
        Slot(
          number: UInt32(number), kind: kind, thread: head >> 8, place: u32(4), handle: u32(8), text: u32(12),
          count: u32(16), time: u32(20), block: TraceFile.number(bytes, offset + 24)))
    }
  }

  private static func number<T: FixedWidthInteger & BitwiseCopyable>(_ bytes: [UInt8], _ offset: Int) -> T {
    precondition(offset + MemoryLayout<T>.size <= bytes.count)
    // SAFETY: the bytes are there.
    return unsafe bytes.withUnsafeBytes {
      unsafe T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self))
    }
  }

  private func payload(_ slot: Slot, _ count: Int) throws -> ArraySlice<UInt8> {
    var payload: [UInt8] = []
    for piece in 0..<(count + 27) / 28 {
      let offset = (Int(slot.number) + 1 + piece) * 32
      guard bytes[offset] == Kind.more.rawValue else { throw Damage("slot \(slot.number) lacks its text") }
      payload += bytes[offset + 4..<offset + 32]
    }
    return payload.prefix(count)
  }

  /// A type's name, or a text.
  public func text(_ slot: Slot) throws -> String {
    let bytes = try payload(slot, Int(slot.place))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Damage("slot \(slot.number) is not UTF-8")
    }
    return text
  }

  public func site(_ slot: Slot) throws -> String {
    let bytes = try payload(slot, Int(slot.place + slot.handle))
    let file = String(decoding: bytes.prefix(Int(slot.place)), as: UTF8.self)
    return "\(file):\(slot.text) \(String(decoding: bytes.dropFirst(Int(slot.place)), as: UTF8.self))"
  }
}
