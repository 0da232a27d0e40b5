/// Writes traces by hand, slot by slot, as docs/trace.md describes them.
public struct TraceBuilder {
  public init() {}

  public private(set) var slots: [[UInt8]] = []
  public var state: UInt32 = 2
  public var cut: UInt32 = 0
  public var lost: [Int: UInt64] = [:]
  /// The handles' objects, for the block of an event.
  private var blocks: [UInt32: UInt64] = [:]
  private var counts: [UInt64: UInt32] = [:]
  private var nextBlock: UInt64 = 0x1000
  public var time: UInt32 = 0
  public var thread: UInt32 = 1
  private var sites: [String: UInt32] = [:]

  /// The number of the slot that comes next.
  public var next: UInt32 { UInt32(128 + slots.count) }

  // MARK: Slots

  @discardableResult
  public mutating func slot(
    _ kind: UInt8, place: UInt32 = 0, handle: UInt32 = 0, text: UInt32 = 0, count: UInt32 = 0,
    block: UInt64 = 0,
    thread: UInt32? = nil, time: UInt32? = nil
  ) -> UInt32 {
    defer {
      slots.append(
        bytes(
          UInt32(kind) | (thread ?? self.thread) << 8, place, handle, text, count, time ?? self.time, block))
    }
    return next
  }

  private func bytes(_ numbers: UInt32..., block: UInt64 = 0) -> [UInt8] {
    numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
      + (0..<8).map { UInt8(truncatingIfNeeded: block >> (8 * UInt64($0))) }
  }

  private func bytes(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ e: UInt32, _ f: UInt32, _ block: UInt64
  ) -> [UInt8] {
    bytes(a, b, c, d, e, f, block: block)
  }

  public mutating func raw(_ bytes: [UInt8]) { slots.append(bytes) }

  private mutating func payload(_ text: [UInt8]) {
    for start in stride(from: 0, to: text.count, by: 28) {
      let piece = Array(text[start..<min(start + 28, text.count)])
      slots.append([36, 0, 0, 0] + piece + Array(repeating: 0, count: 28 - piece.count))
    }
  }

  // MARK: Introductions

  public mutating func type(_ name: String, size: UInt64 = 8, isClass: Bool = false) -> UInt32 {
    let number = slot(32, place: UInt32(name.utf8.count), text: isClass ? 1 : 0, count: 8, block: size)
    payload(Array(name.utf8))
    return number
  }

  /// A place, as `App/Server.swift:42`; introduced once.
  public mutating func site(_ place: String, _ function: String = "run()") -> UInt32 {
    if let site = sites[place] { return site }
    let colon = place.lastIndex(of: ":")!
    let file = String(place[..<colon])
    let line = UInt32(place[place.index(after: colon)...])!
    let number = slot(33, place: UInt32(file.utf8.count), handle: UInt32(function.utf8.count), text: line)
    payload(Array(file.utf8) + Array(function.utf8))
    sites[place] = number
    return number
  }

  public mutating func text(_ text: String) -> UInt32 {
    let number = slot(34, place: UInt32(text.utf8.count), block: UInt64(text.utf8.count))
    payload(Array(text.utf8))
    return number
  }

  public mutating func thread(_ ordinal: UInt32, name: String = "") {
    slot(35, place: UInt32(name.utf8.count), block: 1000 + UInt64(ordinal), thread: ordinal)
    payload(Array(name.utf8))
  }

  // MARK: Events

  public mutating func make(_ type: UInt32, at place: String) -> UInt32 {
    let place = site(place)
    nextBlock += 0x40
    let handle = slot(1, place: place, text: type, count: 1, block: nextBlock)
    blocks[handle] = nextBlock
    counts[nextBlock] = 1
    return handle
  }

  public mutating func clone(_ handle: UInt32, at place: String) -> UInt32 {
    let place = site(place)
    let block = blocks[handle]!
    counts[block]! += 1
    let clone = slot(2, place: place, handle: handle, count: counts[block]!, block: block)
    blocks[clone] = block
    return clone
  }

  public mutating func drop(_ handle: UInt32) {
    let block = blocks[handle]!
    counts[block]! -= 1
    slot(3, handle: handle, count: counts[block]!, block: block)
    if counts[block] == 0 { slot(4, handle: handle, block: block) }
  }

  public mutating func intoRaw(_ handle: UInt32, at place: String) {
    let place = site(place)
    slot(5, place: place, handle: handle, count: counts[blocks[handle]!]!, block: blocks[handle]!)
  }

