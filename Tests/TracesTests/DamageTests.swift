import Model
import TestSupport
import Testing

@testable import Traces

/// Files that are cut, damaged, foreign, or grow.
struct DamageTests {
  /// Asks all that can be asked.
  private func ask(_ bytes: [UInt8]) throws -> Inspecting? {
    do {
      let trace = try Inspecting(bytes)
      for line in [
        ".trace", ".objects", ".leaks", ".sites", ".marks", ".history", ".history @1", "why @1", "why @6",
        ".heap", ".at 5",
        ".at served", ".diff 2 end",
      ] {
        _ = trace.json(line)
        _ = trace.text(line)
      }
      return trace
    } catch is TraceError {
      return nil
    }
  }

  @Test func `a trace that is cut within its header says so`() throws {
    let bytes = TraceBuilder.server.bytes
    for count in 0..<Header.byteCount {
      #expect(throws: count == 0 ? TraceError.empty : .headerCut(byteCount: count)) {
        try Inspecting(Array(bytes[..<count]))
      }
    }
  }

  @Test func `a trace that is cut behind its header is read up to there, and says what is missing`() throws {
    let bytes = TraceBuilder.server.bytes
    for count in stride(from: Header.byteCount, to: bytes.count, by: 61) {
      let trace = try #require(try ask(Array(bytes[..<count])))
      #expect(trace.text(".leaks").contains("The file ends early: "), "\(count)")
    }
    #expect(!(try #require(try ask(bytes))).text(".leaks").contains("The file ends early"))
  }

  @Test func `whatever a byte is changed to, there is an answer or an error`() throws {
    let bytes = TraceBuilder.server.bytes
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        // Mostly the log; the header now and then.
        let range = Int.random(in: 0..<4, using: &random) == 0 ? 0..<300 : Header.byteCount..<bytes.count
        damaged[Int.random(in: range, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try ask(damaged)
    }
  }

  @Test func `noise behind a good header is no harm`() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<60 {
      var trace = TraceBuilder()
      for _ in 0..<200 {
        var slot = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        // A kind that means something, and numbers that lead somewhere.
        slot[0] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 32, 33, 34, 35, 36, 48, 49, 50, 64].randomElement(
          using: &random)!
        for offset in [4, 8, 12] where Bool.random(using: &random) {
          slot.replaceSubrange(
            offset..<offset + 4, with: [UInt8.random(in: 128...255, using: &random), 0, 0, 0])
        }
        for offset in 25..<32 { slot[offset] = 0 }
        trace.raw(slot)
      }
      #expect(try ask(trace.bytes) != nil)
    }
  }

  @Test func `other files are refused, with what a trace would begin with`() throws {
    for bytes in [Array("#!/bin/sh\n".utf8), Array(repeating: 0, count: 10_000), [0x89, 0x50, 0x4E, 0x47]] {
      #expect(throws: TraceError.foreign) { try Inspecting(bytes) }
    }
    #expect(
      TraceError.foreign.reason == "it is no trace: traces begin with the bytes 89 58 52 45 46 0D 0A 1A")
  }

  @Test func `a later version is refused by its number`() throws {
    let trace = TraceBuilder.server
    #expect(throws: TraceError.version(2)) {
      try Inspecting(trace.header(version: 2) + trace.slots.flatMap(\.self))
    }
  }

  @Test func `a trace that is being set up is not read yet`() throws {
    var trace = TraceBuilder.server
    trace.state = 0
    #expect(throws: TraceError.beingSetUp) { try Inspecting(trace.bytes) }
  }

  @Test func `events in flight when the program was killed are counted`() throws {
    var trace = TraceBuilder.server
    trace.state = 1
    trace.raw(Array(repeating: 0, count: 32))
    trace.raw(Array(repeating: 0, count: 32))
    // Room that was set aside and never reserved.
    let bytes = trace.bytes + Array(repeating: 0, count: 32 * 500)
    let text = try Inspecting(bytes).text(".trace")
    #expect(text.contains("2 events in flight when the program ended."))
  }

  @Test func `a program that was killed is told from one that ended`() throws {
    var trace = TraceBuilder()
    trace.state = 1
    _ = trace.make(trace.type("App.Node"), at: "App/Main.swift:1")
    #expect(
      try Inspecting(trace.bytes).text(".trace").contains("it was killed, crashed, or left without a word"))
    trace.end(2)
    #expect(try Inspecting(trace.bytes).text(".trace").contains("it stopped the trace"))
  }

  @Test func `a trace that met its bound says that it shows too little`() throws {
    var trace = TraceBuilder.server
    trace.cut = 1
    trace.lost = [1: 3, 3: 4]
    #expect(
      try Inspecting(trace.bytes).text(".leaks").contains(
        """
          The trace was cut after 1234 ms: its bound of 1073741824 bytes was met
          (EXTERNREF_TRACE_LIMIT). 7 later events not recorded: what is shown is the
          state at the cut, and too little.

        """))
  }

  @Test func `a trace that grows is followed, and a slot in flight is waited for`() throws {
    var trace = TraceBuilder()
    trace.state = 1
    let type = trace.type("App.Node")
    let first = trace.make(type, at: "App/Main.swift:1")
    let inspecting = try Inspecting(trace.bytes)
    #expect(inspecting.inspector.liveCount == 1)
    _ = trace.make(type, at: "App/Main.swift:2")
    try inspecting.grow(to: trace.bytes)
    #expect(inspecting.inspector.liveCount == 1, "nobody has looked yet")
    #expect(inspecting.inspector.catchUp())
    #expect(inspecting.inspector.liveCount == 2)
    trace.drop(first)
    trace.mark("dropped")
    try inspecting.grow(to: trace.bytes)
    #expect(inspecting.inspector.catchUp())
    #expect(inspecting.text(".objects").hasPrefix("@2  App.Node"))
    #expect(inspecting.text(".at dropped").hasPrefix("after mark \"dropped\", event 5\n@2"))
    #expect(!inspecting.inspector.catchUp())
  }
}
