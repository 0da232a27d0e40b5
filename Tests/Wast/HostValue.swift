internal import ExternRef
internal import Synchronization

/// The value behind the handle that a script writes as `(ref.extern N)`.
struct HostValue: ~Copyable, Sendable {
  /// How many values live.
  static let live = Atomic(0)

  let number: Int

  init(_ number: Int) {
    self.number = number
    Self.live.add(1, ordering: .relaxed)
  }

  deinit { Self.live.subtract(1, ordering: .relaxed) }
}

/// The handles of a script: the same number is the same value.
final class HostValues {
  private final class Slot {
    let handle: VMExternRef

    init(_ number: Int) { handle = VMExternRef(HostValue(number)) }
  }

  private var slots: [Int: Slot] = [:]

  func handle(_ number: Int) -> VMExternRef {
    slot(number).handle.clone()
  }

  /// Whether a handle is the one of a number.
  func isHandle(_ handle: borrowing VMExternRef, of number: Int) -> Bool {
    VMExternRef.eq(handle, slot(number).handle)
  }

  private func slot(_ number: Int) -> Slot {
    if let slot = slots[number] { return slot }
    let slot = Slot(number)
    slots[number] = slot
    return slot
  }
}
