import ExternRef
import Synchronization
import Testing

/// The type that is asked for must be exactly the one that the handle was made with.
struct DowncastTests {
  protocol Shape: Sendable { var name: String { get } }
  class Base: Shape, @unchecked Sendable { var name: String { "base" } }
  final class Derived: Base, @unchecked Sendable { override var name: String { "derived" } }
  struct Box<T: Sendable>: Sendable { let value: T }

  @Test func `the exact type is found`() {
    let handle = VMExternRef("text")
    #expect(handle.is(String.self) == true)
    #expect(handle.downcast(to: String.self) == "text")
    #expect(handle.withValue(as: String.self) { $0.count } == 4)
  }

  @Test func `another type is refused`() {
    let handle = VMExternRef("text")
    #expect(handle.is(Int.self) == false)
    #expect(handle.downcast(to: Int.self) == nil)
    let result: Int? = handle.withValue(as: [String].self) { _ in
      Issue.record("called with a value of another type")
      return 0
    }
    #expect(result == nil)
  }

  @Test func `types of one layout differ`() {
    let handle = VMExternRef(Int(1))
    #expect(handle.is(UInt.self) == false)
    #expect(handle.is(Int64.self) == false)
    #expect(handle.is(Int?.self) == false)
  }

  @Test func `a subclass is not its superclass`() {
    let handle = VMExternRef(Derived())
    #expect(handle.is(Derived.self) == true)
    #expect(handle.is(Base.self) == false)
    #expect(handle.downcast(to: Base.self) == nil)
  }

  @Test func `the static type counts`() {
    let handle = VMExternRef(Derived() as Base)
    #expect(handle.is(Base.self) == true)
    #expect(handle.is(Derived.self) == false)
    #expect(handle.downcast(to: Base.self)?.name == "derived")
  }

  @Test func `a protocol is refused`() {
    let handle = VMExternRef(Derived())
    #expect(handle.is((any Shape).self) == false)
    #expect(handle.is(AnyObject.self) == false)
    #expect(handle.is(Any.self) == false)
    #expect(VMExternRef("text").is((any Sendable).self) == false)
  }

  @Test func `an existential is a type of its own`() {
    let handle = VMExternRef(Derived() as any Shape)
    #expect(handle.is((any Shape).self) == true)
    #expect(handle.is(Derived.self) == false)
    #expect(handle.downcast(to: (any Shape).self)?.name == "derived")
  }

  @Test func `a marker protocol leaves no trace in a type`() {
    let handle = VMExternRef(1 as any Sendable)
    #expect(handle.is((any Sendable).self) == true)
    #expect(handle.is(Any.self) == true)
    #expect(handle.is(Int.self) == false)
  }

  @Test func `an optional is not what it wraps`() {
    let some = VMExternRef(Int?.some(1))
    #expect(some.is(Int?.self) == true)
    #expect(some.is(Int.self) == false)
    #expect(some.is(Int??.self) == false)
    let plain = VMExternRef(1)
    #expect(plain.is(Int.self) == true)
    #expect(plain.is(Int?.self) == false)
  }

  @Test func `a nil that is found is not a miss`() {
    let handle = VMExternRef(Int?.none)
    #expect(handle.downcast(to: Int?.self) == .some(.none))
    #expect(handle.downcast(to: Int.self) == nil)
  }

  @Test func `generic instantiations differ`() {
    let handle = VMExternRef(Box(value: 1))
    #expect(handle.is(Box<Int>.self) == true)
    #expect(handle.is(Box<UInt>.self) == false)
    #expect(handle.is(Box<Box<Int>>.self) == false)
    #expect(VMExternRef(Mutex(1)).is(Mutex<UInt>.self) == false)
    #expect(VMExternRef([1]).is([UInt].self) == false)
  }

  @Test func `a type made at run time is the same type`() {
    // Generic code without specialisation gets its metadata from the runtime. It must be the same.
    @inline(never)
    func wrap<T: Sendable>(_ value: T) -> VMExternRef { VMExternRef(Box(value: value)) }
    @inline(never)
    func isBox<T: Sendable>(_ handle: borrowing VMExternRef, of type: T.Type) -> Bool {
      handle.is(Box<T>.self)
    }
    let handle = wrap("text")
    #expect(handle.is(Box<String>.self) == true)
    #expect(isBox(handle, of: String.self) == true)
    #expect(isBox(handle, of: Int.self) == false)
  }

  @Test func `tuples and functions are types too`() {
    #expect(VMExternRef((1, "a")).downcast(to: (Int, String).self)?.1 == "a")
    #expect(VMExternRef((1, "a")).is((Int, Substring).self) == false)
    let function: @Sendable (Int) -> Int = { $0 + 1 }
    #expect(VMExternRef(function).downcast(to: (@Sendable (Int) -> Int).self)?(1) == 2)
    #expect(VMExternRef(function).is((@Sendable (UInt) -> Int).self) == false)
    #expect(VMExternRef(()).is(Void.self) == true)
  }

  @Test func `looking does not change the count`() {
    let handle = VMExternRef("text")
    let clone = handle.clone()
    _ = handle.is(String.self)
    _ = handle.is(Int.self)
    _ = handle.downcast(to: String.self)
    _ = handle.downcast(to: Int.self)
    let seen = handle.withValue(as: String.self) { _ in clone.strongCount }
    #expect(seen == 2)
    #expect(handle.strongCount == 2)
  }

  struct Refusal: Error {}

  @Test func `what the closure throws arrives`() {
    let handle = VMExternRef(1)
    #expect(throws: Refusal.self) {
      try handle.withValue(as: Int.self) { _ throws(Refusal) in throw Refusal() }
    }
    #expect(throws: Never.self) {
      _ = try handle.withValue(as: String.self) { _ throws(Refusal) in throw Refusal() }
    }
    #expect(handle.strongCount == 1)
  }

  @Test func `move only values come out`() {
    let handle = VMExternRef(Mutex<VMExternRef?>(VMExternRef("inner")))
    let inner = handle.withValue(as: Mutex<VMExternRef?>.self) { cell in
      cell.withLock { (held: inout VMExternRef?) -> VMExternRef in held.take()! }
    }
    #expect(inner?.downcast(to: String.self) == "inner")
    let isEmpty = handle.withValue(as: Mutex<VMExternRef?>.self) { cell in cell.withLock { $0 == nil } }
    #expect(isEmpty == true)
  }

  @Test func `the type can be asked`() {
    func isType<T: ~Copyable>(of handle: borrowing VMExternRef, _ type: T.Type) -> Bool {
      handle.valueType == type
    }
    #expect(isType(of: VMExternRef("text"), String.self) == true)
    #expect(isType(of: VMExternRef("text"), Int.self) == false)
    #expect(isType(of: VMExternRef(Atomic(1)), Atomic<Int>.self) == true)
    #expect(isType(of: VMExternRef(VMExternRef(1)), VMExternRef.self) == true)
    #expect(isType(of: VMExternRef(Derived() as Base), Base.self) == true)
  }
}
