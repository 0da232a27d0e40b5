import ExternRef
import Testing
import TestSupport
import WasmEngine

/// Modules that want everything.
@Suite(.needsWasmtime) struct HostileModuleTests {
  @Test func `an endless loop runs out of fuel`() throws {
    let store = try Wasmtime.store(consumesFuel: true)
    try store.setFuel(1_000_000)
    let instance = try store.load("(module (func (export \"f\") (loop br 0)))")
    #expect(failure { try instance.function("f")() }?.kind.trapCode == .outOfFuel)
    #expect(try store.fuel() == 0)
    try store.setFuel(100)
    try store.consumeFuel(60)
    #expect(try store.fuel() == 40)
    try store.consumeFuel(60)
    #expect(try store.fuel() == 0)
  }

  @Test func `an endless start function runs out of fuel`() throws {
    let store = try Wasmtime.store(consumesFuel: true)
    try store.setFuel(1_000_000)
    let error = failure { _ = try store.load("(module (func $f (loop br 0)) (start $f))") }
    #expect(error?.kind.trapCode == .outOfFuel)
  }

  @Test func `endless recursion traps`() throws {
    let instance = try Wasmtime.store().load("(module (func $f (export \"f\") call $f))")
    #expect(failure { try instance.function("f")() }?.kind.trapCode == .stackOverflow)
  }

  @Test func `recursion through the host traps`() throws {
    let store = try Wasmtime.store()
    var again: Function?
    let host = try store.makeFunction(FunctionType([])) { _ in if let again { try again() } }
    let instance = try store.load(
      "(module (import \"host\" \"f\" (func $f)) (func (export \"f\") call $f))", host: ["f": .function(host)]
    )
    again = try instance.function("f")
    let error = failure { try instance.function("f")() }
    #expect(error?.message.contains("stack") == true)
    again = nil
  }

  @Test func `a table of four billion elements is refused`() throws {
    let store = try Wasmtime.store()
    #expect(failure { _ = try store.load("(module (table 4294967295 externref))") } != nil)
    let instance = try store.load(
      """
      (module (table 1 externref)
        (func (export "grow") (result i32) (table.grow 0 (ref.null extern) (i32.const 0x7fffffff))))
      """)
    #expect(try instance.function("grow")() as Int32 == -1)
  }

  @Test func `a memory of four gibibytes is refused`() throws {
    let store = try Wasmtime.store()
    #expect(failure { _ = try store.load("(module (memory 65536))") } != nil)
    let instance = try store.load(
      "(module (memory 1) (func (export \"grow\") (result i32) (memory.grow (i32.const 65535))))")
    #expect(try instance.function("grow")() as Int32 == -1)
  }

  @Test func `a heap that grows forever is stopped`() throws {
    let store = try Wasmtime.store(limits: Store.Limits(memoryBytes: 1 << 24))
    let instance = try store.load(
      """
      (module (type $list (struct (field (ref null $list)))) (global $head (mut (ref null $list)) (ref.null $list))
        (func (export "f") (loop (global.set $head (struct.new $list (global.get $head))) br 0)))
      """)
    #expect(failure { try instance.function("f")() } != nil)
  }

  @Test func `handles beyond the limit are dropped`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store(
        limits: Store.Limits(memoryBytes: 1 << 17, tableElements: 1_000_000))
      let table = try Table(store, of: .externref, count: 1_000_000)
      let error = failure {
        for index in 0..<1_000_000 {
          try table.set(UInt64(index), to: .handle(VMExternRef(Tracked(tracker))))
        }
      }
      #expect(error?.kind.isResources == true)
    }
  }
}
