import Model
import TestSupport
import Testing
import Traces

/// The events of a trace as the lines of a record.
struct StepsTests {
  private func items(of steps: TraceSteps) throws -> [TraceSteps.Item] {
    var items: [TraceSteps.Item] = []
    try steps.advance { items.append($0) }
    return items
  }

  /// The lines, and each text between them behind a `#`.
  private func texts(_ items: [TraceSteps.Item]) -> [String] {
    items.map { item in
      switch item {
      case .prose(let text): text.hasPrefix("#") ? text : "# \(text)"
      case .line(let line): line.text
      }
    }
  }

  @Test func `each event is a line with its number, and what a search found is one more`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    let items = try items(of: TraceSteps(of: trace.inspector.trace, recent: 1_000))
    let texts = texts(items)
    #expect(texts[0] == "new @1 Cache.swift:5  thread 1  0.000 s")
    #expect(
      texts[2...4] == ["## start", #"mark "start"  0.000 s"#, "new @2 Server.swift:42  thread 2  0.100 s"])
    #expect(texts.suffix(2) == ["search: found out where 6 handles are", "end of the trace: 8 live"])
    let numbers = items.compactMap { if case .line(let line) = $0 { line.number } else { nil } }
    #expect(numbers == Array(1...24) + [24, 24])
  }

  @Test func `the events lead to what lives, with who holds whom`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    for count in [1_000, 12, 0] {
      let steps = try TraceSteps(of: trace.inspector.trace, recent: count)
      #expect(steps.isTruncated == (count < 24))
      var state = steps.beginning
      for case .line(let line) in try items(of: steps) { state.apply(line.events, line: line.number) }
      let edges = state.snapshot.edges.map { [$0.from.number, $0.to.number] }
      #expect(edges == [[1, 2], [1, 3], [1, 4], [1, 5], [7, 6], [6, 7]], "the last \(count) events")
      #expect(state.traced(in: ObjectID(1)).map(\.number) == [2, 3, 4, 5])
      #expect(state.snapshot.objects.map(\.count) == [1, 1, 1, 1, 1, 1, 1, 1])
    }
  }

  @Test func `what outlives the object that it was in is held from outside again`() throws {
    let trace = try Inspecting { trace in
      let type = trace.type("App.Node")
      let holder = trace.make(type, at: "App/Main.swift:1")
      let held = trace.make(type, at: "App/Main.swift:2")
      trace.search(for: trace.mark("inside"), finding: [(held, holder)])
      trace.drop(holder)
      trace.end()
    }
    var state = SnapshotReducer()
    for case .line(let line) in try items(of: TraceSteps(of: trace.inspector.trace, recent: 1_000)) {
      state.apply(line.events, line: line.number)
      if line.text.hasPrefix("search") { #expect(state.traced(in: ObjectID(1)).map(\.number) == [2]) }
    }
    #expect(state.snapshot.edges.isEmpty)
    #expect(state.snapshot.objects.map { $0.owners.map(\.place) } == [[nil]])
  }

  @Test func `only what has come since is given out, and the end once`() throws {
    var builder = TraceBuilder()
    builder.state = 1
    let type = builder.type("App.Node")
    _ = builder.make(type, at: "App/Main.swift:1")
    let trace = try Inspecting(builder.bytes)
    let steps = try TraceSteps(of: trace.inspector.trace, recent: 1_000)
    #expect(
      try texts(items(of: steps)) == ["new @1 Main.swift:1  thread 1  0.000 s", "end of the trace: 1 live"])
    _ = builder.make(type, at: "App/Main.swift:2")
    try trace.grow(to: builder.bytes)
    trace.inspector.catchUp()
    #expect(steps.waitingCount == 1)
    #expect(try texts(items(of: steps)) == ["new @2 Main.swift:2  thread 1  0.000 s"])
    #expect(steps.waitingCount == 0)
  }

  @Test func `objects are chosen by type and by the place that made them`() throws {
    let trace = try Inspecting(TraceBuilder.server.bytes)
    let filter = Filter(type: "App.Node", site: "Friends.swift")
    let steps = try TraceSteps(of: trace.inspector.trace, recent: 1_000, filter: filter)
    let texts = try texts(items(of: steps))
    #expect(texts[0].contains("of a type like `App.Node`, made at a place like `Friends.swift`"))
    #expect(texts.filter { $0.contains("@") }.allSatisfy { $0.contains("@6") || $0.contains("@7") })
    #expect(texts.contains("search: found out where 2 handles are"))
    let late = try TraceSteps(of: trace.inspector.trace, recent: 0, filter: filter)
    #expect(late.beginning.snapshot.objects.map(\.object.number) == [6, 7])
  }
}
