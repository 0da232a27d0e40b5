import ExternRef
import Synchronization
import TestSupport
import Testing

/// Every value is destroyed exactly once, when its last handle goes, and not before.
struct LifetimeTests {
  let tracker = LifetimeTracker()

  @Test func `the last handle destroys the value`() {
    do {
      let handle = VMExternRef(Tracked(tracker))
      #expect(tracker.live == 1)
      do {
        let clone = handle.clone()
        #expect(clone.strongCount == 2)
      }
      #expect(handle.strongCount == 1)
      #expect(tracker.destroyed == 0)
    }
    #expect(tracker.made == 1)
    #expect(tracker.destroyed == 1)
  }

  @Test func `the order of drops does not matter`() {
    var first: VMExternRef? = VMExternRef(Tracked(tracker))
    var second = first?.clone()
    first = nil
    #expect(tracker.live == 1)
    #expect(second?.strongCount == 1)
    second = nil
    #expect(tracker.destroyed == 1)
  }

  @Test func `moving a handle leaves the count alone`() {
    func pass(_ handle: consuming VMExternRef) -> VMExternRef { handle }
    let handle = VMExternRef(Tracked(tracker))
    let moved = pass(handle)
    #expect(moved.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }

  @Test func `a handle that no name takes is dropped at once`() {
    _ = VMExternRef(Tracked(tracker))
    #expect(tracker.destroyed == 1)
    _ = VMExternRef(Tracked(tracker)).clone()
    #expect(tracker.made == 2)
    #expect(tracker.destroyed == 2)
  }

  @Test func `assignment drops what was there`() {
    var handle = VMExternRef(Tracked(tracker, payload: 1))
    handle = VMExternRef(Tracked(tracker, payload: 2))
    #expect(tracker.destroyed == 1)
    #expect(handle.withValue(as: Tracked.self) { $0.payload } == 2)
  }

  @Test func `a reference is released with the block`() {
    let object = TrackedObject(tracker)
    weak let observer = object
    do {
      let handle = VMExternRef(object)
      _ = consume object
      #expect(observer != nil)
      _ = handle
    }
    #expect(observer == nil)
    #expect(tracker.destroyed == 1)
  }

  @Test func `every part of a value is destroyed`() {
    struct Several: ~Copyable, Sendable {
      let number: Int
      let move: Tracked
      let objects: [TrackedObject]
      let text: String
    }
    do {
      let handle = VMExternRef(
        Several(
          number: 1, move: Tracked(tracker), objects: (0..<10).map { TrackedObject(tracker, payload: $0) },
          text: String(repeating: "long enough to live on the heap ", count: 10)))
      #expect(handle.withValue(as: Several.self) { $0.objects[9].payload } == 9)
      #expect(tracker.live == 11)
    }
    #expect(tracker.destroyed == 11)
  }

  @Test func `a handle is a value too`() {
    do {
      let outer: VMExternRef
      do {
        let inner = VMExternRef(Tracked(tracker))
        outer = VMExternRef(inner.clone())
        #expect(inner.strongCount == 2)
        #expect(VMExternRef.eq(inner, outer) == false)
      }
      #expect(tracker.live == 1)
      #expect(outer.withValue(as: VMExternRef.self) { $0.strongCount } == 1)
    }
    #expect(tracker.destroyed == 1)
  }

  @Test func `a cycle is the maker's to break`() {
    typealias Cell = Mutex<VMExternRef?>
    do {
      let cell = VMExternRef(Cell(nil))
      let tracked = VMExternRef(Tracked(tracker))
      // The value of the cell is a handle to a pair of itself and something to watch.
      struct Pair: ~Copyable, Sendable {
        let back: VMExternRef
        let watched: VMExternRef
      }
      var held: VMExternRef? = VMExternRef(Pair(back: cell.clone(), watched: tracked))
      cell.withValue(as: Cell.self) { cell in cell.withLock { swap(&$0, &held) } }
      #expect(cell.strongCount == 2)
      #expect(tracker.live == 1)
      cell.withValue(as: Cell.self) { cell in cell.withLock { swap(&$0, &held) } }
      #expect(tracker.live == 1)
    }
    #expect(tracker.destroyed == 1)
  }

  // MARK: In-place construction

  @Test func `construction in place makes a handle`() {
    do {
      let handle = VMExternRef(making: { Tracked(tracker, payload: 3) })
      #expect(handle.strongCount == 1)
      #expect(handle.withValue(as: Tracked.self) { $0.payload } == 3)
      #expect(tracker.live == 1)
    }
    #expect(tracker.made == 1)
    #expect(tracker.destroyed == 1)
  }

  struct Refusal: Error, Equatable {
    let reason: Int
  }

  @Test func `a constructor that throws leaves nothing`() {
    func make(_ reason: Int) throws(Refusal) -> Tracked { throw Refusal(reason: reason) }
    do throws(Refusal) {
      _ = try VMExternRef(making: { () throws(Refusal) in try make(9) })
      Issue.record("no error")
    } catch {
      #expect(error == Refusal(reason: 9))
    }
    #expect(tracker.made == 0)
    #expect(tracker.destroyed == 0)
  }

  @Test func `a constructor that throws late destroys what it made`() {
    #expect(throws: Refusal(reason: 1)) {
      _ = try VMExternRef(making: { () throws(Refusal) -> Tracked in
        let value = Tracked(tracker)
        if value.payload == 0 { throw Refusal(reason: 1) }
        return value
      })
    }
    #expect(tracker.made == 1)
    #expect(tracker.destroyed == 1)
  }

  @Test func `a constructor may make other handles`() {
    let handle = VMExternRef(making: { VMExternRef(making: { Tracked(tracker) }) })
    #expect(handle.withValue(as: VMExternRef.self) { $0.is(Tracked.self) } == true)
  }

  @Test func `a value that cannot be moved later is made in place`() {
    let counter = VMExternRef(making: { Atomic(41) })
    let sum = counter.withValue(as: Atomic<Int>.self) { $0.add(1, ordering: .relaxed).newValue }
    #expect(sum == 42)
  }
}
