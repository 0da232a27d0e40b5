internal import ExternRef
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The counts that engines have let go of and that no store has released yet.
///
/// The engine's finalizer runs in the middle of a collection, where nothing may use the store. What a value does when it
/// is destroyed is the value's own affair, and it may well use the store. So the finalizer only puts the count here, and
/// the store takes it out when the engine is done: see ``Store/release()``.
enum Releases {
  // A store is for one thread at a time, and its finalizers run on that thread: so a thread finds its own counts only.
  private static let counts = Mutex<[UInt: [Held]]>([:])
  /// How many there are on all threads: mostly none, and then no thread has to ask for the lock.
  private static let total = Atomic(0)

  static var isEmpty: Bool { total.load(ordering: .relaxed) == 0 }

  /// Takes over a count that the engine lets go of.
  static func add(_ count: Held) {
    total.add(1, ordering: .relaxed)
    counts.withLock { $0[thread, default: []].append(count) }
  }

  /// Calls a closure with each handle that this thread's finalizers have left, the oldest first.
  static func removeAll(_ body: (consuming VMExternRef) -> Void) {
    // What a handle's end does may lead to more.
    while !isEmpty, let mine = counts.withLock({ $0.removeValue(forKey: thread) }) {
      total.subtract(mine.count, ordering: .relaxed)
      // SAFETY: each count comes out of the list once.
      for count in mine { body(unsafe count.take()) }
    }
  }

  private static var thread: UInt {
    #if canImport(Darwin)
      unsafe UInt(bitPattern: pthread_self())
    #else
      UInt(pthread_self())
    #endif
  }
}

/// The engine's finalizer, for every reference that was made of a handle.
let finalizeHandle: @convention(c) (UnsafeMutableRawPointer?) -> Void = { data in
  guard let data = unsafe data else { return }
  // SAFETY: all data that goes to the engine is that of a count, and the engine calls this once for each.
  let count = unsafe Held(data: data)
  unsafe count.release()
  Releases.add(count)
}
