import Foundation
import TestSupport
import Testing

/// `externref play`: a document before an audience, in a pipe, in a recording.
struct PlayTests {
  private let documents = try! DocumentFolder()

  private func play(_ arguments: String..., columns: Int = 80, rows: Int = 50) throws -> PseudoTerminal {
    try PseudoTerminal(
      "/usr/bin/env", ["-C", documents.path, Tool.path, "play", "lesson.md"] + arguments,
      environment: [
        "TERM": "xterm", "HOME": "/nonexistent", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
        "SWIFT_BACKTRACE": "enable=no",
      ], columns: columns, rows: rows)
  }

  // MARK: In a pipe

  @Test func `into a pipe it plays to the end without waiting, and reads nothing`() throws {
    let run = try documents.run("play", "lesson.md", input: "q")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(
      run.output == """
        # A lesson of *one's* own

        Prose with **strong** words, `code`, and enough of it that it has to be wrapped
        where the terminal is narrow.

        1. first
        2. second

        1 · 0 live > a = new string "hello"
        @1  String  "hello"  count 1  held by a
        2 · 1 live > b = clone a
        @1  count 1 → 2  held by a, b
        ? strong_count a
        2

        Between the blocks.

        1 · 0 live > c = new counter 5
        @1  Counter  5  count 1  held by c
        2 · 1 live > incr c
        6
        ? get c
        6

        The end.

        end of the session: names are dropped, youngest first
        @1  count 1 → 0  Counter destroyed

        """)
  }

