import ExternRef
import Synchronization
import TestSupport
import Testing

/// The count is exact, on one thread and on many.
struct CountingTests {
  @Test func `clones and drops are counted`() {
    let handle = VMExternRef(1)
    var clones: [Slot] = []
    for expected in 2...100 {
      clones.append(Slot(handle.clone()))
      #expect(handle.strongCount == expected)
    }
    while !clones.isEmpty {
      clones.removeLast()
      #expect(handle.strongCount == clones.count + 1)
    }
  }

  /// The last drop may find out by looking that it is the last, and takes nothing from the count then.
  @Test func `the only handle is dropped like the last of many`() {
    let tracker = LifetimeTracker()
    _ = VMExternRef(Tracked(tracker))
    #expect(tracker.destroyed == 1)
    let pointer: UnsafeMutableRawPointer
    do {
      let handle = VMExternRef(Tracked(tracker))
      unsafe pointer = handle.asRaw()
      // As code of another language takes a count of its own.
      unsafe pointer.storeBytes(of: 2, as: Int.self)
    }
    #expect(tracker.live == 1)
    _ = unsafe VMExternRef.fromRaw(pointer)
    #expect(tracker.destroyed == 2)
  }

  @Test func `the largest count is Int.max`() async {
    let handle = VMExternRef(1)
    let pointer = handle.asRaw()
    unsafe pointer.storeBytes(of: .max - 1, as: Int.self)
    do {
      let clone = handle.clone()
      #expect(clone.strongCount == .max)
    }
    #expect(handle.strongCount == .max - 1)
    unsafe pointer.storeBytes(of: 1, as: Int.self)
  }

  @Test func `a count past Int.max traps`() async {
    await #expect(processExitsWith: .failure) {
      let handle = VMExternRef(1)
      unsafe handle.asRaw().storeBytes(of: .max, as: Int.self)
      let clone = handle.clone()
      print(clone.strongCount)
    }
    await #expect(processExitsWith: .failure) {
      let handle = VMExternRef(1)
      unsafe handle.asRaw().storeBytes(of: .max, as: Int.self)
      let clone = unsafe VMExternRef.cloneFromRaw(handle.asRaw())
      print(clone.strongCount)
    }
  }

  static let threadCounts = [1, 2, 4, 8, 16]

  @Test(arguments: threadCounts)
  func `threads clone and drop one handle`(threads: Int) {
    let tracker = LifetimeTracker()
    do {
      let handle = VMExternRef(Tracked(tracker))
      onThreads(threads) { _ in
        for _ in 0..<5_000 {
          let clone = handle.clone()
          let nested = clone.clone()
          precondition(nested.strongCount >= 3)
        }
      }
      #expect(handle.strongCount == 1)
      #expect(tracker.destroyed == 0)
    }
    #expect(tracker.destroyed == 1)
  }

  /// Each thread holds clones of its own for a while, so that the drops of one meet the clones of another.
  @Test(arguments: threadCounts)
  func `threads hold clones`(threads: Int) {
    let tracker = LifetimeTracker()
    do {
      let handle = VMExternRef(Tracked(tracker))
      onThreads(threads) { number in
        for round in 0..<100 {
          let clones = (0...(number + round) % 17).map { _ in Slot(handle.clone()) }
          precondition(handle.strongCount > clones.count)
        }
      }
      #expect(handle.strongCount == 1)
    }
    #expect(tracker.destroyed == 1)
  }

  /// One plain word for each thread, with nothing that orders the writes of one before the reads of another.
  @safe struct Marks: ~Copyable, @unchecked Sendable {
    private let words: UnsafeMutablePointer<Int>

    init(_ count: Int) {
      unsafe words = .allocate(capacity: count)
      unsafe words.initialize(repeating: 0, count: count)
    }

    deinit { unsafe words.deallocate() }

    func set(_ number: Int) { unsafe words[number] = 1 }

    func isSet(_ number: Int) -> Bool { unsafe words[number] == 1 }
  }

  /// Remembers the thread that destroys it.
  struct LastWord: ~Copyable, Sendable {
    final class Listener: Sendable {
      let thread = Atomic<UInt>(0)
    }

    let listener: Listener

    deinit { listener.thread.store(currentThread, ordering: .relaxed) }
  }

  /// Any of the drops may be the last one, and the thread whose drop it was reads what all the others wrote.
  /// That they wrote it before is for the count alone to see to. ThreadSanitizer tells if it does not; it
  /// ignores what happens in a deinit, and so the reading is done after it.
  @Test(arguments: threadCounts)
  func `the last drop sees what all others did`(threads: Int) {
    for _ in 0..<100 {
      let marks = Marks(threads)
      let listener = LastWord.Listener()
      let addresses: [UInt]
      do {
        let handle = VMExternRef(LastWord(listener: listener))
        addresses = (0..<threads).map { _ in UInt(bitPattern: handle.clone().intoRaw()) }
      }
      let readers = Atomic(0)
      onThreads(threads) { number in
        marks.set(number)
        _ = unsafe VMExternRef.fromRaw(UnsafeMutableRawPointer(bitPattern: addresses[number])!)
        guard listener.thread.load(ordering: .relaxed) == currentThread else { return }
        readers.add(1, ordering: .relaxed)
        for other in 0..<threads { precondition(marks.isSet(other)) }
      }
      #expect(readers.load(ordering: .relaxed) == 1)
    }
  }

  @Test(arguments: threadCounts)
  func `threads make and drop handles of their own`(threads: Int) {
    let tracker = LifetimeTracker()
    onThreads(threads) { number in
      for round in 0..<1_000 {
        let handle = VMExternRef(Tracked(tracker, payload: round))
        let clone = handle.clone()
        precondition(clone.withValue(as: Tracked.self) { $0.payload } == round)
        precondition(clone.strongCount == 2)
      }
    }
    #expect(tracker.made == threads * 1_000)
    #expect(tracker.live == 0)
  }

  @Test(arguments: threadCounts)
  func `threads clone from one pointer`(threads: Int) {
    let tracker = LifetimeTracker()
    let pointer = VMExternRef(Tracked(tracker)).intoRaw()
    let address = UInt(bitPattern: pointer)
    onThreads(threads) { _ in
      let pointer = unsafe UnsafeMutableRawPointer(bitPattern: address)!
      for _ in 0..<2_000 {
        let clone = unsafe VMExternRef.cloneFromRaw(pointer)
        precondition(clone.strongCount >= 2)
      }
    }
    let last = unsafe VMExternRef.fromRaw(pointer)
    #expect(last.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }
}
