import Foundation
import TestSupport
import Testing

/// The options and the commands about the session, as a script sees them.
struct OptionTests {
  private static let session = """
    a = new string "x"
    b = clone a
    frob
    drop a

    """

  @Test func `standard input that is no terminal is run as by run -`() throws {
    let shell = try Tool.run([], input: Self.session)
    let run = try Tool.run(["run", "-"], input: Self.session)
    #expect(shell.status == run.status)
    #expect(shell.output == run.output)
    #expect(shell.errors == run.errors)
    #expect(
      try Tool.run(["--json"], input: Self.session).output == Tool.run(script: Self.session, "--json").output)
  }

  @Test func `results go to standard output, diagnostics to standard error`() throws {
    let run = try Tool.run(script: Self.session)
    #expect(
      run.output == """
        @1  String  "x"  count 1  held by a
        @1  count 1 → 2  held by a, b
        @1  count 2 → 1  held by b
        end of the session: names are dropped, youngest first
        @1  count 1 → 0  String destroyed

        """)
    #expect(
      run.errors == """
        <stdin>:3:1: error E0001: unknown verb 'frob'
          frob
          ^^^^
          help: .help lists them all

        """)
  }

  @Test func `quiet shows errors and leaks only`() throws {
    let run = try Tool.run(script: Self.session + "c = new cell\nput c c\n.names\ndrop c\n", "--quiet")
    #expect(run.output.hasPrefix("leak  @2  lives on, and no name reaches it\n"))
    #expect(run.errors.contains("E0001"))
    #expect(try Tool.run(script: Self.session, "-q").output.isEmpty)
    let events = try Tool.run(script: Self.session, "-q", "--json").events()
    #expect(events.match([["line": 3, "event": "error"]]))
  }

  @Test func `echo shows each line before its results`() throws {
    let output = try Tool.run(script: "a = new counter # one\n\n.names\n", "--echo").output
    #expect(
      output.hasPrefix(
        """
        > a = new counter # one
        @1  Counter  0  count 1  held by a
        >\u{20}
        > .names
        a  handle to @1  count 1

        """))
  }

  @Test func `init runs first, and its lines are not counted with the others`() throws {
    let folder = try TemporaryDirectory()
    try Data("# first\na = new counter 5\n".utf8).write(to: URL(filePath: folder.appending("init.xr")))
    for arguments in [["run", "--init", "init.xr", "-"], ["--init", "init.xr"]] {
      let run = try Tool.run(arguments, input: "get a\nfrob\n", in: folder.path)
      #expect(run.output.hasPrefix("@1  Counter  5  count 1  held by a\n5\n"))
      #expect(run.errors.hasPrefix("<stdin>:2:1:"))
    }
    #expect(try Tool.run(["--init", "missing"], input: "a = new counter\n").status == 1)
  }

  @Test func `init's quit ends everything`() throws {
    let folder = try TemporaryDirectory()
    try Data(".quit\n".utf8).write(to: URL(filePath: folder.appending("init.xr")))
    let run = try Tool.run(["--init", "init.xr"], input: "frob\n", in: folder.path)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
  }

  @Test func `several files are one session, and messages name the file`() throws {
    let folder = try TemporaryDirectory()
    try Data("a = new counter 5\nfrob\n".utf8).write(to: URL(filePath: folder.appending("one.xr")))
    try Data("get a\ndrop b\n".utf8).write(to: URL(filePath: folder.appending("two.xr")))
    let run = try Tool.run(["run", "one.xr", "-", "two.xr"], input: "incr a\nfrob\n", in: folder.path)
    #expect(run.output.hasPrefix("@1  Counter  5  count 1  held by a\n6\n6\n"))
    let places = run.errors.split(separator: "\n").filter { $0.contains("error") }.map {
      $0.prefix { $0 != " " }
    }
    #expect(places == ["one.xr:2:1:", "<stdin>:2:1:", "two.xr:2:6:"])
  }

  @Test func `mode changes how the following lines answer`() throws {
    let output = try Tool.run(script: "a = new counter\n.mode json\nget a\n.mode text\nget a\n").output
    let lines = output.split(separator: "\n")
    #expect(lines[0] == "@1  Counter  0  count 1  held by a")
    #expect(try JSONValue.lines(of: String(lines[1])).match([["line": 3, "event": "value", "value": 0]]))
    #expect(lines[2] == "0")
    #expect(try Tool.run(script: ".mode text\nnew cell\n", "--json").output.hasPrefix("@1  Cell  empty"))
  }

  @Test func `timer shows how long each line took, until it is switched off`() throws {
    let script = "get a\n.timer on\nget a\n.timer off\nget a\n"
    let text = try Tool.run(script: "a = new counter\n" + script).output.split(separator: "\n")
    #expect(text.count { $0.hasSuffix(" µs") || $0.hasSuffix(" ms") } == 2)
    let events = try Tool.run(script: "a = new counter\n" + script, "--json").events().named("timer")
    #expect(events.map { $0["line"] } == [4, 5])
    #expect(events.allSatisfy { if case .integer(0...) = $0["microseconds"] { true } else { false } })
  }

  @Test(
    arguments: [
      ["a\u{1B}[31m"], ["run", "--x\u{1B}[31m", "a.xr"], ["export", "a.xr", "-o", "a.\u{1B}[31m"],
      ["test", "--color=\u{1B}[31m", "a"], ["run", "--allow-files", "no\u{9B}31m", "a.xr"],
      ["explain", "\u{202E}E"],
    ])
  func `A usage error shows what cannot be seen in an argument`(arguments: [String]) throws {
    let run = try Tool.run(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(#"\u{"#))
    #expect(run.errors.unicodeScalars.allSatisfy { ![0x1B, 0x9B, 0x202E].contains($0.value) })
  }

  @Test func `watch tells the counts after each line from then on`() throws {
    let script = "a = new counter\n.watch a\nb = clone a\ndrop b\ndrop a\n.unwatch\nc = new counter\n"
    let output = try Tool.run(script: script).output
    #expect(
      output.split(separator: "\n").filter { $0.hasPrefix("watch") } == [
        "watch  a @1 1", "watch  a @1 1 → 2 ▄█", "watch  a @1 2 → 1 ▄█▄", "watch  a holds nothing",
      ])
  }

  @Test func `a race is one line where nothing can be redrawn, and leaves the count as it was`() throws {
    let run = try Tool.run(
      script: "a = new counter\nb = clone a\nrace a threads 4 times 20000\nstrong_count a\n")
    #expect(!run.output.contains("\r"))
    #expect(run.output.contains("\n@1  count 2 again  "))
    #expect(run.output.contains("\n2\nend of the session"))
    let race = try Tool.run(script: "a = new counter\nrace a threads 4 times 20000\n", "--json").events()[1]
    #expect(race.has(["event": "race", "object": 1, "threads": 4, "times": 20000, "before": 1, "after": 1]))
  }
}