  public mutating func fromRaw(_ source: UInt32, of handle: UInt32, at place: String) -> UInt32 {
    let place = site(place)
    let block = blocks[handle]!
    let taken = slot(6, place: place, handle: source, count: counts[block]!, block: block)
    blocks[taken] = block
    return taken
  }

  public mutating func label(_ handle: UInt32, _ label: String, at place: String = "App/Label.swift:1") {
    let text = text(label)
    let place = site(place)
    slot(8, place: place, handle: handle, text: text, count: counts[blocks[handle]!]!, block: blocks[handle]!)
  }

  @discardableResult
  public mutating func mark(_ name: String, at place: String = "App/Marks.swift:1") -> UInt32 {
    let text = text(name)
    let place = site(place)
    return slot(9, place: place, text: text)
  }

  public func block(of handle: UInt32) -> UInt64 { blocks[handle]! }

  /// A search that finds handles inside objects, which are named by the handles that were made with them.
  public mutating func search(
    for mark: UInt32 = 0, reason: UInt32 = 3, finding: [(handle: UInt32, inside: UInt32)]
  ) {
    let search = slot(48, handle: mark, count: reason, block: UInt64(blocks.count))
    for (handle, holder) in finding {
      slot(49, place: 1, handle: handle, text: holder, block: blocks[holder]!)
    }
    slot(50, handle: search, block: UInt64(finding.count))
  }

  public mutating func end(_ reason: UInt32 = 1) { slot(64, count: reason) }

  // MARK: The file

  /// The whole file.
  public var bytes: [UInt8] { header() + slots.flatMap(\.self) }

  public func header(
    mark: [UInt8] = [0x89, 0x58, 0x52, 0x45, 0x46, 0x0D, 0x0A, 0x1A], version: UInt32 = 1, next: UInt64? = nil
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 4096)
    func put(_ number: UInt64, at offset: Int, bytes: Int) {
      for index in 0..<bytes {
        header[offset + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
      }
    }
    header.replaceSubrange(0..<8, with: mark)
    put(UInt64(version), at: 8, bytes: 4)
    put(4096, at: 12, bytes: 4)
    put(32, at: 16, bytes: 4)
    put(UInt64(state), at: 20, bytes: 4)
    put(4711, at: 24, bytes: 4)
    put(UInt64(cut), at: 28, bytes: 4)
    put(1_700_000_000_000_000_000, at: 32, bytes: 8)
    let end = next ?? UInt64(self.next)
    if state == 2 { put(end, at: 40, bytes: 8) }
    if cut != 0 {
      put(end, at: 48, bytes: 8)
      put(end, at: 56, bytes: 8)
      put(1234, at: 72, bytes: 4)
    }
    if state == 1 { put(end, at: 64, bytes: 8) }
    put(1 << 30, at: 80, bytes: 8)
    for (kind, count) in lost { put(count, at: 128 + 8 * kind, bytes: 8) }
    let program = Array("/srv/app/server".utf8)
    put(UInt64(program.count), at: 256, bytes: 4)
    header.replaceSubrange(260..<260 + program.count, with: program)
    return header
  }
}

extension TraceBuilder {
  /// A cache that holds nodes, of which two hold each other, and one in a raw pointer.
  public static var server: TraceBuilder {
    var trace = TraceBuilder()
    trace.thread(1, name: "main")
    trace.thread(2)
    let cache = trace.type("App.Cache", size: 32)
    let node = trace.type("App.Node", size: 16, isClass: true)
    let holder = trace.make(cache, at: "App/Cache.swift:5")
    trace.label(holder, "the cache")
    trace.mark("start")
    trace.time = 100
    trace.thread = 2
    var inside: [(UInt32, UInt32)] = []
    for _ in 0..<4 {
      let handle = trace.make(node, at: "App/Server.swift:42")
      inside.append((trace.clone(handle, at: "App/Cache.swift:17"), holder))
      trace.drop(handle)
    }
    trace.mark("served")
    let ada = trace.make(node, at: "App/Friends.swift:1")
    let grace = trace.make(node, at: "App/Friends.swift:2")
    inside.append((trace.clone(grace, at: "App/Friends.swift:3"), ada))
    inside.append((trace.clone(ada, at: "App/Friends.swift:4"), grace))
    trace.drop(ada)
    trace.drop(grace)
    let context = trace.make(node, at: "App/Timers.swift:7")
    trace.intoRaw(context, at: "App/Timers.swift:8")
    trace.time = 2_100
    trace.search(finding: inside)
    trace.end()
    return trace
  }
}
