import Synchronization
import TestSupport

// Swift's own: an instance of a class behind an `AnyObject`. Its count is in its header, as a handle's is in its
// block's. Swift code retains and releases by itself; here this is spelt out so that no optimizer takes it away.

private final class Box<Value: ~Copyable & Sendable>: Sendable {
  let value: Value

  init(_ value: consuming Value) { self.value = value }
}

private func use(_ object: AnyObject) {
  unsafe use(Unmanaged.passUnretained(object).toOpaque())
}

/// A loop over one kind of work on objects; nil when there is no such work.
func objectWork(_ name: String) -> ((Int) -> Void)? {
  switch name {
  case "clone_drop":
    { rounds in retainAndRelease(Box(1), rounds) }
  case "new_int":
    { rounds in for i in 0..<rounds { use(Box(i)) } }
  case "new_string":
    { rounds in for _ in 0..<rounds { use(Box(makeText())) } }
  case "new_aligned":
    { rounds in for i in 0..<rounds { use(Box(CacheLine(i))) } }
  case "new_mutex":
    { rounds in for i in 0..<rounds { use(Box(Mutex(i))) } }
  case "new_move_only":
    { rounds in for i in 0..<rounds { use(Box(Ticket(i))) } }
  case "downcast_hit":
    { rounds in
      var object: AnyObject = Box(1)
      for _ in 0..<rounds {
        change(&object)
        if let box = object as? Box<Int> { use(value: box.value) }
      }
    }
  case "downcast_miss":
    { rounds in
      var object: AnyObject = Box(1)
      for _ in 0..<rounds {
        change(&object)
        if let box = object as? Box<UInt> { use(value: box.value) }
      }
    }
  case "raw":
    { rounds in
      var object: AnyObject = Box(1)
      for _ in 0..<rounds {
        var pointer = unsafe Unmanaged.passRetained(object).toOpaque()
        unsafe change(&pointer)
        // SAFETY: the pointer owns the count that was just given to it, and is taken back once.
        object = unsafe Unmanaged.fromOpaque(pointer).takeRetainedValue()
      }
    }
  case "threads_shared":
    { rounds in
      let object = Box(1)
      onThreads(2) { _ in retainAndRelease(object, rounds) }
    }
  case "threads_apart":
    { rounds in
      onThreads(2) { _ in retainAndRelease(Box(1), rounds) }
    }
  default: nil
  }
}

private func retainAndRelease(_ object: AnyObject, _ rounds: Int) {
  let reference = unsafe Unmanaged.passUnretained(object)
  for _ in 0..<rounds {
    // SAFETY: each count that is added is taken away again, while `object` has one of its own.
    _ = unsafe reference.retain()
    unsafe use(reference.toOpaque())
    unsafe reference.release()
  }
}

/// Prints the bytes that the allocator set aside for an instance with an `Int`, and the resident bytes for each of
/// many.
func measureObjects(_ count: Int) {
  let usable = unsafe usableSize(Unmanaged.passRetained(Box(1)).toOpaque())
  let resident = unsafe residentBytes(of: count) { unsafe Unmanaged.passRetained(Box(1)).toOpaque() }
  print(usable, resident)
}
