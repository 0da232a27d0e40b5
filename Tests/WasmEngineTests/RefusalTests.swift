import ExternRef
import Testing
import TestSupport
import WasmEngine

/// What does not fit: modules, imports, arguments, other stores.
@Suite(.needsWasmtime) struct RefusalTests {
  @Test func `bad modules are refused`() throws {
    let engine = try Wasmtime.engine()
    let text = failure { _ = try Module(engine, text: "(module (func (export \"f\") (result i32)))") }
    #expect(text?.kind.isModule == true)
    #expect(text?.message.isEmpty == false)
    let syntax = failure { _ = try Module(engine, text: "(modul)") }
    #expect(syntax?.details.contains("1:2") == true)
    for bytes in [[], [0], Array("\0asm".utf8), [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 1]] as [[UInt8]] {
      #expect(failure { _ = try Module(engine, binary: bytes) }?.kind.isModule == true)
    }
  }

  @Test func `imports and exports are told`() throws {
    let module = try Module(
      Wasmtime.engine(),
      text: """
        (module
          (import "host" "f" (func (param externref i32) (result i64)))
          (import "a" "g" (global (mut externref)))
          (table (export "t") 1 externref)
          (memory (export "m") 1)
          (tag (export "e"))
          (func (export "x") (param v128 funcref (ref extern) anyref exnref nullexternref)))
        """)
    #expect(
      module.imports.map { "\($0.module) \($0.name): \($0.type)" } == [
        "host f: function (externref, i32) -> (i64)", "a g: mutable global externref",
      ])
    #expect(
      module.exports.map { "\($0.name): \($0.type)" } == [
        "t: table of externref", "m: memory", "e: something else",
        "x: function (v128, funcref, (ref extern), another type, another type, another type) -> ()",
      ])
  }

  @Test func `a missing import is named`() throws {
    let store = try Wasmtime.store()
    let missing = failure { _ = try store.load("(module (import \"host\" \"nothing\" (func (param i32))))") }
    #expect(missing?.kind.isLink == true)
    #expect(missing?.message.contains("'host' 'nothing'") == true)
    let other = try store.makeFunction(FunctionType([.i64])) { _ in }
    let wrong = failure {
      _ = try store.load("(module (import \"host\" \"f\" (func (param i32))))", host: ["f": .function(other)])
    }
    #expect(wrong?.kind.isLink == true)
  }

  @Test func `arguments are checked`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let instance = try store.load(
        "(module (func (export \"f\") (param i32)) (func (export \"g\") (param (ref extern))))")
      #expect(failure { try instance.function("f")() }?.kind.isUsage == true)
      #expect(failure { try instance.function("f")(Int64(1)) }?.kind.isUsage == true)
      #expect(failure { try instance.function("f")(VMExternRef(Tracked(tracker))) }?.kind.isUsage == true)
      #expect(failure { _ = try instance.function("f")(Int32(1)) as Int32 }?.kind.isUsage == true)
      try instance.function("g")(VMExternRef(Tracked(tracker)))
      #expect(failure { try instance.function("g")(VMExternRef?.none) } != nil)
      #expect(failure { _ = try instance.function("h") }?.message == "the module exports no function 'h'")
      #expect(failure { _ = try instance.table("f") }?.kind.isUsage == true)
    }
  }

  @Test func `tables and globals are checked`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let table = try Table(store, of: .externref, count: 2, limit: 3)
      #expect(failure { _ = try table.get(2) }?.message == "the table has 2 elements, and none at 2")
      #expect(failure { try table.set(2, to: .handle(VMExternRef(Tracked(tracker)))) }?.kind.isUsage == true)
      #expect(failure { try table.set(0, to: .i32(1)) }?.kind.isUsage == true)
      #expect(
        failure { try table.grow(by: 2, with: .handle(VMExternRef(Tracked(tracker)))) }?.kind.isResources
          == true)
      let constant = try Global(store, .handle(VMExternRef(Tracked(tracker))))
      #expect(failure { try constant.set(.handle(nil)) }?.kind.isUsage == true)
      let number = try Global(store, .i32(1), isMutable: true)
      #expect(failure { try number.set(.i64(1)) }?.kind.isUsage == true)
      try number.set(.i32(2))
      #expect(Int32.take(number.get()) == 2)
    }
  }

  /// The engine would end the process in each of these cases.
  @Test func `what belongs to another store is refused`() throws {
    let (here, there) = (try Wasmtime.store(), try Wasmtime.store())
    let foreign = try there.makeFunction(FunctionType([])) { _ in }
    let table = try Table(here, of: .funcref, count: 1)
    #expect(
      failure { try table.set(0, to: .function(foreign)) }?.message == "the function belongs to another store"
    )
    let instance = try here.load("(module (func (export \"f\") (param funcref)))")
    let error = failure {
      var arguments = Values()
      arguments.append(.function(foreign))
      _ = try instance.function("f").call(arguments)
    }
    #expect(error?.kind.isUsage == true)
    let module = try Module(here.engine, text: "(module (import \"host\" \"f\" (func)))")
    #expect(failure { _ = try Instance(module, in: here) { _ in .function(foreign) } }?.kind.isUsage == true)
    #expect(failure { _ = try Instance(module, in: there) { _ in nil } }?.kind.isUsage == true)
    let mine = try here.makeFunction(FunctionType([], [.funcref])) { call in try call.give(.function(foreign))
    }
    #expect(failure { _ = try mine.call(Values()) }?.kind.isHost == true)
  }
}
