import Model
import TestSupport
import Testing
import Traces

struct LeakTests {
  @Test func `the report groups what one place made and one place holds, and names the arrow to break`()
    throws
  {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.text(".leaks") == """
        leak  8 objects live at the end of the trace
          4 × App.Node  made at App/Server.swift:42 run()  @2, @3, @4 and 1 more
              all held from App/Cache.swift:17 run()  thread 2  2.0 s old  inside App.Cache
          @1 App.Cache  made at App/Cache.swift:5 run()
              held from App/Cache.swift:5 run()  "the cache"  thread 1  2.1 s old
          @6 App.Node  made at App/Friends.swift:1 run()
              held from App/Friends.swift:4 run()  thread 2  2.0 s old  inside @7 App.Node
          @7 App.Node  made at App/Friends.swift:2 run()
              held from App/Friends.swift:3 run()  thread 2  2.0 s old  inside @6 App.Node
          @8 App.Node  made at App/Timers.swift:7 run()
              in a raw pointer from App/Timers.swift:8 run()  taken at App/Timers.swift:7 run()  thread 2  2.0 s old
        cycle  @6 → @7 → @6
          break @7 → @6  taken at App/Friends.swift:4 run()  frees @6, @7
             or @6 → @7  taken at App/Friends.swift:3 run()  frees @7, @6
          A cycle holds itself: each count comes from a member, so none reaches 0. Take
          a handle out of a member before the last handle from outside goes.
          intoRaw moves a count out of the handle; only fromRaw can bring it back. No
          drop happens until then.
          Where no 'inside' stands, only the place that took the handle is known: it is
          on a stack, in a global variable, an array or a closure, or further away in an
          object.

        """)
  }

  @Test func `labels do not split a group, and are named`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Request")
      for number in 0..<5 { trace.label(trace.make(type, at: "App/Main.swift:3"), "request \(number)") }
      trace.end()
    }
    #expect(
      trace.text(".leaks").contains(
        "  5 × App.Request  made at App/Main.swift:3 run()  @1, @2, @3 and 2 more\n"))
    #expect(
      trace.text(".leaks").contains(
        #"all held from App/Main.swift:3 run()  "request 0", "request 1", "request 2" and more  thread 1"#))
  }

  @Test func `counts from before the trace began are counted and not dropped in silence`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Old")
      let site = trace.site("App/Main.swift:9")
      // A handle without a number is cloned: the object has two more counts than the trace knows handles of.
      trace.slot(2, place: site, handle: 0, text: type, count: 3, block: 0x9000)
      trace.end()
    }
    #expect(
      trace.text(".leaks").contains(
        """
          @1 App.Old  older than the trace
              held from App/Main.swift:9 run()  thread 1  0 ms old
              2 counts without a known handle  from before the trace began

        """))
    #expect(
      trace.text("why @1").hasPrefix(
        "@1  App.Old  count 3  1 known owner  2 counts without a known handle: from"))
    #expect(trace.json(".leaks")[0].contains(#""older":true,"#))
    #expect(trace.json(".leaks")[0].hasSuffix(#""unattributed":2}"#))
  }

  @Test func `what was made between two moments and lives still`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.text(".leaks start served").hasPrefix(
        "leak  4 objects live at the end of the trace\n  4 × App.Node"))
    #expect(trace.text(".leaks served").hasPrefix("leak  3 objects live"))
    #expect(!trace.text(".leaks served").contains("Server.swift:42"))
  }

  @Test func `a program that let go of all leaks nothing`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let handle = trace.make(type, at: "App/Main.swift:3")
      trace.drop(trace.clone(handle, at: "App/Main.swift:4"))
      trace.drop(handle)
      trace.end()
    }
    #expect(trace.text(".leaks") == "nothing lives at the end of the trace\n")
    #expect(
      trace.json(".leaks") == [
        #"{"line":1,"event":"leak","objects":[],"cycles":[],"breaks":[],"groups":[],"at":5,"time":0,"shown":0,"total":0}"#
      ])
  }

  @Test func `a path begins with what the program labelled, though another is shorter`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let root = trace.make(type, at: "App/Main.swift:1")
      trace.label(root, "the cache")
      let middle = trace.make(type, at: "App/Main.swift:2")
      let held = trace.clone(middle, at: "App/Main.swift:3")
      let leaf = trace.make(type, at: "App/Main.swift:4")
      let inMiddle = trace.clone(leaf, at: "App/Main.swift:5")
      trace.drop(leaf)
      trace.search(finding: [(held, root), (inMiddle, middle)])
    }
    // The handle of Main.swift:2 leads to @2 in no step, and explains less.
    #expect(
      trace.text("why @3").contains(#"inside @2  handle 1 "the cache" App/Main.swift:1 → @1 → @2 → @3"#))
  }

  @Test func `an object that nothing outside reaches says so`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(trace.text("why @6").contains("inside @7  which nothing outside reaches"))
  }
}
