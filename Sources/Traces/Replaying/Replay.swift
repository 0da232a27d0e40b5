/// A traced program as it stood at a moment: what the slots of its trace lead to, one after the other.
///
/// It is a value: a copy is a moment that can be gone on from. Names and texts are numbers here, which the
/// ``Catalogue`` knows.
struct Replay {
  /// An owner of a count: a handle, or the raw pointer that it went into.
  struct Handle {
    /// The object's number.
    var object: UInt32 = 0
    var number: UInt32 = 0
    /// A place in the catalogue; 0 is none.
    var site: UInt32 = 0
    /// For a raw pointer: where the handle was taken that went in.
    var origin: UInt32 = 0
    /// The slot of a text; 0 is none.
    var label: UInt32 = 0
    var thread: UInt32 = 0
    /// The number of the object that it was found in, and of the search that found it.
    var inside: UInt32 = 0
    var search: UInt32 = 0
    var time: Int64 = 0
    var isRaw = false
    /// What held the raw pointer has said that it is done with it.
    var isReleased = false
  }

  struct Object {
    /// The first slot that has to do with it, and the number of that event.
    var slot: UInt32 = 0
    var event: UInt32 = 0
    var type: UInt32 = 0
    var site: UInt32 = 0
    var thread: UInt32 = 0
    /// The count, as the latest event that changed it noted it.
    var count: UInt32 = 0
    var isOlder = false
    var time: Int64 = 0
    var block: UInt64 = 0
  }

  /// What the handles that one place took have been through.
  struct SiteCounts {
    var made: UInt32 = 0
    var cloned: UInt32 = 0
    var dropped: UInt32 = 0
    var live: Int32 = 0
    var peak: Int32 = 0
  }

  /// What cannot be told, and why.
  struct Losses: Equatable {
    /// Slots that were reserved and never filled.
    var inFlight = 0
    /// Events of handles that no slot before them made, and slots of no known kind.
    var damaged = 0
    /// Jumps of a count that no event explains.
    var jumps = 0
  }

  /// What an event did.
  struct Step {
    var kind = Slot.Kind.mark
    var object: UInt32 = 0
    var type: UInt32 = 0
    /// The owner that gave its count up, or was labelled; and the one that got it.
    var old: Handle?
    var new: Handle?
    var before: UInt32 = 0
    var after: UInt32 = 0
    var place: UInt32 = 0
    var text: UInt32 = 0
    var thread: UInt32 = 0
    var time: Int64 = 0
  }

  /// The next slot to take in.
  private(set) var nextSlot = Slot.first
  private(set) var eventCount = 0
  /// Milliseconds since the trace began, of the latest event.
  private(set) var time: Int64 = 0
  /// By the slot that introduced them.
  private(set) var handles = NumberTable<Handle>(filler: Handle())
  /// By number.
  private(set) var objects = NumberTable<Object>(filler: Object())
  private(set) var sites: [SiteCounts] = []
  /// Counts that no place is known for.
  private(set) var unplaced = SiteCounts()
  private(set) var losses = Losses()
  /// The search that was complete last.
  private(set) var lastSearch: UInt32 = 0
  /// How the program ended the trace: 0 where it did not.
  private(set) var endReason: UInt32 = 0
  /// How many objects the program has made, and counts it has taken.
  private(set) var objectCount: UInt32 = 0
  private(set) var handleCount: UInt32 = 0

  /// The living object at an address.
  private var blocks: [UInt64: UInt32] = [:]
  private var currentSearch: UInt32 = 0
  private var searchCount: UInt32 = 0
  private var threadCount: UInt32 = 0
  /// Events of an object that are ahead of one that has not come: the counts that they noted.
  private var ahead: [UInt32: [(count: UInt32, change: Int32)]] = [:]
  /// The owners of an object that went into raw pointers, oldest first, by their slots; some are gone.
  private var rawOwners: [UInt32: ArraySlice<UInt32>] = [:]

  /// How large a copy of this is, about: in values of a table.
  var weight: Int { handles.count + objects.count * 2 + sites.count }

  // MARK: Taking in

  /// Goes on behind a slot that only names things.
  mutating func skip() { nextSlot += 1 }

  /// Takes in a slot that was never filled.
  mutating func noteInFlight() {
    losses.inFlight += 1
    nextSlot += 1
  }

  mutating func noteDamage() {
    losses.damaged += 1
    nextSlot += 1
  }

  /// Takes in a slot that is no event.
  mutating func note(_ slot: Slot) {
    defer { nextSlot += 1 }
    switch slot.kind {
    case .search:
      advanceTime(to: slot.time)
      searchCount += 1
      currentSearch = searchCount
    case .inside:
      guard currentSearch > 0, let index = handles.index(of: slot.handle), let holder = holder(of: slot)
      else { return }
      handles[at: index].inside = holder
      handles[at: index].search = currentSearch
    case .searched:
      lastSearch = currentSearch
      currentSearch = 0
    case .end:
      advanceTime(to: slot.time)
      endReason = slot.count
    default:
      break
    }
  }

