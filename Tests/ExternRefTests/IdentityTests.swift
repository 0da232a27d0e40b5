import ExternRef
import Testing

/// Handles are compared by address and in no other way.
struct IdentityTests {
  @Test func `clones are the same`() {
    let handle = VMExternRef("text")
    let clone = handle.clone()
    #expect(VMExternRef.eq(handle, clone) == true)
    #expect(VMExternRef.cmp(handle, clone) == .equal)
    #expect(hash(handle) == hash(clone))
  }

  @Test func `equal values are not the same`() {
    let a = VMExternRef("text")
    let b = VMExternRef("text")
    #expect(VMExternRef.eq(a, b) == false)
    #expect(VMExternRef.cmp(a, b) != .equal)
    #expect(hash(a) != hash(b))
  }

  @Test func `the order is that of the addresses`() {
    let slots = (0..<100).map { Slot(VMExternRef($0)) }
    for a in slots {
      for b in slots {
        let (x, y) = (a.handle.address, b.handle.address)
        let expected: VMExternRef.Ordering = x < y ? .less : x > y ? .greater : .equal
        #expect(VMExternRef.cmp(a.handle, b.handle) == expected)
        #expect(VMExternRef.eq(a.handle, b.handle) == (a === b))
      }
    }
  }

  @Test func `orderings are numbered`() {
    #expect(VMExternRef.Ordering.less.rawValue == -1)
    #expect(VMExternRef.Ordering.equal.rawValue == 0)
    #expect(VMExternRef.Ordering.greater.rawValue == 1)
  }

  @Test func `a handle is found through its hash`() {
    struct Key: Hashable {
      let slot: Slot
      static func == (a: Key, b: Key) -> Bool { VMExternRef.eq(a.slot.handle, b.slot.handle) }
      func hash(into hasher: inout Hasher) { VMExternRef.hash(slot.handle, into: &hasher) }
    }
    let slots = (0..<100).map { Slot(VMExternRef($0)) }
    let numbers = Dictionary(uniqueKeysWithValues: slots.enumerated().map { (Key(slot: $1), $0) })
    for (number, slot) in slots.enumerated() {
      #expect(numbers[Key(slot: Slot(slot.handle.clone()))] == number)
    }
    #expect(numbers[Key(slot: Slot(VMExternRef(1)))] == nil)
  }

  @Test func `comparing does not change the count`() {
    let handle = VMExternRef(1)
    _ = (VMExternRef.eq(handle, handle), VMExternRef.cmp(handle, handle), hash(handle))
    #expect(handle.strongCount == 1)
  }

  private func hash(_ handle: borrowing VMExternRef) -> Int {
    var hasher = Hasher()
    VMExternRef.hash(handle, into: &hasher)
    return hasher.finalize()
  }
}
