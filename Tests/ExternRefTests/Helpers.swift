import ExternRef

// SAFETY throughout this folder: raw pointers come from handles that the test holds, memory is allocated and freed in one
// test, and what is unsound on purpose runs in a process of its own.

/// A place for a handle in containers that take copyable elements only.
final class Slot: Sendable {
  let handle: VMExternRef

  init(_ handle: consuming VMExternRef) { self.handle = handle }
}

extension VMExternRef {
  /// The raw pointer as a number, which is safe to keep and compare.
  var address: UInt { UInt(bitPattern: asRaw()) }
}