  /// The object in which a search found something.
  private func holder(of slot: Slot) -> UInt32? {
    guard let holder = blocks[slot.block], let index = objects.index(of: holder) else { return nil }
    return slot.text == 0 || objects[at: index].slot == slot.text ? holder : nil
  }

  /// The object that a handle is in, as far as the searches know.
  func inside(_ handle: Handle) -> UInt32 {
    handle.inside != 0 && handle.search >= lastSearch && objects.index(of: handle.inside) != nil
      ? handle.inside : 0
  }

  /// Takes in an event.
  ///
  /// - Complexity: O(1) on average.
  mutating func apply(_ slot: Slot, _ kind: Slot.Kind, in catalogue: Catalogue) -> Step {
    let key = UInt32(nextSlot)
    nextSlot += 1
    eventCount += 1
    advanceTime(to: slot.time)
    if slot.thread > threadCount, slot.thread != Slot.unnumberedThread { threadCount = slot.thread }
    var step = Step()
    step.kind = kind
    step.thread = slot.thread
    step.time = time
    switch kind {
    case .made:
      let object = begin(slot, key, isOlder: false, in: catalogue)
      step.new = take(object, slot, key, in: catalogue)
      step.after = slot.count
      count(step.new!.site) { $0.made += 1 }
      finish(&step, object)
    case .cloned, .clonedFromRaw:
      let object = object(of: slot, key, in: catalogue)
      step.new = take(object, slot, key, in: catalogue)
      setCount(of: object, to: slot.count, change: 1)
      step.before = slot.count == .max ? slot.count : slot.count &- 1
      step.after = slot.count
      count(step.new!.site) { $0.cloned += 1 }
      finish(&step, object)
    case .dropped:
      let object = object(of: slot, key, in: catalogue)
      step.old = release(slot.handle)
      setCount(of: object, to: slot.count, change: -1)
      step.before = slot.count == .max ? slot.count : slot.count &+ 1
      step.after = slot.count
      if let old = step.old { count(old.site) { $0.dropped += 1 } }
      finish(&step, object)
    case .destroyed:
      let object = object(of: slot, key, in: catalogue)
      // It is gone already, unless the event of its drop was lost.
      if let old = release(slot.handle) { count(old.site) { $0.dropped += 1 } }
      finish(&step, object)
      end(object)
    case .intoRaw:
      let object = object(of: slot, key, in: catalogue)
      step.old = release(slot.handle)
      var raw = take(object, slot, key, in: catalogue, isNew: step.old == nil)
      raw.number = step.old?.number ?? raw.number
      raw.isRaw = true
      raw.label = step.old?.label ?? 0
      if let taken = step.old?.site, taken != 0 {
        // An engine moves handles into raw pointers for the program, whose own place says more.
        if catalogue.isOfLibrary(raw.site) { raw.site = taken } else { raw.origin = taken }
      }
      store(raw, slot: slot.handle == 0 ? key : slot.handle, taking: key)
      rawOwners[object, default: []].append(slot.handle == 0 ? key : slot.handle)
      step.new = raw
      step.before = slot.count
      step.after = slot.count
      finish(&step, object)
    case .fromRaw:
      let object = object(of: slot, key, in: catalogue)
      let source = slot.handle != 0 ? slot.handle : oldestRaw(of: object)
      step.old = source.flatMap { release($0) }
      step.new = take(object, slot, key, in: catalogue)
      step.before = slot.count
      step.after = slot.count
      finish(&step, object)
    case .labelled:
      let object = object(of: slot, key, in: catalogue)
      if let index = handles.index(of: slot.handle) {
        step.old = handles[at: index]
        handles[at: index].label = slot.text
        step.new = handles[at: index]
      }
      step.before = slot.count
      step.after = slot.count
      finish(&step, object)
    case .released:
      let object = object(of: slot, key, in: catalogue)
      if let index = handles.index(of: slot.handle) {
        handles[at: index].isReleased = true
        step.old = handles[at: index]
      }
      step.before = slot.count
      step.after = slot.count
      finish(&step, object)
    default:
      break
    }
    step.text = kind == .mark || kind == .labelled ? slot.text : 0
    step.place = catalogue.site(slot.place)
    return step
  }

  private func finish(_ step: inout Step, _ object: UInt32) {
    step.object = object
    if let index = objects.index(of: object) { step.type = objects[at: index].type }
  }

  /// Time is told modulo 2³².
  private mutating func advanceTime(to low: UInt32) {
    var full = time & ~0xFFFF_FFFF | Int64(low)
    if full + 0x8000_0000 < time { full += 0x1_0000_0000 }
    // Threads write at once: a slot may be a little younger than the one behind it.
    if full > time, full - time < 0x8000_0000 || eventCount <= 1 { time = full }
  }

  // MARK: Objects

  /// The object that an event is about; one that is older than the trace begins with it.
  private mutating func object(of slot: Slot, _ key: UInt32, in catalogue: Catalogue) -> UInt32 {
    if slot.handle != 0 {
      if let index = handles.index(of: slot.handle) { return handles[at: index].object }
      // The drop before took the handle away; the object is the one at the block.
      if slot.kind != .destroyed { losses.damaged += 1 }
    }
    if let object = blocks[slot.block] { return object }
    return begin(slot, key, isOlder: true, in: catalogue)
  }

