import Foundation
import TestSupport
import Testing

/// The objects that `--json` prints: programs rely on these events and fields.
struct JSONContractTests {
  @Test func `counts of a clone and a drop, and the end of the session`() throws {
    let run = try Tool.run(
      script: "a = new string \"x\"\nb = clone a\ndrop a\nstrong_count b\n", "--json")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(
      try run.events().match([
        ["line": 1, "event": "created", "object": 1, "type": "String", "after": 1, "name": "a"],
        ["line": 2, "event": "cloned", "object": 1, "before": 1, "after": 2, "name": "b"],
        ["line": 3, "event": "dropped", "object": 1, "before": 2, "after": 1, "name": "a"],
        ["line": 4, "event": "value", "query": "strong_count b", "value": 1],
        ["line": 5, "event": "dropped", "object": 1, "before": 1, "after": 0, "name": "b"],
        ["line": 5, "event": "destroyed", "object": 1, "type": "String"],
      ]))
  }

  @Test(arguments: [
    ("string \"x\"", "String"), ("counter 3", "Counter"), ("file notes.txt", "File"), ("cell", "Cell"),
  ])
  func `a handle that no name takes has no name, and dies on its line`(kind: String, type: String) throws {
    let events = try Tool.run(script: "new \(kind)\n", "--json").events()
    let type = JSONValue.string(type)
    #expect(
      events.match([
        ["line": 1, "event": "created", "object": 1, "type": type, "after": 1, "name": nil],
        ["line": 1, "event": "dropped", "object": 1, "before": 1, "after": 0, "name": nil],
        ["line": 1, "event": "destroyed", "object": 1, "type": type],
      ]))
  }

  @Test func `a move tells from where to where, and the count that stays`() throws {
    let events = try Tool.run(script: "a = new counter\nb = move a\n", "--json").events()
    #expect(
      events[1].has(["line": 2, "event": "moved", "object": 1, "from": "a", "to": "b", "count": 1]))
  }

  @Test func `a raw pointer leaves the count alone`() throws {
    let events = try Tool.run(script: "a = new counter\np = as_raw a\nq = into_raw a\n", "--json").events()
    #expect(events[1].has(["line": 2, "event": "raw", "object": 1, "name": "p", "count": 1]))
    #expect(events[2].has(["line": 3, "event": "raw", "object": 1, "name": "q", "count": 1]))
  }

  @Test(
    arguments: [
      ("strong_count s", 1), ("is s String", true), ("is s Counter", false), ("downcast s String", "a \"b\""),
      ("downcast s Counter", nil), ("downcast n Counter", 41), ("downcast f File", "notes.txt"),
      ("downcast c Cell", "@1"), ("eq s s", true), ("eq s n", false), ("cmp s s", "equal"),
      ("cmp s n", "different"), ("get n", 41), ("incr n 2", 43),
    ] as [(String, JSONValue)])
  func `a query's value has the JSON type of what it is`(query: String, value: JSONValue) throws {
    let script = """
      s = new string "a \\"b\\""
      n = new counter 41
      f = new file notes.txt
      c = new cell s
      drop s
      s = get c
      take c
      c = new cell s
      drop c
      c = new cell s
      d = clone s
      drop d
      \(query)

      """
    let events = try Tool.run(script: script, "--json").events()
    // The cell holds a handle of its own, so the count is one more than the names'.
    let wanted = query == "strong_count s" ? 2 : value
    #expect(
      events.named("value").match([["line": 13, "event": "value", "query": .string(query), "value": wanted]]))
  }

  @Test func `output carries what was read`() throws {
    let events = try Tool.run(
      script: "f = new file notes.txt\nwrite f \"one\\ntwo\"\nrewind f\nread f 5\n", "--json"
    ).events()
    #expect(
      events.named("output").match([["line": 4, "event": "output", "object": 1, "text": "one\nt"]]))
  }

  @Test func `an error carries code, message and column, and costs nothing that was there`() throws {
    let run = try Tool.run(script: "a = new counter\ndrop b\nstrong_count a\n", "--json")
    #expect(run.status == 1)
    #expect(run.errors.isEmpty)
    let events = try run.events()
    #expect(events[1].has(["line": 2, "event": "error", "code": "E0002", "column": 6]))
    guard case .string(let message) = events[1]["message"] else {
      Issue.record("an error without a message")
      return
    }
    #expect(message.contains("'b'"))
    #expect(events[2].has(["line": 3, "event": "value", "value": 1]))
  }

  @Test func `columns are characters, not bytes`() throws {
    let events = try Tool.run(script: "a = new string \"äöü🦀\" x\n", "--json").events()
    #expect(events.match([["event": "error", "code": "E0003", "column": 23]]))
  }

  @Test func `a cycle is a leak at the end, with all its objects`() throws {
    let script = "a = new cell\nb = new cell a\nput a b\nc = new counter\ndrop a b\n"
    let events = try Tool.run(script: script, "--json").events()
    #expect(events.last?.has(["line": 6, "event": "leak", "objects": [1, 2]]) == true)
    #expect(!events.dropLast().contains { $0["event"] == "leak" })
  }

  @Test func `dropping an object's last handle is told before what that drops in turn`() throws {
    let script = "a = new string \"x\"\nc = new cell a\ndrop a\ndrop c\n"
    let events = try Tool.run(script: script, "--json").events().filter { $0["line"] == 4 }
    #expect(
      events.match([
        ["event": "dropped", "object": 2, "before": 1, "after": 0, "name": "c"],
        ["event": "destroyed", "object": 2, "type": "Cell"],
        ["event": "dropped", "object": 1, "before": 1, "after": 0, "name": nil],
        ["event": "destroyed", "object": 1, "type": "String"],
      ]))
  }

  @Test func `binding a bound name makes the new value first`() throws {
    let events = try Tool.run(script: "a = new counter\na = new counter\n", "--json").events()
    #expect(
      events[1...3].map { $0 }.match([
        ["line": 2, "event": "created", "object": 2], ["event": "dropped", "object": 1, "name": "a"],
        ["event": "destroyed", "object": 1],
      ]))
  }

  @Test func `every line is one object with a line number and an event`() throws {
    let script = """
      a = new string "tab\\t quote\\" \\u{1b}[31m \\u{202e}"
      .names
      .objects
      .history
      .help
      .help clone
      .explain E0007
      .watch a
      b = clone a
      race a threads 2 times 10
      expect strong_count a 2
      expect strong_count a 3
      .timer on
      show a
      frob
      """
    let run = try Tool.run(script: script, "--json", "--echo")
    let events = try run.events()
    #expect(events.count == run.output.split(separator: "\n").count)
    for event in events {
      guard case .integer(1...16) = event["line"], case .string = event["event"] else {
        Issue.record("\(event)")
        continue
      }
    }
    #expect(events.named("input").count == 15)
    // Nothing that could move a terminal's cursor or turn its text around goes out raw.
    #expect(!run.output.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x202E) })
  }

  @Test func `a file's events name the file, those of standard input do not`() throws {
    let folder = try TemporaryDirectory()
    try Data("a = new counter\n".utf8).write(to: URL(filePath: folder.appending("one.xr")))
    let run = try Tool.run(
      ["run", "--json", "one.xr", "-"], input: "strong_count a\n.read one.xr\n", in: folder.path)
    let events = try run.events()
    #expect(
      events[...2].map { $0 }.match([
        ["line": 1, "event": "created", "file": "one.xr"], ["line": 1, "event": "value", "value": 1],
        ["line": 1, "event": "created", "file": "one.xr"],
      ]))
    #expect(events[1]["file"] == nil)
  }
}
