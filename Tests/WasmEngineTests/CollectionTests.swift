import ExternRef
import Testing
import TestSupport
import WasmEngine

/// When and how the engine collects.
@Suite(.needsWasmtime) struct CollectionTests {
  private let module = """
    (module
      (import "host" "look" (func $look (param externref) (result externref)))
      (global $kept (mut externref) (ref.null extern))
      (func (export "keep") (param externref) local.get 0 global.set $kept)
      (func (export "look") (param externref) (result externref) local.get 0 call $look)
      (func (export "replace_and_look") (param externref) (result externref)
        ref.null extern global.set $kept local.get 0 call $look))
    """

  private func store() throws -> Store { try Store(Wasmtime.engine(), collectsAtCalls: true) }

  @Test func `a store that collects at calls lets go before code runs`() throws {
    try leavingNothing { tracker in
      let store = try store()
      let look = try store.makeFunction(FunctionType([.externref], [.externref])) { _ in }
      let instance = try store.load(module, host: ["look": .function(look)])
      try instance.function("keep")(VMExternRef(Tracked(tracker)))
      #expect(tracker.destroyed == 0)
      try instance.function("keep")(VMExternRef?.none)
      // The global is empty now, and the next call begins with a collection, if the engine has not let go at once.
      try instance.function("keep")(VMExternRef?.none)
      #expect(tracker.destroyed == 1)
    }
  }

  @Test func `a store that collects at calls lets go before the host runs, and before it returns`() throws {
    try leavingNothing { tracker in
      let store = try store()
      var seen: [Int] = []
      let look = try store.makeFunction(FunctionType([.externref], [.externref])) { [unowned store] call in
        seen.append(tracker.destroyed)
        // A handle that the host passes to the engine and that nothing leads to when the host is done.
        _ = try Global(store, .handle(VMExternRef(Tracked(tracker))), isMutable: true).set(.handle(nil))
        #expect(tracker.destroyed == 1)
        try call.give(.handle(VMExternRef(Tracked(tracker, payload: 3))))
      }
      let instance = try store.load(module, host: ["look": .function(look)])
      try instance.function("keep")(VMExternRef(Tracked(tracker, payload: 1)))
      let result: VMExternRef? = try instance.function("replace_and_look")(
        VMExternRef(Tracked(tracker, payload: 2)))
      #expect(seen == [1])
      #expect(tracker.destroyed == 2)
      // What is on its way survives all of them.
      let payload = result?.withValue(as: Tracked.self) { $0.payload }
      #expect(payload == 3)
    }
  }

  @Test func `a store collects at calls only when it is made so`() throws {
    try leavingNothing { tracker in
      let store = try Store(Wasmtime.engine())
      let look = try store.makeFunction(FunctionType([.externref], [.externref])) { _ in }
      let instance = try store.load(module, host: ["look": .function(look)])
      try instance.function("keep")(VMExternRef(Tracked(tracker)))
      for _ in 0..<3 { try instance.function("keep")(VMExternRef?.none) }
      #expect(tracker.destroyed == 0)
    }
  }

  @Test func `how the library collects is found by trying`() throws {
    let library = try Wasmtime.engine().library
    // What is known of the versions so far.
    #expect(try library.collection() == (library.version < 47 ? .counts : .defers))
  }
}
