// What becomes of generic noncopyable values in handles: how many deinits run, or that the process ends before there is a
// handle, and says what to do. In generic code that does not know the type it is as Swift has it: docs/porting.md.
//
//   GenericValues            the names of all cases
//   GenericValues CASE       tries one, and prints how many deinits ran

import Elsewhere
import ExternRef
import Synchronization

@main
enum Main {
  static func main() {
    guard let name = CommandLine.arguments.dropFirst().first else {
      for name in cases.keys.sorted() { print(name) }
      return
    }
    guard let run = cases[name] else { fatalError("no case '\(name)'") }
    run()
    print(deinits.load(ordering: .relaxed))
  }

  private static func drop(_ handle: consuming VMExternRef) {
    let clone = handle.clone()
    _ = consume handle
    precondition(deinits.load(ordering: .relaxed) == 0 && clone.strongCount == 1)
  }

  /// Each case has one deinit to run; two where its name says so, and none where it begins with that.
  private static let cases: [String: @Sendable () -> Void] = [
    "value": { drop(VMExternRef(Counted("x"))) },
    "trivial": { drop(VMExternRef(Counted(1))) },
    "large": { drop(VMExternRef(Counted((1, 2, 3, "x", UInt8(4))))) },
    "part": { drop(VMExternRef(Counted<Int>.Part())) },
    "optional": { drop(VMExternRef(Optional(Counted("x")))) },
    "optional-trivial": { drop(VMExternRef(Optional(Counted(1)))) },
    "plain-wrapper": { drop(VMExternRef(Plain(Counted(1)))) },
    "plain-wrapper-in-wrapper": { drop(VMExternRef(Wrapper(Plain(Counted(1))))) },
    "wrapper": { drop(VMExternRef(Wrapper(Counted("x")))) },
    "wrapper-trivial": { drop(VMExternRef(Wrapper(Counted(1)))) },
    "two": { drop(VMExternRef(Pair(Counted("x"), Counted("y")))) },
    "pair-trivial": { drop(VMExternRef(Pair(Counted(1), "y"))) },
    "plain-enum": { drop(VMExternRef(PlainChoice.one(Counted(1)))) },
    "enum": { drop(VMExternRef(Choice.other(Counted("x")))) },
    "enum-trivial": { drop(VMExternRef(Choice.other(Counted(1)))) },
    "mutex": { drop(VMExternRef(Mutex(Counted("x")))) },
    "mutex-trivial": { drop(VMExternRef(Mutex(Counted(1)))) },
    "making": { drop(VMExternRef(making: { Counted("x") })) },
    "making-throws": {
      struct Refusal: Error {}
      func make() throws(Refusal) -> Counted<String> {
        _ = Counted("x")
        throw Refusal()
      }
      do {
        drop(try VMExternRef(making: { () throws(Refusal) in try make() }))
        fatalError("no error")
      } catch {}
    },
    "handle-in-value": { drop(VMExternRef(Wrapper(VMExternRef(Counted("x"))))) },
    "other-module": { drop(VMExternRef(Guard(1) { deinits.add(1, ordering: .relaxed) })) },
    "raw": {
      let pointer = VMExternRef(Counted("x")).intoRaw()
      // SAFETY: the pointer is the one from `intoRaw`, and is taken back once.
      drop(unsafe VMExternRef.fromRaw(pointer))
    },
    "generic-code": { drop(makeHandle(Counted("x"))) },
    "generic-code-trivial": { drop(makeHandle(Counted(1))) },
    "generic-code-optional": { drop(makeHandle(Optional(Counted("x")))) },
    "generic-code-mutex": { drop(makeHandle(Mutex(Counted("x")))) },
    "generic-code-inline": { drop(makeHandleInline(Counted("x"))) },
    // Swift's own types lose nothing.
    "lazy-reference": {
      let reference = AtomicLazyReference<Ending>()
      _ = reference.storeIfNil(Ending())
      drop(VMExternRef(reference))
    },
    "generic-code-lazy-reference": {
      let reference = AtomicLazyReference<Ending>()
      _ = reference.storeIfNil(Ending())
      drop(makeHandle(reference))
    },
    // What needs no care passes through generic code.
    "none-generic-code": {
      for handle in [
        Slot(makeHandle(1)), Slot(makeHandle("x")), Slot(makeHandle([1])), Slot(makeHandle(Mutex(1))),
        Slot(makeHandle(Atomic(1))), Slot(makeHandle(Optional(Mutex("x")))),
        Slot(makeHandle(Mutex([1: "x"]))),
        Slot(makeHandle(Mutex(VMExternRef("x")))),
      ] {
        precondition(handle.handle.strongCount == 1)
      }
    },
    // And a generic type without a deinit is like any other.
    "none": {
      let box = VMExternRef(Box(7))
      precondition(box.is(Box<Int>.self) && box.withValue(as: Box<Int>.self) { $0.value } == 7)
      precondition(VMExternRef(Box("x")).withValue(as: Box<String>.self) { $0.value } == "x")
    },
    // The type's word has more to tell than the type, and the type stays what it is.
    "type": {
      let handle = VMExternRef(Counted("x"))
      func isType<T: ~Copyable>(_: T.Type) -> Bool { handle.valueType == T.self && handle.is(T.self) }
      precondition(isType(Counted<String>.self) && !isType(Counted<Int>.self))
      precondition(handle.withValue(as: Counted<String>.self) { $0.payload } == "x")
      precondition(handle.layout == VMExternRef.Layout(of: Counted<String>.self))
    },
    // Many types, and many threads that make the first handles to values of one.
    "many-types": {
      func counted() -> Int { deinits.exchange(0, ordering: .relaxed) }
      drop(VMExternRef(Counted(UInt8(1))))
      precondition(counted() == 1)
      drop(VMExternRef(Counted(UInt16(1))))
      precondition(counted() == 1)
      drop(VMExternRef(Counted("x")))
      precondition(counted() == 1)
      drop(VMExternRef(Counted(UInt8(2))))
    },
    // The remedy: what has the deinit is not generic.
    "remedy": { drop(VMExternRef(Remedied(1))) },
    "generic-code-remedy": { drop(makeHandle(Remedied(1))) },
  ]
}

final class Ending: Sendable {
  deinit { deinits.add(1, ordering: .relaxed) }
}

final class Slot: Sendable {
  let handle: VMExternRef

  init(_ handle: consuming VMExternRef) { self.handle = handle }
}