  private mutating func begin(
    _ slot: Slot, _ key: UInt32, isOlder: Bool, in catalogue: Catalogue
  ) -> UInt32 {
    if !isOlder, let stale = blocks[slot.block] {
      // Its end was lost.
      losses.jumps += 1
      end(stale)
    }
    objectCount += 1
    var object = Object()
    object.slot = key
    object.event = UInt32(truncatingIfNeeded: eventCount)
    object.type = slot.kind == .labelled ? 0 : catalogue.type(slot.text)
    object.site = isOlder ? 0 : catalogue.site(slot.place)
    object.thread = slot.thread
    object.isOlder = isOlder
    object.time = time
    object.block = slot.block
    object.count = slot.count
    if isOlder {
      switch slot.kind {
      case .cloned, .clonedFromRaw: object.count = slot.count &- 1
      case .dropped: object.count = slot.count == .max ? slot.count : slot.count + 1
      default: break
      }
    }
    objects.insert(object, for: objectCount)
    blocks[slot.block] = objectCount
    return objectCount
  }

  private mutating func end(_ object: UInt32) {
    guard let index = objects.index(of: object) else { return }
    let block = objects[at: index].block
    if blocks[block] == object { blocks[block] = nil }
    objects.remove(object)
    if !ahead.isEmpty, ahead.removeValue(forKey: object) != nil { losses.jumps += 1 }
    if !rawOwners.isEmpty { rawOwners[object] = nil }
  }

  /// Follows the counts of an object in the order in which they changed, where threads noted them in another.
  private mutating func setCount(of object: UInt32, to count: UInt32, change: Int32) {
    guard let index = objects.index(of: object) else { return }
    if count == .max || objects[at: index].count == .max {
      objects[at: index].count = count
      return
    }
    if Int64(objects[at: index].count) + Int64(change) == Int64(count) {
      objects[at: index].count = count
      if !ahead.isEmpty { catchUp(object, at: index) }
      return
    }
    ahead[object, default: []].append((count, change))
    // Of each thread at most one event can be on its way. When there are more, one was lost.
    guard let waiting = ahead[object], waiting.count > max(64, Int(threadCount)) else { return }
    losses.jumps += 1
    objects[at: index].count = waiting[0].count
    ahead[object] = Array(waiting.dropFirst())
    catchUp(object, at: index)
  }

  /// Takes in what was ahead and follows now.
  private mutating func catchUp(_ object: UInt32, at index: Int) {
    guard var waiting = ahead[object] else { return }
    while let next = waiting.firstIndex(where: {
      Int64(objects[at: index].count) + Int64($0.change) == Int64($0.count)
    }) {
      objects[at: index].count = waiting.remove(at: next).count
    }
    ahead[object] = waiting.isEmpty ? nil : waiting
  }

  /// The count of an object, as far as the trace knows: the one that the latest operation on it noted.
  func count(of number: UInt32, _ object: Object) -> UInt32 { ahead[number]?.last?.count ?? object.count }

  // MARK: Owners

  /// Enters an owner of a count.
  ///
  /// - Parameter isNew: whether it gets a number of its own.
  private mutating func take(
    _ object: UInt32, _ slot: Slot, _ key: UInt32, in catalogue: Catalogue, isNew: Bool = true
  ) -> Handle {
    var handle = Handle()
    handle.object = object
    if isNew { handleCount += 1 }
    handle.number = handleCount
    handle.site = catalogue.site(slot.place)
    handle.thread = slot.thread
    handle.time = time
    if slot.kind != .intoRaw { store(handle, slot: key, taking: key) }
    return handle
  }

  private mutating func store(_ handle: Handle, slot: UInt32, taking key: UInt32) {
    handles.insert(handle, for: slot)
    count(handle.site) {
      $0.live += 1
      if $0.live > $0.peak { $0.peak = $0.live }
    }
  }

  /// Takes an owner out.
  private mutating func release(_ slot: UInt32) -> Handle? {
    guard let index = handles.index(of: slot) else { return nil }
    let handle = handles[at: index]
    handles.remove(slot)
    count(handle.site) { $0.live -= 1 }
    return handle
  }

  /// Which raw pointer a `fromRaw` took that does not know it: all of an object have one address.
  private mutating func oldestRaw(of object: UInt32) -> UInt32? {
    guard var waiting = rawOwners[object] else { return nil }
    defer { rawOwners[object] = waiting.isEmpty ? nil : waiting }
    while let slot = waiting.popFirst() {
      // One that was released goes back by its own name.
      if let index = handles.index(of: slot), handles[at: index].isRaw, !handles[at: index].isReleased {
        return slot
      }
    }
    return nil
  }

  @inline(__always)
  private mutating func count(_ site: UInt32, _ body: (inout SiteCounts) -> Void) {
    if site == 0 { return body(&unplaced) }
    if Int(site) > sites.count {
      sites += repeatElement(SiteCounts(), count: Int(site) - sites.count)
    }
    body(&sites[Int(site) - 1])
  }
}
