import Model
import TestSupport
import Testing
import Traces

/// The lines that ask about a trace.
struct InspectorTests {
  @Test func `verbs that make or change are refused, because the program is another`() throws {
    let help = VerbHelp(name: "new string", group: .make, summary: "", example: [], usage: "")
    let trace = try Inspecting(TraceBuilder.server.bytes, shellVerbs: [help])
    for line in ["new string \"x\"", "a = clone b"] {
      _ = trace.inspector.evaluate(Array(line.utf8))
      guard case .error(let diagnostic)? = trace.inspector.events.first else {
        Issue.record("\(line) was not refused")
        continue
      }
      #expect(diagnostic.code == .otherProgram)
      #expect(diagnostic.remedy == "a trace can only be looked at: .help lists how")
    }
  }

  @Test(arguments: [
    ("objects", "E0001", "did you mean .objects?"), (".object", "E0001", "did you mean .objects?"),
    ("why", "E0003", "usage: why @N"), ("why a", "E0003", "usage: why @N"),
    ("why @1 @2", "E0003", "usage: why @N"),
    ("why @0", "E0003", "usage: why @N"), ("why @99", "E0002", "they go from @1 to @8"),
    (".at", "E0003", "usage: .at N|MARK"), (".at 999", "E0011", "N|MARK is a whole number from 0 to 24"),
    (".mode xml", "E0003", "usage: .mode text|json"), (".help foo", "E0001", ".help lists them all"),
    ("\"why\"", "E0001", "did you mean why?"), ("why \"@1", "E0004", "end it with \""),
    (".sites @1", "E0003", "usage: .sites"),
  ])
  func `a line that asks for nothing says what would`(line: String, code: String, remedy: String) throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    _ = trace.inspector.evaluate(Array(line.utf8))
    guard case .error(let diagnostic)? = trace.inspector.events.first else {
      Issue.record("no error")
      return
    }
    #expect(diagnostic.code.rawValue == code)
    #expect(diagnostic.remedy == remedy)
  }

  @Test func `the examples of the table work`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    for help in InspectTable.help {
      for line in help.example {
        _ = trace.inspector.evaluate(Array(line.utf8))
        let failed = trace.inspector.events.contains { $0.isError }
        #expect(!failed, "\(line)")
      }
    }
  }

  @Test func `patterns narrow what is shown, and the totals say so`() throws {
    let byType = try Inspecting(TraceBuilder.server.bytes, filter: Filter(type: "*.Cache"))
    #expect(byType.text(".objects").hasSuffix("1 of 8 live objects, of types like *.Cache\n"))
    #expect(byType.text(".leaks").contains("leak  1 object lives"))
    let bySite = try Inspecting(TraceBuilder.server.bytes, filter: Filter(site: "Cache.swift:17"))
    #expect(bySite.text(".objects").hasSuffix("4 of 8 live objects, from places like Cache.swift:17\n"))
    #expect(bySite.json(".sites").count == 2)
    #expect(
      bySite.json(".sites")[1]
        == #"{"line":1,"event":"total","shown":1,"total":9,"sitePattern":"Cache.swift:17"}"#)
    let none = try Inspecting(TraceBuilder.server.bytes, filter: Filter(type: "Nothing"))
    #expect(
      none.text(".leaks") == """
        nothing that is asked for lives at the end of the trace
        0 of 8 live objects, of types like Nothing

        """)
  }

  @Test func `places are listed with what their handles have been through, most live first`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.text(".sites") == """
        live  most  made  cloned  dropped  place
           4     4     0       4        0  App/Cache.swift:17 run()
           1     1     1       0        0  App/Cache.swift:5 run()
           1     1     0       1        0  App/Friends.swift:3 run()
           1     1     0       1        0  App/Friends.swift:4 run()
           1     1     0       0        0  App/Timers.swift:8 run()
           0     1     4       0        4  App/Server.swift:42 run()
           0     1     1       0        1  App/Friends.swift:1 run()
           0     1     1       0        1  App/Friends.swift:2 run()
           0     1     1       0        0  App/Timers.swift:7 run()
        9 places

        """)
  }

  @Test func `the past of an object shows each event with its place`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(
      trace.text(".history @6") == """
        @6  App.Node  count 1  ▄█▄
        17  made  0 → 1  handle 10  App/Friends.swift:1 run()  thread 2  0.100 s
        20  cloned  1 → 2  handle 13  App/Friends.swift:4 run()  thread 2  0.100 s
        21  dropped  2 → 1  handle 10  taken at App/Friends.swift:1 run()  thread 2  0.100 s

        """)
  }

  @Test func `Tab offers verbs, objects, marks and modes`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    #expect(trace.inspector.completion(of: ".s").words == [".sites"])
    #expect(trace.inspector.completion(of: "why @").words == (1...8).map { "@\($0)" })
    _ = trace.text(".marks")
    #expect(trace.inspector.completion(of: ".diff start ").words == ["start", "served", "end"])
    #expect(trace.inspector.completion(of: ".mode j").words == ["json"])
    #expect(trace.inspector.completion(of: ".heap @1 @8").words == ["@8"])
    #expect(trace.inspector.completion(of: ".quit ").words == [])
  }
}
