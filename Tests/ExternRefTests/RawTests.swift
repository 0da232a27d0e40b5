import ExternRef
import Glibc
import Synchronization
import TestSupport
import Testing

/// Which raw pointers own a count, and what each way back does to it.
struct RawTests {
  let tracker = LifetimeTracker()

  @Test func `as_raw borrows`() {
    let handle = VMExternRef(1)
    let address = UInt(bitPattern: handle.asRaw())
    #expect(handle.strongCount == 1)
    #expect(address == UInt(bitPattern: handle.asRaw()))
    #expect(address == UInt(bitPattern: handle.clone().asRaw()))
  }

  @Test func `clone_from_raw adds a count`() {
    do {
      let handle = VMExternRef(Tracked(tracker, payload: 5))
      let clone = unsafe VMExternRef.cloneFromRaw(handle.asRaw())
      #expect(VMExternRef.eq(handle, clone) == true)
      #expect(handle.strongCount == 2)
      #expect(clone.withValue(as: Tracked.self) { $0.payload } == 5)
    }
    #expect(tracker.destroyed == 1)
  }

  @Test func `into_raw and from_raw move the count`() {
    do {
      let pointer = VMExternRef(Tracked(tracker, payload: 6)).intoRaw()
      #expect(tracker.destroyed == 0)
      let handle = unsafe VMExternRef.fromRaw(pointer)
      #expect(handle.strongCount == 1)
      #expect(handle.address == UInt(bitPattern: pointer))
      #expect(handle.withValue(as: Tracked.self) { $0.payload } == 6)
    }
    #expect(tracker.destroyed == 1)
  }

  @Test func `into_raw keeps its count among others`() {
    let handle = VMExternRef(1)
    let pointer = handle.clone().intoRaw()
    #expect(handle.strongCount == 2)
    do {
      let back = unsafe VMExternRef.fromRaw(pointer)
      #expect(back.strongCount == 2)
    }
    #expect(handle.strongCount == 1)
  }

  /// An engine is given a handle to hold, shows it to the host several times, and lets go of it in the end.
  @Test func `a pointer that owns a count may be cloned`() {
    let pointer = VMExternRef(Tracked(tracker)).intoRaw()
    for _ in 0..<3 {
      let shown = unsafe VMExternRef.cloneFromRaw(pointer)
      #expect(shown.strongCount == 2)
    }
    #expect(tracker.live == 1)
    _ = unsafe VMExternRef.fromRaw(pointer)
    #expect(tracker.destroyed == 1)
  }

  @Test func `borrowing leaves the count alone`() {
    let handle = VMExternRef(Tracked(tracker, payload: 7))
    let lent = handle.asRaw()
    #expect(unsafe VMExternRef.borrowFromRaw(lent) { $0.strongCount } == 1)
    #expect(unsafe VMExternRef.borrowFromRaw(lent) { $0.withValue(as: Tracked.self) { $0.payload } } == 7)
    let owner = handle.clone().intoRaw()
    #expect(unsafe VMExternRef.borrowFromRaw(owner) { $0.strongCount } == 2)
    _ = unsafe VMExternRef.fromRaw(owner)
    #expect(handle.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }

  @Test func `a clone may leave the borrow`() {
    let handle = VMExternRef(1)
    let clone = unsafe VMExternRef.borrowFromRaw(handle.asRaw()) { $0.clone() }
    #expect(handle.strongCount == 2)
    #expect(VMExternRef.eq(handle, clone) == true)
  }

  struct Refusal: Error {}

  @Test func `a borrow that throws leaves the count alone`() {
    let handle = VMExternRef(Tracked(tracker))
    #expect(throws: Refusal.self) {
      try unsafe VMExternRef.borrowFromRaw(handle.asRaw()) { _ throws(Refusal) in throw Refusal() }
    }
    #expect(handle.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }

  @Test func `pointers survive many round trips`() {
    var handle = VMExternRef(Tracked(tracker))
    let address = handle.address
    for _ in 0..<1_000 {
      handle = unsafe VMExternRef.fromRaw(handle.intoRaw())
    }
    #expect(handle.address == address)
    #expect(handle.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }

  // MARK: In C

  /// A C interface that keeps a pointer for each thread and a finalizer, as any that takes a context does.
  @Test func `a handle is the context of a C interface, and dropped by its finalizer`() {
    let handle = VMExternRef(Tracked(tracker, payload: 9))
    var key = pthread_key_t()
    #expect(unsafe pthread_key_create(&key, VMExternRef.dropFunction) == 0)
    defer { pthread_key_delete(key) }
    let counts = Mutex<[Int]>([])
    onThreads(2) { [key] _ in
      precondition(unsafe pthread_setspecific(key, handle.clone().intoRaw()) == 0)
      let count = unsafe pthread_getspecific(key).map { context in
        unsafe VMExternRef.borrowFromRaw(context) { $0.strongCount }
      }
      counts.withLock { $0.append(count ?? 0) }
    }
    #expect(counts.withLock { $0.allSatisfy { 2...3 ~= $0 } && $0.count == 2 })
    #expect(handle.strongCount == 1)
    #expect(tracker.destroyed == 0)
  }

  @Test func `the C functions count as clone and drop do`() {
    let pointer = VMExternRef(Tracked(tracker)).intoRaw()
    let copy = unsafe VMExternRef.cloneFunction(pointer)
    #expect(unsafe copy == pointer)
    #expect(unsafe VMExternRef.borrowFromRaw(pointer) { $0.strongCount } == 2)
    unsafe VMExternRef.dropFunction(copy)
    #expect(unsafe VMExternRef.borrowFromRaw(pointer) { $0.strongCount } == 1)
    #expect(tracker.destroyed == 0)
    unsafe VMExternRef.dropFunction(pointer)
    #expect(tracker.destroyed == 1)
  }

  @Test func `the C functions leave null alone`() {
    #expect(unsafe VMExternRef.cloneFunction(nil) == nil)
    VMExternRef.dropFunction(nil)
  }
}
