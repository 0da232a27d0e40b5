import Foundation
import TestSupport
import Testing

/// `.undo`, `.redo` and the ways out of leaks, as scripts and users meet them.
struct TravelCommandTests {
  @Test func `a script says what it took back, and what is another way`() throws {
    let run = try Tool.run(
      ["run", "-"], input: "a = new counter 5\nb = clone a\nincr a\n.undo 2\n.redo\n.undo 9\n")
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        """
        took back line 2: b = clone a
        took back line 3: incr a
        ~  @1  count 2 → 1  6 → 5  held by a
        -  b  handle to @1  count 2
        brought back line 2: b = clone a
        brought back line 3: incr a
        ~  @1  count 1 → 2  5 → 6  held by a, b
        +  b  handle to @1  count 2

        """))
    #expect(run.errors.contains("error E0042: there are 3 lines to take back, not 9"))
    #expect(run.errors.contains("try:  .undo 3"))
  }

  @Test func `JSON has the lines, the files and the differences`() throws {
    let folder = try TemporaryDirectory()
    let run = try Tool.run(
      ["run", "--json", "-"], input: "f = new file x w\nwrite f \"a\"\n.undo\n.redo\n", in: folder.path)
    #expect(run.status == 0)
    let events = try JSONValue.lines(of: run.output)
    #expect(events.contains { $0.has(["line": 3, "event": "undone", "files": ["x"]]) })
    #expect(events.contains { $0.has(["line": 4, "event": "redone"]) })
    #expect(try String(contentsOfFile: folder.appending("x"), encoding: .utf8) == "a")
  }

  @Test func `leaks end with lines that were tried`() throws {
    let run = try Tool.run(["run", "-"], input: "a = new cell\nput a a\n.leaks\ndrop a\n.leaks\n")
    #expect(
      run.output.contains(
        """
        every object is reached by a name
        at the end  @1  would leak: a handle of its own keeps it
        way out  t = take a
                 drop t
        tried: everything ends at 0

        """))
    #expect(run.output.contains("after line 2 there was one\n         t = take a\n"))
  }

  @Test func `an error's proposal is recalled first, and forgotten when another line was typed`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter("print(a)", expecting: "try:  show a")
    try terminal.wait(for: "3 · 1 live >")
    try terminal.type(Keyboard.up)
    try terminal.wait(for: "3 · 1 live > show a")
    try terminal.type(Keyboard.up)
    try terminal.wait(for: "3 · 1 live > print(a)")
    try terminal.type("\u{1B}[B\r")
    try terminal.wait(for: "4 · 1 live >")
    try terminal.type(Keyboard.up)
    try terminal.wait(for: "4 · 1 live > show a")
    try terminal.type(Keyboard.up)
    try terminal.wait(for: "4 · 1 live > print(a)")
  }

  @Test func `a proposal that was not taken is no part of the history`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter("print(a)", expecting: "try:  show a")
    try terminal.enter("strong_count a", expecting: "4 · 1 live >")
    try terminal.type(Keyboard.up + Keyboard.up)
    try terminal.wait(for: "4 · 1 live > print(a)")
  }

  @Test(
    arguments: [
      (["lern"], "did you mean externref learn?"),
      (["paly", "demo.md"], "did you mean externref play demo.md?"),
      (["demo.xr"], "to run the script: externref run demo.xr"),
      (["my demo.xr"], "externref run 'my demo.xr'"),
      (["demo.md"], "to show the document: externref play demo.md"),
      (["zzz"], "'externref --help' lists the commands"),
    ])
  func `a word that is no command is refused with the one that was meant`(arguments: [String], help: String)
    throws
  {
    let run = try Tool.run(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(help))
    #expect(!run.errors.contains("Usage"))
  }
}
