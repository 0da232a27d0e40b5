@testable import Model
@testable import Session
import TestSupport
import Testing

/// A call does nothing when it is refused, and says what it did when it fails.
@Suite(.needsWasmtime)
struct GuestEffectTests {
  private static let module = """
    (module
      (import "host" "incr" (func $incr (param externref) (result i64)))
      (import "host" "get" (func $get (param externref) (result i64)))
      (import "host" "get" (func $open (param externref) (result externref)))
      (import "host" "log" (func $log (param i32 i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "a\\ffb")
      (func (export "bump") (param externref) (result externref) local.get 0 call $incr drop ref.null extern)
      (func (export "trap") (param externref) local.get 0 call $incr drop unreachable)
      (func (export "solid") (param (ref extern)))
      (func (export "any") (param anyref))
      (func (export "real") (param f64) (result f64) local.get 0)
      (func (export "read me") (result i64) i64.const 5)
      (func (export "count") (param externref) (loop local.get 0 call $get drop br 0))
      (func (export "open") (param externref) (loop local.get 0 call $open drop br 0))
      (func (export "raise") (param externref) (loop local.get 0 call $incr drop br 0))
      (global $level (mut i64) (i64.const 0))
      (func (export "sink") i64.const 7 global.set $level unreachable)
      (func (export "drown") i64.const 7 global.set $level (loop br 0))
      (func (export "level") (result i64) global.get $level)
      (func (export "bytes") i32.const 0 i32.const 3 call $log))
    """

  private func dialogue(_ script: String) throws -> Dialogue {
    let folder = try TemporaryDirectory()
    let path = try folder.write(Self.module, to: "effects.wat")
    return Dialogue("m = wasm load \(path)\n" + script)
  }

  @Test func `a null result binds nothing, and the line holds`() throws {
    let dialogue = try dialogue("a = new counter\nx = new counter")
    #expect(
      dialogue("y = wasm call m bump a")
        == #"@2 1>2 !@1; @2 is 1; null; report note("the result is null: y binds nothing")"#)
    #expect(
      dialogue("x = wasm call m bump a").hasSuffix(
        #"report note("the result is null: x keeps what it holds")"#))
    dialogue.expect("strong_count x => 1\nshow y => E0002:6\nget a => 2")
  }

  @Test func `what a call did before its trap stands before the error`() throws {
    let dialogue = try dialogue("a = new counter")
    #expect(dialogue("wasm call m trap a") == "@2 1>2 !@1; @2 is 1; E0037:13")
    #expect(dialogue.session.hasRunCode)
    dialogue("get a")
    #expect(!dialogue.session.hasRunCode)
  }

  @Test(
    arguments: [
      "wasm call m solid null", "wasm call m any a", "wasm call m any null", "wasm call m solid 5",
      "wasm call m trap",
      "wasm call m trap nobody", "wasm call m real +1.5", "wasm call m nothing a",
    ])
  func `arguments that do not fit are refused before a count is taken`(line: String) throws {
    let dialogue = try dialogue("a = new counter")
    let before = SessionState(of: dialogue.session)
    dialogue(line)
    #expect(dialogue.session.events.count == 1 && dialogue.session.failed)
    #expect(!dialogue.session.hasRunCode)
    #expect(SessionState(of: dialogue.session) == before)
  }

  @Test(arguments: ["sink", "drown", "trap a"])
  func `a call that failed after it ran is saved as a line, also where no event shows what it did`(
    call: String
  ) throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write(Self.module, to: "effects.wat")
    let dialogue = Dialogue("m = wasm load \(path)\na = new counter")
    dialogue("wasm call m \(call)")
    dialogue("wasm call m nothing")
    dialogue(".save x")
    guard case .save(_, let script)? = dialogue.request else { return #expect(Bool(false), "no script") }
    #expect(script.hasSuffix("\na = new counter\nwasm call m \(call)\n# failed: wasm call m nothing\n"))
    let replayed = Dialogue()
    for line in script.split(separator: "\n") { replayed(String(line)) }
    #expect(replayed("wasm call m level") == dialogue("wasm call m level"))
    #expect(replayed("get a") == dialogue("get a"))
    #expect(SessionState(of: replayed.session) == SessionState(of: dialogue.session))
  }

  @Test func `a handle fits a parameter that is never null`() throws {
    #expect(try dialogue("a = new counter")("wasm call m solid a") == "@2 1>2 !@1; ()")
  }

  @Test func `names of exports can be typed as they are shown`() throws {
    let dialogue = try dialogue("")
    #expect(dialogue(#"wasm call m "read me""#) == "5")
    dialogue("wasm call m nothing")
    #expect(dialogue.diagnostic?.remedy.contains(#""read me""#) == true)
    #expect(dialogue.session.completion(of: "wasm call m \"re") == .words([#""read me""#], start: 12))
  }

  @Test func `bytes that a module logs are shown one by one`() throws {
    #expect(try dialogue("")("wasm call m bytes") == #"log a\xFFb; ()"#)
  }

  @Test(arguments: ["count c", "open e", "raise c"])
  func `an endless loop of calls of the host ends, with few events`(call: String) throws {
    let dialogue = try dialogue("c = new counter\ne = new cell c")
    dialogue("wasm call m \(call)")
    #expect(dialogue.diagnostic?.code == .guestLimit)
    #expect(dialogue.session.events.count <= 2 * Int(Session.guestFuel / HostFunctions.fuelPerCall) + 10)
  }

  @Test(
    arguments: [
      (String(repeating: "(func)", count: 10_001), "10001 functions"),
      ("(func \(String(repeating: "nop ", count: 200_000)))", "bytes of code in a function"),
      (
        String(
          repeating:
            "(func (local \(String(repeating: "i64 ", count: 40))) \(String(repeating: "nop ", count: 100_000)))",
          count: 6), "too much code"
      ),
      (
        "(func (local \(String(repeating: "i64 ", count: 10_000))) \(String(repeating: "nop ", count: 10_000)))",
        "too many local"
      ),
      (
        "(func (param \(String(repeating: "i64 ", count: 900))) \(String(repeating: "nop ", count: 100_000)))",
        "too many local"
      ),
    ])
  func `a module that would be compiled for minutes is refused`(body: String, what: String) throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("(module \(body))", to: "large.wat")
    let dialogue = Dialogue()
    dialogue("m = wasm load \(path)")
    #expect(dialogue.diagnostic?.code == .guestLimit)
    #expect(dialogue.diagnostic?.message.contains(what) == true)
  }
}
