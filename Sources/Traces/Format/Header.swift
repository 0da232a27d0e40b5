/// The header of a trace.
struct Header: Equatable {
  static let byteCount = 4096
  /// `\x89XREF\r\n\x1A`: what a trace begins with.
  static let mark: [UInt8] = [0x89, 0x58, 0x52, 0x45, 0x46, 0x0D, 0x0A, 0x1A]
  static let version = 1

  enum State: UInt32 {
    case beingSetUp, open, ended
  }

  /// Why recording stopped before the program did.
  enum Cut: UInt32 {
    case limit = 1
    case fullDisk, fileSizeLimit, error
  }

  let state: State
  let process: Int
  let cut: Cut?
  /// Nanoseconds since 1970.
  let began: UInt64
  /// The first slot that is not part of the log.
  let end: Int
  /// Milliseconds since the trace began; nil without a cut.
  let cutTime: Int?
  /// The system's error number that caused the cut; 0 where there was none.
  let cutError: Int
  /// In bytes.
  let limit: UInt64
  /// How many events of each kind were not recorded, by kind.
  let lost: [UInt64]
  let program: String

  /// - Parameter bytes: the first bytes of the file, ``byteCount`` of them where it has as many.
  init(_ bytes: [UInt8]) throws(TraceError) {
    if bytes.isEmpty { throw .empty }
    guard bytes.starts(with: Self.mark.prefix(bytes.count)) else { throw .foreign }
    guard bytes.count >= Self.byteCount else { throw .headerCut(byteCount: bytes.count) }
    func number(at offset: Int, bytes count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
    func u32(_ offset: Int) -> UInt32 { UInt32(number(at: offset, bytes: 4)) }
    func u64(_ offset: Int) -> UInt64 { number(at: offset, bytes: 8) }

    let version = u32(8)
    guard version == Self.version else { throw .version(Int(version)) }
    guard let state = State(rawValue: u32(20)) else { throw .damagedHeader("an unknown state") }
    if state == .beingSetUp { throw .beingSetUp }
    guard u32(12) == Self.byteCount, u32(16) == Slot.byteCount else { throw .damagedHeader("unknown sizes") }
    self.state = state
    process = Int(u32(24))
    let cut = u32(28)
    guard cut == 0 || Cut(rawValue: cut) != nil else { throw .damagedHeader("an unknown reason of a cut") }
    self.cut = Cut(rawValue: cut)
    began = u64(32)
    let slots = UInt64(Slot.first)...UInt64(UInt32.max) + 1
    // Behind a cut the log goes on with its tail.
    let end = u64(cut != 0 ? 56 : state == .ended ? 40 : 64)
    guard slots.contains(end) else { throw .damagedHeader("an impossible end") }
    self.end = Int(end)
    cutTime = cut == 0 ? nil : Int(u32(72))
    cutError = Int(u32(76))
    limit = u64(80)
    lost = (0..<16).map { u64(128 + 8 * $0) }
    let pathLength = min(Int(u32(256)), Self.byteCount - 260)
    program = String(decoding: bytes[260..<260 + pathLength], as: UTF8.self)
  }

  /// How many events were not recorded.
  var lostCount: Int { lost.reduce(0) { Int(clamping: UInt64($0) &+ min($1, UInt64(Int32.max))) } }
}
