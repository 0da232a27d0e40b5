#if Tracing
  internal import Synchronization

  /// A trace that is being written: a file, mapped into memory, whose slots threads reserve with one atomic addition.
  ///
  /// A trace is never freed. A thread that was just about to write when the trace ended still may.
  @safe
  struct Trace: ~Copyable {
    let base: UnsafeMutableRawPointer
    let file: SystemCalls.File
    /// Keeps the numbers of this trace apart from those of the process's other traces.
    let generation: UInt32
    let bound: Int
    private let start: UInt64
    private let threadWord: SystemCalls.ThreadWord

    /// The first slot that has no room in the file yet, or is not for events.
    private let ready = Atomic<UInt64>(0)
    private let growth: Mutex<Growth>
    private let threads = Atomic<UInt32>(0)

    /// The numbers of places by where their texts are and their line, and of types by where their descriptors are.
    let numbers = NumberTable()
    private let texts = Mutex<[String: UInt32]>([:])
    let searching = Mutex(Search())

    private struct Growth {
      /// The first slot that has no room in the file.
      var capacity: UInt64 = 0
      /// How many more slots the next piece has.
      var piece: UInt64 = Format.slots(1 << 18)
      var cut: Cut?
      /// With a cut, the next slot of the tail.
      var tail: UInt64 = 0
      var hasEnded = false
    }

    static let largestPiece = Format.slots(1 << 22)
    /// How many labels and marks are remembered, so as to be written once. Others are written each time.
    private static let rememberedTexts = 1 << 16

    enum Failure: Error {
      case open(SystemCalls.File.OpenFailure)
      case room(SystemCalls.File.GrowthFailure)
      case map(SystemCalls.Failure)
    }

    init(path: String, bound: Int, generation: UInt32, threadWord: SystemCalls.ThreadWord) throws(Failure) {
      let file: SystemCalls.File
      do { file = try SystemCalls.File(creating: path) } catch { throw .open(error) }
      var growth = Growth()
      do throws(SystemCalls.File.GrowthFailure) {
        // A piece for events, and one that is kept for the tail.
        let first = Format.headerSize + 2 * Int(growth.piece) * Format.slotSize
        try file.reserve(0..<min(first, bound))
        growth.capacity = Format.slots(min(first, bound))
      } catch {
        file.close(at: 0)
        throw .room(error)
      }
      do { unsafe base = try file.map(bound) } catch {
        file.close(at: 0)
        throw .map(error)
      }
      ready.store(growth.capacity - Trace.tailMinimum(bound), ordering: .relaxed)
      self.file = file
      self.bound = bound
      self.generation = generation
      self.threadWord = threadWord
      self.growth = Mutex(growth)
      start = SystemCalls.milliseconds
      writeHeader()
    }

    private func writeHeader() {
      func store<T: BitwiseCopyable>(_ value: T, _ offset: Int) {
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: T.self)
      }
      for (offset, byte) in Format.mark.enumerated() { store(byte, offset) }
      store(Format.version, Format.Offset.version)
      store(UInt32(Format.headerSize), Format.Offset.headerSize)
      store(UInt32(Format.slotSize), Format.Offset.slotSize)
      store(UInt32(bitPattern: SystemCalls.process), Format.Offset.process)
      store(SystemCalls.wallClock, Format.Offset.start)
      store(UInt64(bound), Format.Offset.bound)
      store(Format.firstSlot, Format.Offset.next)
      let program = SystemCalls.programPath.utf8.prefix(Format.headerSize - Format.Offset.program)
      store(UInt32(program.count), Format.Offset.programLength)
      for (index, byte) in program.enumerated() { store(byte, Format.Offset.program + index) }
      setState(1)
    }

    private func setState(_ state: UInt32) {
      unsafe (base + Format.Offset.state).assumingMemoryBound(to: Atomic<UInt32>.self).pointee
        .store(state, ordering: .releasing)
    }

    private func counter(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
      unsafe (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// The first slot that is not reserved.
    var next: UInt64 {
      min(
        unsafe counter(Format.Offset.next).pointee.load(ordering: .acquiring),
        ready.load(ordering: .acquiring))
    }

    /// How much of the bound is used, from 0 to 1.
    var fullness: Double { Double(Int(next) * Format.slotSize) / Double(bound) }

    /// Whether the recording of events has ended before the program did.
    var isCut: Bool {
      unsafe (base + Format.Offset.cut).assumingMemoryBound(to: Atomic<UInt32>.self).pointee
        .load(ordering: .acquiring) != 0
    }

    // MARK: Reserving

    /// Reserves slots that follow one another; nil when there is no room.
    ///
    /// *Relaxed* is enough. That the drop which destroys a value comes behind all other calls on it is in the count's own
    /// orderings: each reserves before it changes the count, and the last drop synchronises with all of them before it
    /// reserves for the destruction. All additions to one variable have one order, which agrees with that.
    @inline(__always)
    func reserve(_ count: UInt64 = 1) -> UInt64? {
      let first = unsafe counter(Format.Offset.next).pointee.wrappingAdd(count, ordering: .relaxed).oldValue
      let end = first &+ count
      if end <= ready.load(ordering: .acquiring) || makeRoom(until: end) { return first }
      return nil
    }

    /// Lets the file grow until slots before `end` have room. Ends the recording when it does not.
    @inline(never)
    private func makeRoom(until end: UInt64) -> Bool {
      let (hasRoom, isFirst) = growth.withLock { growth in
        while ready.load(ordering: .relaxed) < end {
          guard growth.cut == nil, !growth.hasEnded else { return (false, false) }
          if let (cut, error) = grow(&growth) {
            self.cut(cut, error, &growth)
            return (false, true)
          }
        }
        return (true, false)
      }
      if isFirst { search(.cut) }
      return hasRoom
    }

    /// The least that is kept for the tail.
    private static func tailMinimum(_ bound: Int) -> UInt64 {
      min(Format.slots(bound / 16), Format.slots(1 << 18))
    }

    /// Lets the file grow by a piece. Returns why it does not.
    private func grow(_ growth: inout Growth) -> (Cut, SystemCalls.Failure)? {
      let limit = Format.slots(bound - bound / 16)
      let kept = Trace.tailMinimum(bound)
      let reached = ready.load(ordering: .relaxed)
      guard reached < limit else { return (.bound, SystemCalls.Failure(number: 0)) }
      let wanted = min(reached + growth.piece, limit)
      if wanted + kept > growth.capacity {
        if let failure = reserveRoom(until: wanted + kept, &growth) { return failure }
      }
      growth.piece = min(growth.piece * 2, Trace.largestPiece)
      ready.store(wanted, ordering: .releasing)
      return nil
    }

    private func reserveRoom(until end: UInt64, _ growth: inout Growth) -> (Cut, SystemCalls.Failure)? {
      do throws(SystemCalls.File.GrowthFailure) {
        try file.reserve(Int(growth.capacity) * Format.slotSize..<Int(end) * Format.slotSize)
        growth.capacity = end
        return nil
      } catch {
        switch error {
        case .full(let failure): return (.diskFull, failure)
        case .sizeLimit(let failure): return (.fileSizeLimit, failure)
        case .other(let failure): return (.other, failure)
        }
      }
    }

    /// Ends the recording of events. What is kept for the tail is for what is written now.
    private func cut(_ cut: Cut, _ error: SystemCalls.Failure, _ growth: inout Growth) {
      growth.cut = cut
      growth.tail = ready.load(ordering: .relaxed)
      // The bound has a share for the tail that may be larger than what is in the file. If the disk has it, good.
      if cut == .bound { _ = reserveRoom(until: Format.slots(bound), &growth) }
      unsafe base.storeBytes(of: time, toByteOffset: Format.Offset.cutTime, as: UInt32.self)
      unsafe base.storeBytes(
        of: UInt32(bitPattern: error.number), toByteOffset: Format.Offset.cutError, as: UInt32.self)
      unsafe base.storeBytes(of: growth.tail, toByteOffset: Format.Offset.tail, as: UInt64.self)
      unsafe base.storeBytes(of: growth.tail, toByteOffset: Format.Offset.tailEnd, as: UInt64.self)
      unsafe (base + Format.Offset.cut).assumingMemoryBound(to: Atomic<UInt32>.self).pointee
        .store(cut.rawValue, ordering: .releasing)
    }

    /// Reserves a slot for what a search says or for the end: in the tail, when there is one.
    func reserveRecord() -> UInt64? {
      if !isCut, let number = reserve() { return number }
      return growth.withLock { growth in
        // One is kept for the end.
        guard growth.cut != nil, !growth.hasEnded, growth.tail + 1 < growth.capacity else { return nil }
        growth.tail += 1
        unsafe counter(Format.Offset.tailEnd).pointee.store(growth.tail, ordering: .releasing)
        return growth.tail - 1
      }
    }

    // MARK: Writing

    /// Milliseconds since the trace began.
    @inline(__always)
    var time: UInt32 { UInt32(truncatingIfNeeded: SystemCalls.milliseconds &- start) }

    /// The ordinal of this thread. A thread that the trace does not know yet is introduced.
    @inline(__always)
    var thread: UInt32 {
      let word = threadWord.value
      if UInt32(truncatingIfNeeded: word >> 32) == generation { return UInt32(truncatingIfNeeded: word) }
      return introduceThread()
    }

    @inline(never)
    private func introduceThread() -> UInt32 {
      let ordinal = min(threads.wrappingAdd(1, ordering: .relaxed).newValue, Format.lastThread)
      threadWord.value = UInt(generation) << 32 | UInt(ordinal)
      let name = Array(SystemCalls.threadName.utf8)
      if ordinal < Format.lastThread {
        _ = introduce(
          Slot(kind: .thread, thread: ordinal, place: UInt32(name.count), block: SystemCalls.threadNumber),
          name)
      }
      return ordinal
    }

    /// Writes what introduces a type, a place, a text or a thread.
    ///
    /// - Returns: Its number; 0 when there is no room.
    func introduce(_ slot: Slot, _ payload: [UInt8]) -> UInt32 {
      let pieces = (payload.count + Format.payload - 1) / Format.payload
      guard let number = reserve(UInt64(1 + pieces)) else { return 0 }
      for piece in 0..<pieces {
        let start = piece * Format.payload
        let target = unsafe Slot.address(number + 1 + UInt64(piece), in: base)
        for offset in 0..<min(Format.payload, payload.count - start) {
          unsafe target.storeBytes(of: payload[start + offset], toByteOffset: 4 + offset, as: UInt8.self)
        }
        unsafe Slot.finish(target, UInt32(Kind.more.rawValue))
      }
      unsafe slot.write(number, in: base)
      return UInt32(truncatingIfNeeded: number)
    }

    /// Writes an event whose count is known when `change` has made the change that the event is about.
    ///
    /// - Returns: The event's number; 0 when there is no room. Then the change was made all the same.
    @inline(__always)
    func write(
      _ kind: Kind, place: UInt32 = 0, handle: UInt32 = 0, text: UInt32 = 0, block: UInt = 0,
      change: () -> Int
    ) -> UInt32 {
      let thread = thread
      guard let number = reserve() else {
        lose(kind)
        _ = change()
        return 0
      }
      let time = time
      let count = UInt32(clamping: change())
      unsafe Slot(
        kind: kind, thread: thread, place: place, handle: handle, text: text, count: count, time: time,
        block: UInt64(block)
      ).write(number, in: base)
      return UInt32(truncatingIfNeeded: number)
    }

    /// Counts an event that is not recorded.
    private func lose(_ kind: Kind) {
      guard isCut else { return }
      unsafe counter(Format.Offset.lost + 8 * Int(kind.rawValue)).pointee.add(1, ordering: .relaxed)
    }

    /// The number of a label or a mark's name.
    func number(ofText text: String) -> UInt32 {
      if let known = texts.withLock({ $0[text] }) { return known }
      var bytes = Array(text.utf8)
      let fullCount = bytes.count
      if fullCount > Format.longestText {
        var count = Format.longestText
        // Not within a character: those bytes begin with the bits 10.
        while count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 }
        bytes.removeSubrange(count...)
      }
      let number = introduce(
        Slot(kind: .text, thread: thread, place: UInt32(bytes.count), block: UInt64(fullCount)), bytes)
      if number != 0 {
        texts.withLock { if $0.count < Trace.rememberedTexts { $0[text] = number } }
      }
      return number
    }

    // MARK: The end

    enum End: UInt32 {
      case exit = 1
      case stop
    }

    /// Ends the trace. Events that come later are not recorded.
    func end(_ reason: End) {
      // Where the log ended earlier, blocks may have been freed that it says are live.
      if !isCut { search(reason == .exit ? .exit : .stop) }
      let thread = thread
      // No thread reserves behind this: the count is beyond all bounds.
      let reserved = unsafe counter(Format.Offset.next).pointee.exchange(
        1 << 48, ordering: .acquiringAndReleasing)
      let used = growth.withLock { growth -> UInt64? in
        guard !growth.hasEnded else { return nil }
        growth.hasEnded = true
        var number = reserved
        if growth.cut == nil, number >= ready.load(ordering: .relaxed),
          let (cut, error) = grow(&growth)
        {
          self.cut(cut, error, &growth)
        }
        if growth.cut != nil {
          number = growth.tail
          guard number < growth.capacity else { return number }
        }
        unsafe Slot(kind: .end, thread: thread, count: reason.rawValue, time: time).write(number, in: base)
        if growth.cut != nil {
          unsafe counter(Format.Offset.tailEnd).pointee.store(number + 1, ordering: .relaxed)
        }
        return number + 1
      }
      guard let used else { return }
      unsafe base.storeBytes(of: used, toByteOffset: Format.Offset.end, as: UInt64.self)
      setState(2)
      let byteCount = Int(used) * Format.slotSize
      file.close(at: byteCount)
      // Threads that have reserved a slot may be filling it still; behind these slots there is nothing to fill.
      unsafe SystemCalls.unmap(base, from: byteCount, to: bound)
    }
  }
#endif
