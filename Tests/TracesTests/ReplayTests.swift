import Model
import TestSupport
import Testing
import Traces

/// What the slots of a trace lead to, one after the other.
struct ReplayTests {
  @Test
  func
    `a raw pointer keeps the label, and which one comes back by address is the oldest that was not released`()
    throws
  {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Job")
      let job = trace.make(type, at: "App/Main.swift:1")
      var raws: [UInt32] = []
      for line in 2...4 {
        let clone = trace.clone(job, at: "App/Main.swift:\(line)")
        if line == 2 { trace.label(clone, "wasmtime store 1") }
        trace.intoRaw(clone, at: "App/Main.swift:1\(line)")
        raws.append(clone)
      }
      // The engine is done with the first, whose count comes back by its number later.
      trace.slot(10, handle: raws[0], count: 4, block: trace.block(of: job))
      trace.mark("released")
      _ = trace.fromRaw(0, of: job, at: "App/Back.swift:1")
      trace.mark("one back")
      trace.drop(trace.fromRaw(raws[0], of: job, at: "App/Back.swift:2"))
      trace.end()
    }
    #expect(
      trace.text(".at released").contains(
        #"raw pointer of handle 2 "wasmtime store 1" App/Main.swift:12, raw pointer of handle 3 App/Main.swift:13, "#
      ))
    #expect(
      trace.text(".at \"one back\"").contains(
        #"held by handle 1 App/Main.swift:1, raw pointer of handle 2 "wasmtime store 1" App/Main.swift:12, "#
          + "raw pointer of handle 4 App/Main.swift:14, handle 5 App/Back.swift:1"))
    #expect(trace.text("show @1").contains("count 3"))
    #expect(!trace.text("show @1").contains("wasmtime store 1"))
  }

  @Test func `counts follow the operations and not the order in which threads noted them`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let site = trace.site("App/Main.swift:1")
      let handle = trace.make(type, at: "App/Main.swift:1")
      let block = trace.block(of: handle)
      // The clone that made the count 3 stands before the one that made it 2.
      trace.slot(2, place: site, handle: handle, count: 3, block: block, thread: 2)
      trace.mark("between")
      trace.slot(2, place: site, handle: handle, count: 2, block: block, thread: 3)
      trace.end()
    }
    #expect(trace.text("show @1").contains("count 3"))
    #expect(trace.text(".at between").contains("count 3"), "it was 3 then: the operation noted that")
    #expect(trace.text("why @1").contains("count 3  = 3 owners"))
    #expect(trace.text(".trace").hasSuffix("it exited\n"), "nothing is missing")
  }

  @Test func `an event that was lost shows as a count that jumps, and not as ever more that wait`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let site = trace.site("App/Main.swift:1")
      let handle = trace.make(type, at: "App/Main.swift:1")
      let block = trace.block(of: handle)
      for count: UInt32 in 3...203 { trace.slot(2, place: site, handle: handle, count: count, block: block) }
      trace.end()
    }
    #expect(trace.text("show @1").contains("count 203"))
    #expect(trace.text("show @1").contains("1 count without a known handle: their events are missing"))
    #expect(trace.text(".trace").contains("1 time a count changed by more than the events tell."))
  }

  @Test func `objects at one address, one after the other, are told apart`() throws {
    let trace = try Inspecting { trace in
      let (a, b) = (trace.type("App.A"), trace.type("App.B"))
      let site = trace.site("App/Main.swift:1")
      let first = trace.slot(1, place: site, text: a, count: 1, block: 0x40)
      trace.slot(3, handle: first, count: 0, block: 0x40)
      trace.slot(4, handle: first, block: 0x40)
      let second = trace.slot(1, place: site, text: b, count: 1, block: 0x40)
      // A handle without a number is that of what lives there now.
      trace.slot(2, place: site, handle: 0, text: b, count: 2, block: 0x40)
      trace.slot(3, handle: second, count: 1, block: 0x40)
      trace.end()
    }
    #expect(
      trace.text(".objects")
        == "@2  App.B  8 bytes  count 1  made at App/Main.swift:1 run()  held by handle 3 App/Main.swift:1\n1 live object\n"
    )
    #expect(trace.text("show @1").contains("@1 does not live any more"))
  }

  @Test func `a search that found a handle elsewhere, or nowhere, replaces what the last one said`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let (a, b) = (trace.make(type, at: "App/Main.swift:1"), trace.make(type, at: "App/Main.swift:2"))
      let held = trace.make(type, at: "App/Main.swift:3")
      trace.search(for: trace.mark("in a"), reason: 1, finding: [(held, a)])
      trace.search(for: trace.mark("in b"), reason: 1, finding: [(held, b)])
      trace.search(for: trace.mark("nowhere"), reason: 1, finding: [])
      trace.end()
    }
    #expect(
      trace.text(".at \"in a\"").contains("@1") && trace.json(".at \"in a\"")[2].contains(#""inside":1"#))
    #expect(trace.json(".at \"in b\"")[2].contains(#""inside":2"#))
    #expect(!trace.json(".at nowhere")[2].contains("inside"))
    #expect(!trace.json("show @3")[0].contains("inside"))
  }

  @Test func `what a search finds after a mark belongs to the mark, though other events stand between`()
    throws
  {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let holder = trace.make(type, at: "App/Main.swift:1")
      let held = trace.make(type, at: "App/Main.swift:2")
      let mark = trace.mark("here")
      let search = trace.slot(48, handle: mark, count: 1)
      let late = trace.make(type, at: "App/Main.swift:3")
      trace.slot(49, place: 1, handle: held, text: holder, block: trace.block(of: holder))
      trace.drop(late)
      trace.slot(50, handle: search)
      trace.end()
    }
    let lines = trace.json(".at here")
    #expect(lines.count == 3, "two objects and the moment: the late one came after the mark")
    #expect(lines[1].contains(#""inside":1"#))
  }

  @Test func `a search that was not finished takes nothing back`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let (holder, held) = (
        trace.make(type, at: "App/Main.swift:1"), trace.make(type, at: "App/Main.swift:2")
      )
      trace.search(finding: [(held, holder)])
      trace.slot(48, count: 5)
    }
    #expect(trace.json("show @2")[0].contains(#""inside":1"#))
  }

  @Test func `a place that the program introduced twice is one place`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      for _ in 0..<2 {
        let file = Array("App/Main.swift".utf8)
        let place = trace.slot(33, place: UInt32(file.count), text: 7)
        trace.raw([36, 0, 0, 0] + file + Array(repeating: 0, count: 28 - file.count))
        trace.slot(1, place: place, text: type, count: 1, block: UInt64(place))
      }
      trace.end()
    }
    #expect(
      trace.json(".sites") == [
        #"{"line":1,"event":"site","site":{"file":"App/Main.swift","line":7,"function":""},"made":2,"cloned":0,"dropped":0,"live":2,"peak":2}"#,
        #"{"line":1,"event":"total","shown":1,"total":1}"#,
      ])
  }

  @Test func `time goes on when its lower half begins again`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      trace.time = .max - 1_000
      _ = trace.make(type, at: "App/Main.swift:1")
      trace.time = 4_000
      trace.mark("later")
      trace.end()
    }
    #expect(trace.text("why @1").contains("5.0 s old"))
  }

  @Test func `names and labels of any kind come out as they went in, and never as commands to the terminal`()
    throws
  {
    let label = "quote \" backslash \\ bell \u{7} escape \u{1B}[31m line\nend \u{202E}"
    let long = String(repeating: "é", count: 5_000)
    let trace = try Inspecting { trace in
      let type = trace.type("App.Box<\"\u{1B}[2J\">")
      trace.label(trace.make(type, at: "App/Main.swift:1"), label)
      trace.label(trace.make(trace.type(long), at: "App/Main.swift:2"), long)
      trace.mark(label)
      trace.end()
    }
    for line in [".objects", ".leaks", "why @1", ".history", ".marks", ".sites", ".heap"] {
      let text = trace.text(line) + trace.json(line).joined(separator: "\n")
      let isHarmless = text.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable }
      #expect(isHarmless, "\(line)")
    }
    #expect(
      trace.json("show @1")[0].contains(
        #""label":"quote \" backslash \\ bell \u0007 escape \u001b[31m line\nend \u202e""#))
    #expect(trace.json("show @2")[0].contains(long))
    #expect(trace.text(".at \(label.quotedLiteral)").hasPrefix("after mark \"quote"))
  }
}
