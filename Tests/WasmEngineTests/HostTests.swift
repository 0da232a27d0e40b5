import ExternRef
import Synchronization
import Testing
import TestSupport
import WasmEngine

/// Functions of the host: arguments, results, memory, errors.
@Suite(.needsWasmtime) struct HostTests {
  @Test func `values of all types pass through`() throws {
    let store = try Wasmtime.store()
    let types: [ValueType] = [.i32, .i64, .f32, .f64, .v128, .externref, .funcref]
    let echo = try store.makeFunction(FunctionType(types, types)) { call in
      for index in types.indices { try call.give(call.argument(index), at: index) }
    }
    let list = "i32 i64 f32 f64 v128 externref funcref"
    let instance = try store.load(
      """
      (module (import "host" "echo" (func $echo (param \(list)) (result \(list))))
        (func (export "f") (param \(list)) (result \(list))
          local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 call $echo))
      """, host: ["echo": .function(echo)])
    let handle = VMExternRef("x")
    var arguments = Values()
    arguments.append(Int32.min)
    arguments.append(Int64.max)
    arguments.append(Float(bitPattern: 0x7FC0_1234))
    arguments.append(-0.0)
    arguments.append(.v128(low: 1, high: .max))
    arguments.append(.handle(handle.clone()))
    arguments.append(.function(echo))
    var results = try instance.function("f").call(arguments)
    #expect(results.count == 7)
    #expect(results.removeFirst(as: Int32.self) == .min)
    #expect(results.removeFirst(as: Int64.self) == .max)
    #expect(results.removeFirst(as: Float.self)?.bitPattern == 0x7FC0_1234)
    #expect(results.removeFirst(as: Double.self)?.bitPattern == (-0.0).bitPattern)
    guard case .v128(let low, let high)? = results.removeFirst() else {
      Issue.record("no v128")
      return
    }
    #expect(low == 1 && high == .max)
    guard case .handle(let back?)? = results.removeFirst(),
      case .function(let function?)? = results.removeFirst()
    else {
      Issue.record("no references")
      return
    }
    let same = VMExternRef.eq(back, handle)
    #expect(same)
    #expect(function.type == FunctionType(types, types))
  }

  @Test func `a typed function downcasts`() throws {
    let store = try Wasmtime.store()
    let length = try store.makeFunction { (handle: consuming VMExternRef?) -> Int32 in
      handle?.downcast(to: String.self).map { Int32($0.utf8.count) } ?? -1
    }
    let instance = try store.load(
      """
      (module (import "host" "length" (func $length (param externref) (result i32)))
        (func (export "f") (param externref) (result i32) local.get 0 call $length))
      """, host: ["length": .function(length)])
    #expect(try instance.function("f")(VMExternRef("hello")) as Int32 == 5)
    #expect(try instance.function("f")(VMExternRef(5)) as Int32 == -1)
  }

  @Test func `memory is read and written within its bounds`() throws {
    let store = try Wasmtime.store()
    let text = Mutex<[UInt8]>([])
    let take = try store.makeFunction(FunctionType([.i32, .i32])) { call in
      let (offset, count): (UInt32, UInt32) = (try call.argument(0), try call.argument(1))
      guard let memory = call.memory(), let bytes = memory.bytes(at: offset, count: count) else {
        throw Refusal.outOfBounds
      }
      text.withLock { $0 = bytes }
      #expect(memory.write(Array("HELLO".utf8), at: offset))
      #expect(!memory.write([1, 2], at: 65_535))
    }
    let instance = try store.load(
      """
      (module (import "host" "take" (func $take (param i32 i32)))
        (memory (export "memory") 1) (data (i32.const 8) "hello")
        (func (export "f") (param i32) local.get 0 i32.const 5 call $take))
      """, host: ["take": .function(take)])
    try instance.function("f")(Int32(8))
    #expect(text.withLock { $0 } == Array("hello".utf8))
    #expect(try instance.memory("memory").bytes(at: 8, count: 5) == Array("HELLO".utf8))
    for offset in [65_532, -1, Int32.max] as [Int32] {
      let error = failure { try instance.function("f")(offset) }
      #expect(error?.cause as? Refusal == .outOfBounds)
    }
  }

  private enum Refusal: Error, CustomStringConvertible {
    case outOfBounds, wrongType
    var description: String { "refused: \(self == .outOfBounds ? "out of bounds" : "wrong type")" }
  }

  @Test func `what the host throws traps and comes out`() throws {
    try leavingNothing { tracker in
      let store = try Wasmtime.store()
      let refuse = try store.makeFunction(FunctionType([.externref], [.externref])) { call in
        // A result that was given before the error is dropped.
        try call.give(call.argument(0))
        throw Refusal.wrongType
      }
      let instance = try store.load(
        """
        (module (import "host" "refuse" (func $refuse (param externref) (result externref)))
          (func (export "f") (param externref) local.get 0 call $refuse drop)
          (func (export "unreachable") unreachable))
        """, host: ["refuse": .function(refuse)])
      let handle = VMExternRef(Tracked(tracker))
      let error = failure { try instance.function("f")(handle.clone()) }
      #expect(error?.kind.isHost == true)
      #expect(error?.cause as? Refusal == .wrongType)
      #expect(error?.message == "refused: wrong type")
      try store.collect()
      #expect(handle.strongCount == 1)
      // The error is not told again for the next trap.
      let trap = failure { try instance.function("unreachable")() }
      #expect(trap?.cause == nil)
      #expect(trap?.message.contains("unreachable") == true)
    }
  }

  @Test func `a result of the wrong type is refused`() throws {
    let store = try Wasmtime.store()
    let wrong = try store.makeFunction(FunctionType([], [.i64])) { call in try call.give(.i32(1)) }
    let error = failure { _ = try wrong() as Int64 }
    #expect(error?.message == "result 0 is i64, not i32")
    let none = try store.makeFunction(FunctionType([], [.i64])) { _ in }
    #expect(try none() as Int64 == 0)
  }

  @Test func `the host may call back`() throws {
    let store = try Wasmtime.store()
    var again: Function?
    // The store holds the closure, so the closure must not hold the store.
    let down = try store.makeFunction { [unowned store] (depth: Int32) -> Int32 in
      guard depth > 0, let again else { return 0 }
      try store.collect()
      let below: Int32 = try again(depth - 1)
      return below + 1
    }
    let instance = try store.load(
      """
      (module (import "host" "down" (func $down (param i32) (result i32)))
        (func (export "f") (param i32) (result i32) local.get 0 call $down))
      """, host: ["down": .function(down)])
    again = try instance.function("f")
    #expect(try instance.function("f")(Int32(20)) as Int32 == 20)
    again = nil
  }

  @Test func `closures go with the store`() throws {
    try leavingNothing { tracker in
      let object = TrackedObject(tracker)
      let store = try Wasmtime.store()
      _ = try store.makeFunction(FunctionType([])) { _ in _ = object }
    }
  }
}
