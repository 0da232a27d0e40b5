import ExternRef
import Synchronization
import Testing
import TestSupport
import WasmEngine

/// What the engine lets go of, and what is looked at without a clone.
@Suite(.needsWasmtime) struct ReleaseTests {
  /// A value whose end uses the store that lets go of it.
  ///
  /// SAFETY: the test has one thread.
  private struct Caller: ~Copyable, @unchecked Sendable {
    let instance: Instance
    let life: Tracked

    deinit { _ = try? instance.function("count")() as Int32 }
  }

  private let module = """
    (module
      (import "host" "use" (func $use (param externref)))
      (global $kept (mut externref) (ref.null extern)) (global $calls (mut i32) (i32.const 0))
      (table (export "t") 2 externref)
      (func (export "keep") (param externref) local.get 0 global.set $kept)
      (func (export "echo") (param externref) (result externref) local.get 0)
      (func (export "use") (param externref) local.get 0 call $use)
      (func (export "calls") (result i32) global.get $calls)
      (func (export "two") (param externref externref))
      (func (export "spin") (loop br 0))
      (func (export "count") (result i32)
        global.get $calls i32.const 1 i32.add global.set $calls global.get $calls))
    """

  private func load(in store: Store) throws -> Instance {
    try store.load(
      module, host: ["use": .function(try store.makeFunction(FunctionType([.externref])) { _ in })])
  }

  @Test func `a value may use the store that lets go of it`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let instance = try load(in: store)
      for _ in 0..<3 {
        try instance.function("keep")(VMExternRef(Caller(instance: instance, life: Tracked(tracker))))
      }
      try instance.function("keep")(VMExternRef?.none)
      try store.collect()
      #expect(try instance.function("calls")() as Int32 == 3)
    }
  }

  @Test func `each handle is handed over once`() throws {
    try leavingNothing { tracker in
      var released: [Int] = []
      do {
        let store = try Wasmtime.store { handle in
          released.append(handle.withValue(as: Tracked.self) { $0.payload } ?? -1)
        }
        let instance = try load(in: store)
        for payload in 0..<3 {
          try instance.function("keep")(VMExternRef(Tracked(tracker, payload: payload)))
        }
        try store.collect()
        #expect(released.sorted() == [0, 1])
        // What does not get in is handed over too.
        let error = failure {
          var arguments = Values()
          arguments.append(Int32(1))
          arguments.append(VMExternRef(Tracked(tracker, payload: 3)))
          _ = try instance.function("two").call(arguments)
        }
        #expect(error?.kind.isUsage == true)
        #expect(released.sorted() == [0, 1, 3])
      }
      #expect(released.sorted() == [0, 1, 2, 3])
    }
  }

  @Test func `looking takes no count`() throws {
    let store = try Wasmtime.store()
    var seen: Int?
    let use = try store.makeFunction(FunctionType([.externref])) { call in
      seen = call.withHandle(0) { $0.strongCount }
    }
    let instance = try store.load(module, host: ["use": .function(use)])
    let handle = VMExternRef("x")
    try instance.function("use")(handle.clone())
    #expect(seen == 2)
    // What the call has left is gone, and the counts are the same whenever the engine collects.
    try store.collect()
    let table = try instance.table("t")
    try table.set(1, to: .handle(handle.clone()))
    #expect(try table.withHandle(at: 1) { $0.strongCount } == 2)
    let isNull = try table.withHandle(at: 0) { $0.strongCount } == nil
    #expect(isNull)
    #expect(failure { _ = try table.withHandle(at: 2) { $0.strongCount } }?.kind.isUsage == true)
    var arguments = Values()
    arguments.append(handle.clone())
    var results = try instance.function("echo").call(arguments)
    #expect(results.withFirstHandle { $0.strongCount } == 3)
    let back = results.removeFirst()
    #expect(handle.strongCount == 4)
    _ = consume back
  }

  /// SAFETY: one thread uses the instance; the other only interrupts the engine.
  private struct Spinner: @unchecked Sendable {
    let instance: Instance
  }

  @Test func `code is interrupted from another thread`() throws {
    let engine = try Engine(Wasmtime.engine().library, isInterruptible: true)
    let instance = try load(in: Store(engine))
    let spinner = Spinner(instance: instance)
    let isOver = Atomic(false)
    let wasInterrupted = Atomic(false)
    onThreads(2) { number in
      guard number == 0 else {
        while !isOver.load(ordering: .relaxed) { engine.interrupt() }
        return
      }
      let error = failure { try spinner.instance.function("spin")() }
      wasInterrupted.store(error?.kind.trapCode == .interrupt, ordering: .relaxed)
      isOver.store(true, ordering: .relaxed)
    }
    let isInterrupted = wasInterrupted.load(ordering: .relaxed)
    #expect(isInterrupted)
    // What is called afterwards runs as always.
    #expect(try instance.function("count")() as Int32 == 1)
  }
}