  @Test func `a lesson is found by its name from any folder, and a word that is none gets help`() throws {
    #expect(try documents.run("play", "counts").output.hasPrefix("# A count moves\n"))
    let wrong = try documents.run("play", "conuts")
    #expect(wrong.status == 1)
    #expect(
      wrong.errors == "error E0030: there is no lesson and no file 'conuts'\n  help: did you mean counts?\n")
  }

  @Test(arguments: [
    ["--pace", "-1"], ["--pace", "soon"], ["--pace", "nan"], ["--type-speed", "-1"],
    ["--type-speed", "1001"],
  ])
  func `paces that make no sense are refused`(options: [String]) throws {
    #expect(try Tool.run(["play", "lesson.md"] + options, in: documents.path).status == 64)
  }

  // MARK: At a terminal

  @Test(arguments: [80, 40])
  func `nothing is wider than the terminal, and Enter leads through all of it`(columns: Int) throws {
    let terminal = try play("--pace", "enter", "--type-speed", "0", columns: columns)
    try terminal.wait(for: columns == 80 ? "2. second" : "second")
    #expect(!terminal.screen.text.contains("new string"))
    #expect(terminal.screen.text.contains("A lesson of one's own"))
    for wanted in [
      "held by a\n", "→ 2  held by a, b", "? strong_count a", "\n2\n", "Between the blocks.", "Counter  5",
      "\n6\n",
      "? get c", "? get c\n6\n", "The end.",
    ] {
      try terminal.type("\r")
      try terminal.wait("“\(wanted)”") { ($0.screen.text + "\n").contains(wanted) }
    }
    try terminal.type("\r\r")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(try terminal.mode() == terminal.initialMode)
    let written = String(decoding: terminal.output, as: UTF8.self).replacing("\r\n", with: "\n")
      .replacing(#/\u{1B}\[[0-9;?]*[a-zA-Z]/#, with: "")
    // The place in the document is written over again and again.
    for row in written.split(whereSeparator: \.isNewline) {
      #expect(row.count <= columns, "\(row)")
    }
    #expect(String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}[1mstrong\u{1B}[0m"))
  }

  @Test func `a key in the middle of a line types the rest of it at once`() throws {
    let terminal = try play("--pace", "enter", "--type-speed", "1")
    try terminal.wait(for: "2. second")
    try terminal.type("\r")
    try terminal.wait(for: "0 live > a")
    try terminal.type("\r")
    try terminal.wait(for: "held by a", within: .seconds(15))
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test func `back does what went before anew, and shows the block before`() throws {
    let terminal = try play("--pace", "enter", "--type-speed", "0")
    try terminal.wait(for: "2. second")
    for wanted in [
      "held by a\n", "held by a, b", "? strong_count a", "\n2\n", "Between", "Counter  5", "\n6\n",
    ] {
      try terminal.type(" ")
      try terminal.wait("“\(wanted)”") { ($0.screen.text + "\n").contains(wanted) }
    }
    try terminal.type("b")
    try terminal.wait("the first block") {
      !$0.screen.text.contains("Between") && $0.screen.text.contains("second")
    }
    #expect(!terminal.screen.text.contains("new string"))
    for wanted in ["held by a\n", "held by a, b", "? strong_count a", "\n2\n", "Between"] {
      try terminal.type("n")
      try terminal.wait("“\(wanted)”") { ($0.screen.text + "\n").contains(wanted) }
    }
    // The object is the first of its session again: nothing is left of what was played before.
    #expect(terminal.screen.text.contains("@1  count 1 → 2  held by a, b"))
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test func `the prompt is handed over with the session as it stands, and given back`() throws {
    let secret = try DocumentFolder(["secret.txt": "secret"])
    let terminal = try play("--pace", "enter", "--type-speed", "0")
    try terminal.wait(for: "2. second")
    try terminal.type("\r")
    try terminal.wait(for: "held by a")
    try terminal.type("s")
    try terminal.wait(for: "Ctrl-D goes back to the document.")
    try terminal.wait(for: "· 1 live >")
    // Each line waits for the prompt before it: until then, keys mean something else.
    for (line, answer) in [
      ("mine = clone a", "held by a, mine"),
      // The presenter's own lines are the user's, not the document's.
      ("f = new file \(secret.path)/secret.txt r", "@2  File"), ("drop f", "File destroyed"),
    ] {
      try terminal.enterAndWait(line)
      #expect(terminal.screen.text.contains(answer))
    }
    try terminal.type(Keyboard.endOfInput)
    try terminal.wait(for: "Back to the document.")
    try terminal.type("\r")
    // What the presenter bound is gone, and the numbers go on where the document left them.
    try terminal.wait("the document's own line") {
      $0.screen.text.contains("2 · 1 live > b = clone a\n@1  count 1 → 2  held by a, b\n")
    }
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `the pane stands above the demo, also when that goes back and when the prompt is handed over`()
    throws
  {
    let terminal = try play("--pane", "--pace", "enter", "--type-speed", "0")
    func waitForPane(_ text: String) throws {
      try terminal.wait("a pane with “\(text)”") {
        let lines = $0.screen.lines
        guard let rule = lines.firstIndex(where: { $0.hasPrefix("──") }) else { return false }
        return lines[..<rule].joined(separator: "\n").contains(text)
      }
    }
    try terminal.wait(for: "2. second")
    try terminal.type("\r")
    try waitForPane("@1 String")
    try terminal.type("\r")
    try waitForPane("count 1 → 2")
    try terminal.type("b")
    try terminal.wait("an empty pane") {
      let lines = $0.screen.lines
      return lines[24].hasPrefix("──") && lines[..<24].allSatisfy(\.isEmpty)
    }
    try terminal.type("\r")
    try waitForPane("@1 String")
    try terminal.type("s")
    try terminal.wait(for: "· 1 live >")
    try terminal.enterAndWait("mine = clone a")
    try waitForPane("count 1 → 2")
    try terminal.type(Keyboard.endOfInput)
    try terminal.wait(for: "Back to the document.")
    try terminal.type("\r")
    // What the presenter cloned is gone.
    try terminal.wait(for: "2 · 1 live > b = clone a")
    try waitForPane("count 1 → 2")
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(terminal.screen.scrollsWhole && !terminal.screen.text.contains("──"))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `a pane without a terminal is a warning`() throws {
    let run = try documents.run("play", "lesson.md", "--pane")
    #expect(run.status == 0)
    #expect(run.errors == "externref: no place for a pane: standard output is no terminal\n")
  }

  @Test func `a pause lasts until a key ends it, and without one the demo goes on alone`() throws {
    let terminal = try play("--pace", "0.2", "--type-speed", "0")
    try terminal.type("p")
    try terminal.wait(for: "2. second")
    try terminal.type("p")
    try terminal.wait(for: "end of the session")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test func `Ctrl-C leaves, and the terminal is as it was`() throws {
    let terminal = try play("--pace", "enter")
    try terminal.wait(for: "2. second")
    try terminal.type(Keyboard.interrupt)
    #expect(try terminal.waitForExit() == .exited(130))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  /// The keys of clickers, and those that mean the same.
  @Test(arguments: [("\u{1B}[6~", "\u{1B}[5~"), ("\u{1B}[C", "\u{1B}[D"), ("\u{1B}OB", "\u{1B}OA")])
  func `a clicker goes on and back by one step, and the place is shown`(on: String, back: String) throws {
    let terminal = try play("--pace", "enter", "--type-speed", "0")
    try terminal.wait(for: "0/6, 0:")
    for (key, place, shown, hidden) in [
      (on, 1, "held by a\n", "b = clone"), (on, 2, "held by a, b\n", "? strong"),
      (back, 1, "held by a\n", "b = clone"),
      (on, 2, "held by a, b\n", "? strong"), (on, 2, "? strong_count a\n", "\n2\n"),
    ] {
      try terminal.type(key)
      try terminal.wait("\(place): \(shown)") { terminal in
        let text = terminal.screen.text + "\n"
        return text.contains("\(shown)") && !text.contains(hidden)
          && (text.contains("\(place)/6, 0:") || place == 2)
      }
    }
    // A clone that was taken back is not made twice.
    try terminal.type(on)
    try terminal.wait(for: "? strong_count a\n2\n3/6, 0:")
    try terminal.type("p")
    try terminal.wait(for: ", paused")
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test(arguments: [("2", "2 · 1 live > b = clone a"), ("the end", "The end."), ("5", "2 · 1 live > incr c")])
  func `a demo goes on at a step or a heading`(start: String, line: String) throws {
    try Data(documents.text("lesson.md").replacing("The end.", with: "## The end\n\nThe end.").utf8)
      .write(to: URL(filePath: documents.path + "/lesson.md"))
    let terminal = try play("--pace", "enter", "--type-speed", "0", "--from", start)
    try terminal.wait(for: line)
    // The scene is there from its beginning, and what was before it is not.
    #expect(terminal.screen.text.contains("A lesson of one's own") == (start == "2"))
    try terminal.type("q")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test(arguments: ["0", "7", "nowhere"])
  func `a place that the document does not have is an error`(start: String) throws {
    let run = try documents.run("play", "lesson.md", "--from", start)
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.errors.contains(Int(start) == nil ? "no heading has 'nowhere' in it" : "no step \(start)"))
  }

  @Test func `the session goes on from a step in a pipe too`() throws {
    let run = try documents.run("play", "lesson.md", "--from", "6")
    #expect(run.output.contains("1 · 0 live > c = new counter 5\n"))
    #expect(!run.output.contains("new string"))
  }

  @Test func `a script is refused with the command that was meant`() throws {
    let run = try documents.run("play", "demo.xr")
    #expect(run.status == 1)
    #expect(run.errors.contains("help: to run it: externref run --echo demo.xr\n"))
  }

  // MARK: Recordings

  /// The events of a recording, after its header.
  private func events(of name: String) throws -> (
    header: JSONValue, events: [(time: Double, code: String, data: String)]
  ) {
    let lines = try documents.text(name).split(separator: "\n")
    let header = try JSONValue.lines(of: String(lines[0]))[0]
    return (
      header,
      try lines.dropFirst().map { line in
        let parts = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
        try #require(parts.count == 3)
        return (
          try #require(parts[0] as? Double), try #require(parts[1] as? String),
          try #require(parts[2] as? String)
        )
      }
    )
  }

  @Test func `a recording is the same on every run, wherever and however it is made`() throws {
    let run = try documents.run("play", "lesson.md", "--record", "one.cast")
    #expect(run.status == 0)
    #expect(run.output == "one.cast: 4 commands, 21 seconds\n")
    _ = try documents.run(
      "play", "lesson.md", "--record", "two.cast",
      environment: ["LANG": "C", "NO_COLOR": "1", "TMPDIR": documents.path])
    #expect(try documents.bytes("one.cast") == documents.bytes("two.cast"))
    let terminal = try play("--record", "three.cast", columns: 40)
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(try documents.bytes("one.cast") == documents.bytes("three.cast"))
    _ = try documents.run("play", "lesson.md", "--record", "four.cast", "--pace", "0.5", "--type-speed", "0")
    #expect(try documents.bytes("one.cast") != documents.bytes("four.cast"))
  }

  @Test func `a recording is an asciicast of version 3`() throws {
    _ = try documents.run("play", "lesson.md", "--record", "demo.cast")
    let (header, events) = try events(of: "demo.cast")
    #expect(
      header.has(["version": 3, "term": ["cols": 80, "rows": 24], "title": "A lesson of one's own"]))
    #expect(events.allSatisfy { $0.time >= 0 && ["o", "m", "x"].contains($0.code) })
    #expect(
      events.filter { $0.code == "m" }.map(\.data) == [
        "a = new string \"hello\"", "b = clone a", "c = new counter 5", "incr c",
      ])
    #expect(events.last?.code == "x" && events.last?.data == "0")
    #expect(events.count { $0.code == "x" } == 1)
    // Times are since the event before: typing makes up most of the events, and pauses most of the time.
    #expect(events.count { abs($0.time - 1.0 / 30) < 0.001 } > 40)
    #expect((20...26).contains(events.reduce(0) { $0 + $1.time }))
    // A terminal shows what a pipe would get, apart from colours.
    var screen = TerminalScreen(columns: 80, rows: 40)
    for event in events where event.code == "o" { screen.write(event.data.utf8) }
    #expect(
      screen.text.contains("2 · 1 live > b = clone a\n@1  count 1 → 2  held by a, b\n? strong_count a\n2\n"))
    #expect(events.allSatisfy { !$0.data.replacing("\r\n", with: "").contains("\n") })
  }

  @Test func `a recording for older players has version 2, whose times are since the beginning`() throws {
    _ = try documents.run("play", "lesson.md", "--record", "demo.cast", "--cast", "2", "--size", "100x30")
    let (header, events) = try events(of: "demo.cast")
    #expect(header.has(["version": 2, "width": 100, "height": 30]))
    #expect(events.allSatisfy { ["o", "m"].contains($0.code) })
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect((20...26).contains(events.last?.time ?? 0))
  }

  @Test func `a recording can have the picture of the heap beside the text`() throws {
    _ = try documents.run("play", "lesson.md", "--record", "demo.cast", "--pane", "--size", "100x30")
    let (_, events) = try events(of: "demo.cast")
    var screen = TerminalScreen(columns: 100, rows: 30)
    var seen = false
    for event in events where event.code == "o" {
      screen.write(event.data.utf8)
      // The picture on the right, of what the text on the left says.
      let pictures = screen.text.split(separator: "\n").map { $0.dropFirst(52) }
      if screen.text.contains("held by a, b"),
        pictures.contains(where: { $0.contains("@1 String") && $0.contains("count 1 → 2") })
      {
        seen = true
      }
    }
    #expect(seen)
    for row in screen.text.split(separator: "\n") { #expect(row.count <= 100) }
  }

  @Test(arguments: [["--cast", "4"], ["--size", "80"], ["--size", "1x1"]])
  func `formats that make no sense are refused`(options: [String]) throws {
    let arguments = ["play", "lesson.md", "--record", "x.cast"] + options
    #expect(try Tool.run(arguments, in: documents.path).status == 64)
    #expect(try Tool.run(["play", "lesson.md", "--cast", "2"], in: documents.path).status == 64)
  }

  @Test func `help says the pause in seconds`() throws {
    #expect(try Tool.run(["play", "--help"]).output.contains("(default: 1.5)"))
  }

  @Test func `a recording that cannot be written is an error`() throws {
    let run = try documents.run("play", "lesson.md", "--record", "missing/demo.cast")
    #expect(run.status == 1)
    #expect(run.errors.contains("cannot write 'missing/demo.cast' in the folder 'missing': ENOENT"))
  }
}
