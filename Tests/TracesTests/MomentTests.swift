import Model
import TestSupport
import Testing

@testable import Traces

/// Moments in the middle of a trace.
struct MomentTests {
  @Test func `a moment is the same whether it is reached from the beginning or from a state that was kept`()
    throws
  {
    var random = SystemRandomNumberGenerator()
    var builder = TraceBuilder()
    let type = builder.type("App.Node")
    var handles: [UInt32] = []
    for _ in 0..<6_000 {
      if handles.count < 50 || Bool.random(using: &random), handles.count < 200 {
        handles.append(
          handles.isEmpty || Int.random(in: 0..<3, using: &random) == 0
            ? builder.make(type, at: "App/Main.swift:\(Int.random(in: 1...9, using: &random))")
            : builder.clone(handles.randomElement(using: &random)!, at: "App/Main.swift:10"))
      } else {
        handles.swapAt(Int.random(in: handles.indices, using: &random), handles.count - 1)
        builder.drop(handles.removeLast())
      }
    }
    builder.end()
    let inspecting = try Inspecting(builder.bytes)
    let trace = try Trace(path: inspecting.path, checkpointEvents: 500)
    let end = try trace.now().eventCount
    for number in [0, 1, 499, 500, 501, 2_777, 5_001, end - 1, end] {
      let alone = try Trace(path: inspecting.path, checkpointEvents: nil)
      let expected = try #require(try alone.replay(afterEvent: number))
      let replay = try #require(try trace.replay(afterEvent: number))
      #expect(replay.eventCount == number)
      #expect(replay.snapshot(trace.replayNames) == expected.snapshot(alone.replayNames), "\(number)")
    }
    #expect(try trace.replay(afterEvent: end + 1) == nil)
  }

  @Test func `a mark is found by its name, and of several the youngest`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      trace.mark("tick")
      _ = trace.make(type, at: "App/Main.swift:1")
      trace.mark("tick")
      trace.mark("17")
      trace.end()
    }
    #expect(trace.text(".at tick").hasPrefix("after mark \"tick\", event 3\n@1"))
    #expect(trace.text(".at 17").contains("'17' is out of range"), "digits are the number of an event")
    #expect(trace.text(".at 1").hasPrefix("after event 1\nnothing"))
    #expect(trace.text(".at end").hasPrefix("after event 4\n@1"))
    #expect(
      trace.text(".at tikc").contains(
        "there is no mark 'tikc'\n  .at tikc\n      ^^^^\n  help: did you mean tick?"))
  }

  @Test func `what differs between two moments`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let (a, b) = (trace.make(type, at: "App/Main.swift:1"), trace.make(type, at: "App/Main.swift:2"))
      trace.mark("before")
      trace.drop(a)
      _ = trace.clone(b, at: "App/Main.swift:3")
      _ = trace.make(type, at: "App/Main.swift:4")
      trace.mark("after")
      trace.end()
    }
    #expect(
      trace.text(".diff before after") == """
        from mark "before", event 3 to mark "after", event 8
        -  @1  App.Node  8 bytes  count 1  made at App/Main.swift:1 run()  held by handle 1 App/Main.swift:1
        +  @3  App.Node  8 bytes  count 1  made at App/Main.swift:4 run()  held by handle 4 App/Main.swift:4
        ~  @2  count 1 → 2  held by handle 2 App/Main.swift:2, handle 3 App/Main.swift:3

        """)
  }
}
