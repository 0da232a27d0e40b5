/// What a trace's log adds up to.
public struct Log {
  /// A handle, or a count in a raw pointer.
  public struct Owner {
    public let handle: UInt32
    /// Its object, by number; 0 when it is older than the trace.
    public let object: UInt32
    public let block: UInt64
    /// Its place, by number; 0 when there is none.
    public let taken: UInt32
    public var label: String?
    public var isRaw = false
    public var isReleased = false
    public var thread: UInt32
  }

  public struct Object {
    public let number: UInt32
    public let type: String
    /// Its place, by number; 0 when there is none.
    public let made: UInt32
    public let block: UInt64
    fileprivate var changes: [(count: UInt32, delta: Int)] = []
    fileprivate var isDestroyed = false
  }

  public private(set) var objects: [UInt32: Object] = [:]
  /// Those that live at the end.
  public private(set) var owners: [UInt32: Owner] = [:]
  /// By the handle that was found, the object in which the last search found it, and how: `value+8`, `instance+40`.
  public private(set) var insides: [UInt32: (object: UInt32, at: String)] = [:]
  public private(set) var marks: [String] = []
  public private(set) var threads: [UInt32: String] = [:]
  public private(set) var types: [UInt32: String] = [:]
  public private(set) var sites: [UInt32: TraceFile.Slot] = [:]
  public private(set) var texts: [UInt32: String] = [:]
  public private(set) var events = [Int](repeating: 0, count: 16)
  public private(set) var end: UInt32?
  public private(set) var searches: [UInt32] = []
  /// How many objects have counts that do not follow from one another, whatever their order.
  public private(set) var broken = 0

  public var liveObjects: [Object] {
    objects.values.filter { !$0.isDestroyed }.sorted { $0.number < $1.number }
  }

  private var liveAt: [UInt64: UInt32] = [:]
  private var nextOld: UInt32 = 1

  public init(_ trace: TraceFile) throws {
    for slot in trace.slots {
      guard end == nil else { throw TraceFile.Damage("slot \(slot.number) is behind the end") }
      try take(slot, of: trace)
    }
    for object in objects.values where !follows(object) { broken += 1 }
  }

  private func find<T>(_ number: UInt32, in table: [UInt32: T], _ slot: TraceFile.Slot) throws -> T? {
    guard number != 0 else { return nil }
    guard let found = table[number] else {
      throw TraceFile.Damage("slot \(slot.number) names \(number), which was not introduced")
    }
    return found
  }

  private mutating func take(_ slot: TraceFile.Slot, of trace: TraceFile) throws {
    switch slot.kind {
    case .type: types[slot.number] = try trace.text(slot)
    case .place: sites[slot.number] = slot
    case .text: texts[slot.number] = try trace.text(slot)
    case .thread:
      guard threads.updateValue(try trace.text(slot), forKey: slot.thread) == nil else {
        throw TraceFile.Damage("thread \(slot.thread) is introduced twice")
      }
    case .more: break
    case .search: searches.append(slot.count)
    case .inside:
      insides[slot.handle] = (slot.text, "\(slot.place == 0 ? "value" : "instance")+\(slot.count)")
    case .searched: break
    case .end: end = slot.count
    case .mark: marks.append(try find(slot.text, in: texts, slot) ?? "")
    default: try takeEvent(slot)
    }
    if slot.kind.rawValue < 16 {
      events[Int(slot.kind.rawValue)] += 1
      guard threads[slot.thread] != nil else {
        throw TraceFile.Damage("slot \(slot.number): a thread unknown")
      }
    }
  }

  private mutating func takeEvent(_ slot: TraceFile.Slot) throws {
    _ = try find(slot.place, in: sites, slot)
    let site = slot.place
    if slot.kind == .made {
      guard liveAt[slot.block] == nil else {
        throw TraceFile.Damage("slot \(slot.number): the block is in use")
      }
      guard let type = try find(slot.text, in: types, slot) else {
        throw TraceFile.Damage("\(slot.number): no type")
      }
      objects[slot.number] = Object(number: slot.number, type: type, made: site, block: slot.block)
      liveAt[slot.block] = slot.number
    }
    let isKnown = slot.handle != 0 && slot.kind != .destroyed
    if isKnown, owners[slot.handle]?.block != slot.block {
      throw TraceFile.Damage("slot \(slot.number), \(slot.kind): handle \(slot.handle) does not live")
    }
    if liveAt[slot.block] == nil {
      guard slot.handle == 0, let type = try find(slot.text, in: types, slot) else {
        throw TraceFile.Damage("slot \(slot.number), \(slot.kind): no object there")
      }
      // Older than the trace. Its number is one that no slot has.
      liveAt[slot.block] = nextOld
      objects[nextOld] = Object(number: nextOld, type: type, made: 0, block: slot.block)
      nextOld += 1
    }
    let object = liveAt[slot.block]!
    let isOld = object < 128
    func owner() -> Owner {
      Owner(
        handle: slot.number, object: isOld ? 0 : object, block: slot.block, taken: site, thread: slot.thread)
    }
    switch slot.kind {
    case .made:
      owners[slot.number] = owner()
      objects[object]!.changes.append((slot.count, 1))
    case .cloned, .clonedFromRaw:
      owners[slot.number] = owner()
      objects[object]!.changes.append((slot.count, 1))
    case .dropped:
      if slot.handle != 0 {
        guard owners.removeValue(forKey: slot.handle)?.isRaw == false else {
          throw TraceFile.Damage("slot \(slot.number): what is dropped is a raw pointer's")
        }
      }
      objects[object]!.changes.append((slot.count, -1))
    case .destroyed:
      objects[object]!.isDestroyed = true
      liveAt[slot.block] = nil
    case .intoRaw: owners[slot.handle]?.isRaw = true
    case .released: owners[slot.handle]?.isReleased = true
    case .fromRaw:
      let held =
        slot.handle != 0
        ? slot.handle
        : owners.values.filter { $0.block == slot.block && $0.isRaw && !$0.isReleased }.map(\.handle).min()
      if let held {
        guard owners.removeValue(forKey: held)?.isRaw == true else {
          throw TraceFile.Damage("slot \(slot.number): handle \(held) is in no raw pointer")
        }
      }
      owners[slot.number] = owner()
    case .labelled:
      let label = try find(slot.text, in: texts, slot)
      owners[slot.handle]?.label = label
    default: break
    }
  }

  /// Whether an object's counts follow from one another in some order that calls on several threads may have had.
  private func follows(_ object: Object) -> Bool {
    guard object.number >= 128 else { return true }
    var count = 0
    var waiting: [(count: UInt32, delta: Int)] = []
    for change in object.changes {
      waiting.append(change)
      while let index = waiting.firstIndex(where: { Int($0.count) == count + $0.delta }) {
        count = Int(waiting.remove(at: index).count)
      }
    }
    return waiting.isEmpty && (!object.isDestroyed || count == 0)
  }
}
