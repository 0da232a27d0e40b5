import ExternRef
import Testing
import TestSupport
import WasmEngine

/// Handles that go through the engine and stay in it: who owns which count, and when it is given back.
@Suite(.needsWasmtime) struct HandleTests {
  private let module = """
    (module
      (table (export "table") 4 externref)
      (global (export "global") (mut externref) (ref.null extern))
      (global $kept (mut externref) (ref.null extern))
      (func (export "echo") (param externref) (result externref) local.get 0)
      (func (export "keep") (param externref) local.get 0 global.set $kept)
      (func (export "kept") (result externref) global.get $kept)
      (func (export "is_null") (param externref) (result i32) local.get 0 ref.is_null)
      (func (export "put") (param i32 externref) local.get 0 local.get 1 table.set 0))
    """

  @Test func `what comes back is the same`() throws {
    try leavingNothing { tracker in
      let instance = try Wasmtime.store().load(module)
      let handle = VMExternRef(Tracked(tracker, payload: 7))
      let back: VMExternRef? = try instance.function("echo")(handle.clone())
      expect(.handle(back), is: handle)
      #expect(handle.withValue(as: Tracked.self) { $0.payload } == 7)
    }
  }

  @Test func `nil is the null reference`() throws {
    let instance = try Wasmtime.store().load(module)
    let nothing: VMExternRef? = nil
    #expect(try instance.function("is_null")(nothing) as Int32 == 1)
    #expect(try instance.function("is_null")(VMExternRef(1)) as Int32 == 0)
    let back: VMExternRef? = try instance.function("kept")()
    let isNull = back == nil
    #expect(isNull)
  }

  @Test func `the engine owns one count until it has collected`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let instance = try store.load(module)
      let handle = VMExternRef(Tracked(tracker))
      try instance.function("keep")(handle.clone())
      try store.collect()
      #expect(handle.strongCount == 2)
      let out: VMExternRef? = try instance.function("kept")()
      #expect(handle.strongCount == 3)
      _ = consume out
      #expect(handle.strongCount == 2)
      let nothing: VMExternRef? = nil
      try instance.function("keep")(nothing)
      try store.collect()
      #expect(handle.strongCount == 1)
    }
  }

  @Test func `a table and a global hold handles`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let instance = try store.load(module)
      let table = try instance.table("table")
      let global = try instance.global("global")
      #expect(table.element == .externref && table.count == 4)
      #expect(global.content == .externref && global.isMutable)
      let handle = VMExternRef(Tracked(tracker))
      try table.set(2, to: .handle(handle.clone()))
      try global.set(.handle(handle.clone()))
      try store.collect()
      #expect(handle.strongCount == 3)
      expect(try table.get(2), is: handle)
      expect(global.get(), is: handle)
      expect(try table.get(1), is: handle, same: false)
      try table.set(2, to: .handle(nil))
      try store.collect()
      #expect(handle.strongCount == 2)
      try table.grow(by: 3, with: .handle(handle.clone()))
      #expect(table.count == 7)
      try store.collect()
      // One reference fills all three elements.
      #expect(handle.strongCount == 3)
    }
  }

  @Test func `the end of the store drops what the engine held`() throws {
    try leavingNothing { tracker in
      let handle = VMExternRef(Tracked(tracker))
      var instance: Instance? = try Wasmtime.store().load(module)
      if let instance { for _ in 0..<100 { try instance.function("keep")(handle.clone()) } }
      try instance?.table("table").set(0, to: .handle(VMExternRef(Tracked(tracker))))
      #expect(handle.strongCount > 1)
      instance = nil
      #expect(handle.strongCount == 1)
      #expect(tracker.live == 1)
    }
  }

  @Test func `many handles in a table survive collections`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let instance = try store.load(
        """
        (module
          (table (export "t") 1000 externref)
          (func (export "swap") (param i32 i32) (local externref)
            local.get 0 table.get 0 local.set 2
            local.get 0 local.get 1 table.get 0 table.set 0
            local.get 1 local.get 2 table.set 0))
        """)
      let table = try instance.table("t")
      for index in 0..<1000 {
        try table.set(UInt64(index), to: .handle(VMExternRef(Tracked(tracker, payload: index))))
        if index % 97 == 0 { try store.collect() }
      }
      for index in 0..<500 {
        var arguments = Values()
        arguments.append(Int32(index))
        arguments.append(Int32(999 - index))
        _ = try instance.function("swap").call(arguments)
      }
      try store.collect()
      #expect(tracker.live == 1000)
      for index in 0..<1000 {
        guard case .handle(let handle?) = try table.get(UInt64(index)) else {
          Issue.record("nothing at \(index)")
          continue
        }
        #expect(handle.withValue(as: Tracked.self) { $0.payload } == 999 - index)
        #expect(handle.strongCount == 2)
      }
    }
  }

  @Test func `a handle in a local survives a collection of the host`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let collect = try store.makeFunction(FunctionType([])) { call in try call.store.collect() }
      let instance = try store.load(
        """
        (module (import "host" "collect" (func $collect))
          (func (export "f") (param externref) (result externref) call $collect local.get 0))
        """, host: ["collect": .function(collect)])
      let back: VMExternRef? = try instance.function("f")(VMExternRef(Tracked(tracker, payload: 3)))
      let payload = back?.withValue(as: Tracked.self) { $0.payload }
      #expect(payload == 3)
    }
  }

  @Test func `a reference of the engine's own is no handle`() throws {
    let store = try Wasmtime.store()
    let instance = try store.load(
      """
      (module
        (func (export "i31") (result externref) i32.const 5 ref.i31 extern.convert_any)
        (func (export "any") (param externref) (result anyref) local.get 0 any.convert_extern)
        (func (export "back") (param anyref) (result externref) local.get 0 extern.convert_any))
      """)
    var results = try instance.function("i31").call(Values())
    guard case .other(let reference)? = results.removeFirst() else {
      Issue.record("taken for a handle")
      return
    }
    #expect(reference.kind == .externalized)
    #expect(failure { _ = try instance.function("i31")() as VMExternRef? }?.kind.isUsage == true)

    // Seen as `anyref`, a handle stays what it is.
    let handle = VMExternRef("hello")
    var arguments = Values()
    arguments.append(.handle(handle.clone()))
    var seen = try instance.function("any").call(arguments)
    guard case .other(let any)? = seen.removeFirst() else {
      Issue.record("no reference")
      return
    }
    #expect(any.kind == .host)
    arguments = Values()
    arguments.append(.other(any))
    var back = try instance.function("back").call(arguments)
    expect(back.removeFirst() ?? .i32(0), is: handle)
  }

  private func expect(
    _ value: consuming Value, is handle: borrowing VMExternRef, same: Bool = true,
    at place: SourceLocation = #_sourceLocation
  ) {
    let isSame = if let other = VMExternRef.take(value) { VMExternRef.eq(other, handle) } else { false }
    #expect(isSame == same, sourceLocation: place)
  }
}

extension WasmError.Kind {
  var isUsage: Bool { if case .usage = self { true } else { false } }
  var isModule: Bool { if case .module = self { true } else { false } }
  var isLink: Bool { if case .link = self { true } else { false } }
  var isHost: Bool { if case .host = self { true } else { false } }
  var isLibrary: Bool { if case .library = self { true } else { false } }
  var isResources: Bool { if case .resources = self { true } else { false } }
  var trapCode: TrapCode?? { if case .trap(let code) = self { code } else { nil } }
}
