import CBenchmarks
import ExternRef
import Synchronization
import TestSupport

/// Makes the compiler believe that the block of a handle was looked at and changed.
@inline(__always)
func use(_ handle: borrowing VMExternRef) {
  unsafe use(handle.asRaw())
}

/// Makes the compiler believe that the variable was changed.
@inline(__always)
func change(_ variable: inout some ~Copyable) {
  unsafe withUnsafePointer(to: &variable) { unsafe use($0) }
}

@inline(__always)
func use(value: borrowing some ~Copyable) {
  unsafe withUnsafePointer(to: value) { unsafe use($0) }
}

@inline(__always)
func use(_ pointer: UnsafeRawPointer) {
  // SAFETY: nothing is done with the pointer.
  unsafe opaque_use(pointer)
}

/// A loop over one kind of work on handles; nil when there is no such work.
func handleWork(_ name: String) -> ((Int) -> Void)? {
  switch name {
  case "clone_drop":
    { rounds in cloneAndDrop(VMExternRef(1), rounds) }
  case "new_int":
    { rounds in for i in 0..<rounds { use(VMExternRef(i)) } }
  case "new_string":
    { rounds in for _ in 0..<rounds { use(VMExternRef(makeText())) } }
  case "new_aligned":
    { rounds in for i in 0..<rounds { use(VMExternRef(CacheLine(i))) } }
  case "new_move_only":
    { rounds in for i in 0..<rounds { use(VMExternRef(Ticket(i))) } }
  case "new_mutex":
    { rounds in for i in 0..<rounds { use(VMExternRef(Mutex(i))) } }
  case "downcast_hit":
    { rounds in
      var handle = VMExternRef(1)
      for _ in 0..<rounds {
        change(&handle)
        handle.withValue(as: Int.self) { use(value: $0) }
      }
    }
  case "downcast_miss":
    { rounds in
      var handle = VMExternRef(1)
      for _ in 0..<rounds {
        change(&handle)
        handle.withValue(as: UInt.self) { use(value: $0) }
      }
    }
  case "raw":
    { rounds in
      var handle = VMExternRef(1)
      for _ in 0..<rounds {
        var pointer = handle.intoRaw()
        unsafe change(&pointer)
        // SAFETY: the pointer is the one from `intoRaw`, and is taken back once.
        handle = unsafe VMExternRef.fromRaw(pointer)
      }
    }
  case "threads_shared":
    { rounds in
      let handle = VMExternRef(1)
      onThreads(2) { _ in cloneAndDrop(handle, rounds) }
    }
  case "threads_apart":
    { rounds in
      onThreads(2) { _ in cloneAndDrop(VMExternRef(1), rounds) }
    }
  // These two only `scripts/bench trace` asks for.
  case "four_shared":
    { rounds in
      let handle = VMExternRef(1)
      onThreads(4) { _ in cloneAndDrop(handle, rounds) }
    }
  case "four_apart":
    { rounds in
      onThreads(4) { _ in cloneAndDrop(VMExternRef(1), rounds) }
    }
  default: nil
  }
}

private func cloneAndDrop(_ handle: borrowing VMExternRef, _ rounds: Int) {
  for _ in 0..<rounds { use(handle.clone()) }
}

/// Prints the bytes that the allocator set aside for the block of an `Int`, and the resident bytes for each of many.
func measureHandles(_ count: Int) {
  let usable = unsafe usableSize(VMExternRef(1).asRaw())
  let resident = unsafe residentBytes(of: count) { VMExternRef(1).intoRaw() }
  print(usable, resident)
}
