#if Tracing
  internal import Synchronization

  // Which handle sits inside which value is found by looking: the words of each live value are compared with the block
  // addresses and numbers of handles. Which blocks are live, the log itself says; nothing is kept at each event for it.
  //
  // Other threads go on meanwhile, and may free what is being read. So memory is read by a system call that fails where
  // there is none, and what was found counts only if the block was alive still when it had been read: its destruction is
  // in the log before its memory is given back.

  /// What is known of the log's live blocks, and where the log has been read to.
  struct Search: ~Copyable {
    struct Live {
      /// The slot that made the object; 0 when it is older than the trace.
      var object: UInt32
      var type: UInt32
    }

    private(set) var live: [UInt: Live] = [:]
    /// How many of them were made while the trace was written.
    private(set) var count = 0
    private var reached = Format.firstSlot
    /// Slots before `reached` that were in flight.
    private var inFlight: [UInt64] = []

    /// How long searches took so far, in nanoseconds.
    fileprivate var spent: UInt64 = 0
    /// What searches for marks may take however short the program has run.
    fileprivate static let allowance: UInt64 = 50_000_000

    /// Reads the log up to its end.
    mutating func advance(in trace: borrowing Trace) {
      let end = trace.next
      for number in exchange(&inFlight, with: []) { take(number, in: trace) }
      while reached < end {
        take(reached, in: trace)
        reached += 1
      }
    }

    private mutating func take(_ number: UInt64, in trace: borrowing Trace) {
      guard let slot = unsafe Slot.read(number, in: trace.base) else { return inFlight.append(number) }
      let block = UInt(slot.block)
      switch slot.kind {
      case .made:
        if live.updateValue(Live(object: UInt32(number), type: slot.text), forKey: block)?.object ?? 0 == 0 {
          count += 1
        }
      case .destroyed:
        if let ended = live.removeValue(forKey: block), ended.object != 0 { count -= 1 }
      case .cloned, .dropped, .intoRaw, .fromRaw, .clonedFromRaw:
        // Only what concerns an object that may be older than the trace has a type.
        if slot.text != 0, live[block] == nil { live[block] = Live(object: 0, type: slot.text) }
      default: break
      }
    }

    /// Whether a block is still the same object's.
    func isLive(_ block: UInt, _ object: UInt32) -> Bool { live[block]?.object == object }
  }

  private func exchange<T>(_ variable: inout T, with value: T) -> T {
    let old = variable
    variable = value
    return old
  }

  extension Trace {
    enum Reason: UInt32 {
      case mark = 1
      case stop, exit, cut, asked
    }

    /// How many values live that were made while the trace was written.
    var liveCount: Int {
      searching.withLock { search in
        search.advance(in: self)
        return search.count
      }
    }

    /// Searches the values of live blocks for handles, and writes down what is found.
    ///
    /// - Parameter mark: The slot of the mark that asks for it. Such a search is left out when searches have taken more than
    ///   a twentieth of the time.
    func search(_ reason: Reason, mark: UInt32 = 0) {
      // Without waiting where this very thread may be in a search that has filled the file.
      if reason == .cut {
        _ = searching.withLockIfAvailable { self.search(reason, mark, &$0) }
      } else {
        searching.withLock { self.search(reason, mark, &$0) }
      }
    }

    private func search(_ reason: Reason, _ mark: UInt32, _ search: inout Search) {
      let start = SystemCalls.nanoseconds
      if reason == .mark, search.spent > Search.allowance + UInt64(time) * 1_000_000 / 20 { return }
      search.advance(in: self)
      guard
        let number = record(
          Slot(
            kind: .search, thread: thread, handle: mark, count: reason.rawValue,
            block: UInt64(search.live.count)))
      else { return }
      var finder = Finder(reading: search.live)
      finder.run(&search, in: self)
      _ = record(
        Slot(
          kind: .searched, thread: thread, handle: number, text: finder.withoutRoom, count: finder.unreadable,
          block: UInt64(finder.found)))
      search.spent += SystemCalls.nanoseconds - start
    }

    /// Writes a record of a search. Returns its number; nil when there is no room.
    fileprivate func record(_ slot: Slot) -> UInt32? {
      guard let number = reserveRecord() else { return nil }
      var slot = slot
      slot.time = time
      unsafe slot.write(number, in: base)
      return UInt32(truncatingIfNeeded: number)
    }

    /// The block of the handle that a number names; nil when it names none of this trace's.
    fileprivate func block(ofHandle number: UInt64) -> UInt? {
      let slot = number & 0xFFFF_FFFF
      guard number >> 32 == generation, slot >= Format.firstSlot, slot < next,
        let made = unsafe Slot.read(slot, in: base), made.kind.makesHandle
      else { return nil }
      return UInt(made.block)
    }
  }

  /// One walk over the live values.
  @safe
  private struct Finder: ~Copyable {
    private var targets: [(block: UInt, live: Search.Live)]
    private(set) var found = 0
    private(set) var unreadable: UInt32 = 0
    private(set) var withoutRoom: UInt32 = 0

    /// A handle that was found.
    private struct Finding {
      let handle: UInt32
      let holder: (block: UInt, object: UInt32)
      let offset: Int
      let isInInstance: Bool
    }

    private let memory = SystemCalls.OwnMemory()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Finder.pieceSize, alignment: 8)
    /// The sizes of instances, by class.
    private var instanceSizes: [UInt: Int] = [:]
    private var findings: [Finding] = []

    /// How much is read at once.
    private static let pieceSize = 1 << 16
    /// How many values are read before what was found is checked and written.
    private static let batch = 4096

    init(reading live: [UInt: Search.Live]) { targets = live.map { ($0.key, $0.value) } }

    deinit {
      memory.close()
      unsafe buffer.deallocate()
    }

    mutating func run(_ search: inout Search, in trace: borrowing Trace) {
      for start in stride(from: 0, to: targets.count, by: Finder.batch) {
        for (block, live) in targets[start..<min(start + Finder.batch, targets.count)] {
          look(at: block, live, trace)
        }
        search.advance(in: trace)
        for finding in findings where search.isLive(finding.holder.block, finding.holder.object) {
          let slot = Slot(
            kind: .inside, thread: trace.thread, place: finding.isInInstance ? 1 : 0, handle: finding.handle,
            text: finding.holder.object, count: UInt32(clamping: finding.offset),
            block: UInt64(finding.holder.block))
          if trace.record(slot) == nil { withoutRoom += 1 }
          found += 1
        }
        findings.removeAll(keepingCapacity: true)
      }
    }

    private mutating func look(at block: UInt, _ live: Search.Live, _ trace: borrowing Trace) {
      guard let type = unsafe Slot.read(UInt64(live.type), in: trace.base), type.kind == .type else {
        unreadable += 1
        return
      }
      let value = block + UInt(VMExternRef.Layout(valueSize: 0, valueAlignment: Int(type.count)).valueOffset)
      let holder = (block, live.object)
      if type.text & 1 == 0 {
        if !scan(value, Int(type.block), holder, isInstance: false, trace) { unreadable += 1 }
      } else if let instance = word(value), let size = instanceSize(instance) {
        if !scan(instance, size, holder, isInstance: true, trace) { unreadable += 1 }
      } else {
        unreadable += 1
      }
    }

    private func word(_ address: UInt) -> UInt? {
      var word: UInt = 0
      let isThere = unsafe withUnsafeMutableBytes(of: &word) { unsafe memory.read(address, into: $0) }
      return isThere ? word : nil
    }

    /// The size of an instance, out of what describes its class. Where the instance has gone meanwhile, what is read is no
    /// class, and any answer will do that is not absurd.
    private mutating func instanceSize(_ instance: UInt) -> Int? {
      guard let described = word(instance) else { return nil }
      if let size = instanceSizes[described] { return size }
      // The size is 32 bits, behind the kind, the superclass, what Objective-C wants, the flags, and the offset of the
      // instance's address in it.
      #if _runtime(_ObjC)
        let offset: UInt = 48
      #else
        let offset: UInt = 24
      #endif
      guard described & 7 == 0, described > 4096, let word = word(described &+ offset) else { return nil }
      let size = Int(word & 0xFFFF_FFFF)
      guard (16...1 << 24).contains(size) else { return nil }
      instanceSizes[described] = size
      return size
    }

    /// Looks for handles in some memory.
    ///
    /// - Returns: Whether it could be read.
    private mutating func scan(
      _ start: UInt, _ size: Int, _ holder: (UInt, UInt32), isInstance: Bool, _ trace: borrowing Trace
    ) -> Bool {
      var offset = 0
      while offset + 16 <= size {
        let count = min(size - offset, Finder.pieceSize)
        let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count])
        guard unsafe memory.read(start + UInt(offset), into: piece) else { return false }
        for index in stride(from: 0, through: count - 16, by: 8) {
          let number = unsafe piece.load(fromByteOffset: index + 8, as: UInt64.self)
          let block = unsafe piece.load(fromByteOffset: index, as: UInt.self)
          guard number >> 32 == trace.generation, block != 0, trace.block(ofHandle: number) == block else {
            continue
          }
          findings.append(
            Finding(
              handle: UInt32(truncatingIfNeeded: number), holder: holder, offset: offset + index,
              isInInstance: isInstance))
        }
        // A handle may lie across two pieces.
        offset += count == Finder.pieceSize ? count - 8 : count
      }
      return true
    }
  }
#endif
