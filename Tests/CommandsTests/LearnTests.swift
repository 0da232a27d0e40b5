import Foundation
import TestSupport
import Testing

/// `externref learn`: by hand at a terminal, and scripted for a teacher.
struct LearnTests {
  private let documents = try! DocumentFolder()

  private func learn(_ arguments: String..., columns: Int = 80) throws -> PseudoTerminal {
    try PseudoTerminal(
      "/usr/bin/env", ["-C", documents.path, Tool.path, "learn"] + arguments,
      environment: [
        "TERM": "xterm", "HOME": documents.path, "XDG_STATE_HOME": documents.folder.appending("state"),
        "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no",
      ], columns: columns, rows: 60)
  }

  // MARK: Scripted

  @Test func `each line of standard input is an answer, judged and explained`() throws {
    let run = try documents.run("learn", "lesson.md", input: "2\nseven\n")
    #expect(run.status == 0)
    #expect(
      run.output.contains(
        """
        > a = new string "hello"
        > b = clone a

        ? strong_count a
        answer: 2
        right: strong_count a is 2
        because:
        > a = new string "hello"
        @1  String  "hello"  count 1  held by a
        > b = clone a
        @1  count 1 → 2  held by a, b

        """))
    #expect(
      run.output.contains("answer: seven\nwrong: get c is 6, not seven\nbecause:\n> c = new counter 5\n"))
    #expect(run.output.hasSuffix("\nThe end.\n\n1 of 2 right\n"))
  }

  @Test(arguments: [
    ("2\n6\n", 0, 2, true), ("2\n", 50, 1, true), ("2\n", 51, 1, false), ("", 100, 0, false),
    ("", 0, 0, true),
    ("\n\n\n", 1, 0, false), ("hint\n2\nhint\nhint\n6\n", 100, 2, true), ("6\n2\n", 1, 0, false),
  ])
  func `results as JSON, and an exit status for those who pass`(
    input: String, percent: Int, right: Int, passes: Bool
  ) throws {
    let run = try documents.run("learn", "lesson.md", "--json", "--pass", "\(percent)", input: input)
    #expect(run.status == (passes ? 0 : 1))
    let events = try run.events()
    #expect(events.named("answer").count == 2 && events.count == 3)
    #expect(events[0].has(["lesson": "lesson.md", "line": 13, "query": "strong_count a", "value": 2]))
    #expect(events[1].has(["line": 24, "query": "get c", "value": 6]))
    #expect(
      events[2].has([
        "event": "score", "right": .integer(right), "asked": 2, "percent": .integer(right * 50),
        "passed": .bool(passes),
      ]))
    if input.hasPrefix("hint") { #expect(events.map { $0["hints"] } == [1, 2, nil]) }
    if input.isEmpty { #expect(events[0]["given"] == .null) }
  }

  @Test func `the list tells what has been learned, and what is next`() throws {
    let first = try documents.run("learn")
    #expect(first.output.hasPrefix(" 1  counts "))
    #expect(first.output.hasSuffix("\nNext: externref learn counts\n"))
    #expect(
      try documents.run("learn", "counts", input: "1\n2\n2\n2\n").output.hasSuffix(
        "4 of 4 right\nNext: externref learn temporaries\n"))
    _ = try documents.run("learn", "counts", input: "1\n")
    _ = try documents.run("learn", "temporaries", input: "1\n")
    // A lesson from elsewhere has no place in the list.
    _ = try documents.run("learn", "lesson.md", input: "2\n6\n")
    let second = try documents.run("learn")
    #expect(second.output.contains(#/ 1  counts +4 of 4  /#))
    #expect(second.output.contains(#/ 2  temporaries +1 of \d  /#))
    #expect(second.output.hasSuffix("\nNext: externref learn temporaries\n"))
    let list = try documents.run("learn", "--json").events()
    #expect(list[0].has(["event": "lesson", "name": "counts", "right": 4, "asked": 4, "questions": 4]))
    #expect(list[2].has(["name": "first-name", "right": nil, "asked": nil]))
    #expect(try documents.text("state/externref/lessons").split(separator: "\n").count == 2)
  }

  @Test func `progress that cannot be kept is a warning, and the lesson counts all the same`() throws {
    try documents.write("", to: "state")
    let run = try documents.run("learn", "counts", "--pass", "100", input: "1\n2\n2\n2\n")
    #expect(run.status == 0)
    let folder = documents.folder.appending("state/externref")
    #expect(
      run.errors
        == "externref: the score is not remembered: the folder \(folder): ENOTDIR (Not a directory)\n")
    let homeless = try Tool.run(
      ["learn", "counts"], input: "1\n", environment: ["HOME": ""], in: documents.path)
    #expect(homeless.status == 0)
  }

  @Test func `a file of scores that is a FIFO, or is where a link leads nowhere, holds no run up`() throws {
    try FileManager.default.createDirectory(
      atPath: documents.folder.appending("state/externref"), withIntermediateDirectories: true)
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(documents.folder.appending("state/externref/lessons"), 0o600) == 0)
    #expect(try documents.run("learn").status == 0)
    let run = try documents.run("learn", "counts", input: "1\n2\n2\n2\n")
    #expect(run.status == 0)
    #expect(run.errors == "externref: the score is not remembered: it is a FIFO\n")
    try FileManager.default.createSymbolicLink(
      atPath: documents.folder.appending("link"), withDestinationPath: "missing/deep")
    let state = documents.folder.appending("link")
    let lost = try documents.run(
      "learn", "counts", input: "1\n2\n2\n2\n", environment: ["XDG_STATE_HOME": state])
    #expect(lost.status == 0)
    #expect(
      lost.errors == "externref: the score is not remembered: the folder \(state)/externref: ENOENT "
        + "(No such file or directory)\n")
  }

  @Test func `what makes no sense is refused`() throws {
    for arguments in [["counts", "--pass", "101"], ["counts", "--pass", "-1"], ["--pass", "50"]] {
      #expect(try Tool.run(["learn"] + arguments).status == 64)
    }
    let broken = try DocumentFolder(["q.md": "```externref\n> a = new counter\n? get b\n```\n"])
    let run = try broken.run("learn", "q.md", input: "1\n")
    #expect(run.status == 1)
    #expect(
      run.errors.hasPrefix(
        "q.md:3:7: error E0030: the question has no answer here: nothing is bound to 'b'\n"))
  }

  // MARK: At a terminal

  @Test(arguments: [80, 40])
  func `a learner asks for a hint, errs, learns why, and gets a score`(columns: Int) throws {
    let terminal = try learn("lesson.md", columns: columns)
    try terminal.wait(for: "your answer (or help):")
    #expect(terminal.screen.text.contains("> b = clone a\n\n? strong_count a\n"))
    #expect(!terminal.screen.text.contains("held by"))
    try terminal.enter("hint", expecting: "What did")
    try terminal.wait("the question again") { $0.screen.text.hasSuffix("\nyour answer (or help):") }
    #expect(!terminal.screen.text.contains("held by"))
    try terminal.enter("3", expecting: "not yet: strong_count a is not 3")
    #expect(!terminal.screen.text.contains("held by"))
    try terminal.wait("the question again") { $0.screen.text.hasSuffix("\nyour answer (or help):") }
    try terminal.enter("2", expecting: "right now: strong_count a is 2")
    try terminal.wait(for: "? get c")
    #expect(terminal.screen.text.contains("@1  count 1 → 2  held by a, b"))
    // An empty line is no answer yet.
    try terminal.type("\r")
    try terminal.enter("6", expecting: "1 of 2 right")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(try terminal.mode() == terminal.initialMode)
    let written = String(decoding: terminal.output, as: UTF8.self).replacing("\r\n", with: "\n").replacing(
      "\r", with: ""
    )
    .replacing(#/\u{1B}\[[0-9;?]*[a-zA-Z]/#, with: "")
    for row in written.split(separator: "\n") { #expect(row.count <= columns, "\(row)") }
  }

  @Test func `the pane shows what the reader has been told, and no answer`() throws {
    let terminal = try learn("lesson.md", "--pane")
    func pane() -> String {
      let lines = terminal.screen.lines
      return lines[..<(lines.firstIndex { $0.hasPrefix("──") } ?? 0)].joined(separator: "\n")
    }
    try terminal.wait(for: "your answer (or help):")
    #expect(terminal.screen.text.contains("b = clone a") && !pane().contains("@1"))
    try terminal.resize(columns: 70, rows: 50)
    try terminal.wait("a pane that was laid out anew") { $0.screen.lines[24].hasPrefix("──") }
    #expect(!pane().contains("@1"))
    try terminal.type("2\r")
    try terminal.wait("the heap behind the answer") { _ in pane().contains("@1 String") }
    try terminal.wait(for: "? get c\nyour answer (or help):")
    try terminal.type(Keyboard.endOfInput)
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(terminal.screen.scrollsWhole && !terminal.screen.text.contains("──"))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `whoever leaves before the end has no score, and has not passed`() throws {
    let terminal = try learn("counts", "--pass", "0")
    try terminal.wait(for: "your answer (or help):")
    try terminal.enter("1", expecting: "right: strong_count a is 1")
    // Ctrl-D means something else until the prompt is there again.
    try terminal.wait("the next question") { $0.screen.text.hasSuffix("\nyour answer (or help):") }
    try terminal.type(Keyboard.endOfInput)
    try terminal.wait(for: "You left before the end; the score is not counted.")
    #expect(try terminal.waitForExit() == .exited(1))
    #expect(!FileManager.default.fileExists(atPath: documents.folder.appending("state/externref/lessons")))
  }

  @Test(arguments: [80, 40])
  func `the list fits the terminal`(columns: Int) throws {
    let terminal = try learn(columns: columns)
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(terminal.screen.text.contains("Next: externref learn counts"))
    let text = String(decoding: terminal.output, as: UTF8.self).replacing("\r\n", with: "\n").replacing(
      "\r", with: ""
    )
    .replacing(#/\u{1B}\[[0-9;?]*[a-zA-Z]/#, with: "")
    for row in text.split(separator: "\n") { #expect(row.count <= columns, "\(row)") }
  }

  // MARK: Words at a question

  static let exercise = """
    # An exercise

    ```externref
    > a = new cell
    > put a a
    ```

    Free it with one line.

    ```externref
    > take a
    ! expect strong_count a 1
    ?? Which?
    [ ] this
    [x] that
    ```

    """

  /// Waits until a question waits for its answer.
  private func wait(for terminal: PseudoTerminal, prompt: String = "your answer (or help):") throws {
    try terminal.wait(prompt) { $0.screen.text.hasSuffix("\n" + prompt) }
  }

  @Test(arguments: [80, 40])
  func `words at a question are never wrong: help, skip, back, try, quit`(columns: Int) throws {
    let terminal = try learn("lesson.md", columns: columns)
    try wait(for: terminal)
    try terminal.enter("?", expecting: "leave the lesson")
    try wait(for: terminal)
    try terminal.enter("try", expecting: "1 live > ")
    try terminal.enter("drop a b", expecting: "0 live > ")
    try terminal.type(Keyboard.endOfInput)
    try terminal.wait(for: "Back to the lesson.")
    try wait(for: terminal)
    #expect(terminal.screen.text.hasSuffix("? strong_count a\nyour answer (or help):"))
    try terminal.enter("2", expecting: "? get c")
    try wait(for: terminal)
    try terminal.enter("back", expecting: "A lesson of one's own")
    try wait(for: terminal)
    try terminal.enter("2", expecting: "You have answered this before")
    try wait(for: terminal)
    try terminal.enter("skip", expecting: "skipped: get c is 6")
    try terminal.wait(for: "1 of 2 right")
    #expect(try terminal.waitForExit() == .exited(0))
  }

  @Test(arguments: [80, 40])
  func `an exercise is tried until the session does what it should`(columns: Int) throws {
    try documents.write(Self.exercise, to: "exercise.md")
    let terminal = try learn("exercise.md", "--report", "r.csv", "--learner", "Ada", columns: columns)
    let prompt = "your line (or help):"
    try wait(for: terminal, prompt: prompt)
    #expect(!terminal.screen.text.contains("take"))
    #expect(terminal.screen.text.contains("! Type a line after which\n    strong_count a is 1\n"))
    try terminal.enter("show a", expecting: "That changed nothing")
    try wait(for: terminal, prompt: prompt)
    try terminal.enter("drop a", expecting: "not yet: 'a' was dropped on line 3")
    try wait(for: terminal, prompt: prompt)
    try terminal.enter("b = take a", expecting: "not yet: strong_count a is 2, not 1")
    try wait(for: terminal, prompt: prompt)
    try terminal.enter("a = new counter", expecting: "right now: strong_count a is 1")
    try terminal.wait(for: "the lesson goes on with:")
    try wait(for: terminal)
    try terminal.enter("2", expecting: "right: that")
    try terminal.wait(for: "1 of 2 right")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(
      try documents.text("r.csv")
        == "learner,lesson,right,asked,percent,hints,missed\n"
        + "Ada,exercise.md,1,2,50,0,1 a line after which strong_count a is 1\n")
  }

  @Test func `a script's line for an exercise is judged, and its words are no answers`() throws {
    try documents.write(Self.exercise, to: "exercise.md")
    let run = try documents.run("learn", "exercise.md", "--json", input: "help\ntry\nhint\ndrop a\nthat\n")
    let events = try run.events()
    #expect(
      events[0].has(["kind": "exercise", "given": "drop a", "right": false, "hints": 1, "value": "take a"]))
    #expect(events[1].has(["kind": "choice", "query": "Which?", "right": true, "question": 2, "tries": 1]))
    let left = try documents.run("learn", "exercise.md", "--pass", "0", input: "quit\n")
    #expect(left.status == 1 && left.output.hasSuffix("You left before the end; the score is not counted.\n"))
  }

  @Test func `learn in the shell takes a lesson, and the session is as it was`() throws {
    let terminal = try Keyboard.start(
      ["--no-history"], environment: ["XDG_STATE_HOME": documents.folder.appending("state")],
      in: documents.path)
    try terminal.enterAndWait("a = new counter 3")
    try terminal.enterAndWait("learn counts")
    #expect(terminal.screen.text.contains("try:  .learn counts"))
    #expect(try terminal.enterAndWait(".learn").contains("Next: .learn counts"))
    try terminal.type(".learn lesson.md\r")
    try wait(for: terminal)
    try terminal.enter("try", expecting: "3 · 1 live >")
    try terminal.type(Keyboard.endOfInput)
    try terminal.wait(for: "Back to the lesson.")
    try wait(for: terminal)
    try terminal.enter("2", expecting: "? get c")
    try wait(for: terminal)
    try terminal.enter("6", expecting: "Back to your own session.")
    try terminal.wait(for: "1 live > ")
    try terminal.enterAndWait("get a")
    #expect(terminal.screen.text.contains("> get a\n3\n"))
    #expect(try terminal.enterAndWait(".learn nosuch").contains("there is no lesson and no file 'nosuch'"))
    #expect(try terminal.leave() == .exited(1))
    let script = try documents.run("run", "-", input: ".learn counts\n")
    #expect(script.status == 1 && script.errors.contains("no lesson can be taken here"))
  }

  // MARK: A class

  @Test func `reports of a class add up to a table`() throws {
    for (name, answers) in [
      ("Ada", "2\n6\n"), ("=Bob, \"B\"", "2\n7\n"), ("Cy\nX", "1\n7\n"), ("Ada", "2\n5\n"),
    ] {
      let run = try documents.run(
        "learn", "lesson.md", "--report", "class.csv", "--learner", name, input: answers)
      #expect(run.status == 0 && run.errors.isEmpty)
    }
    let run = try documents.run("learn", "--summary", "class.csv")
    #expect(
      run.output == """
        lesson
        lesson.md  3 learners  2 of 6 right  33%

        learner
        Ada        1 lesson  1 of 2 right  50%
        =Bob, "B"  1 lesson  1 of 2 right  50%
        Cy X       1 lesson  0 of 2 right  0%

        most often missed
        3 of 3  lesson.md 2  get c
        1 of 3  lesson.md 1  strong_count a

        """)
    let events = try documents.run("learn", "--summary", "class.csv", "--json").events()
    #expect(
      events.named("missed").first?.has(["lesson": "lesson.md", "question": 2, "missed": 3, "learners": 3])
        == true)
  }

  @Test func `a report that could not be written stops the lesson before it begins`() throws {
    try documents.write("mine\n", to: "notes.csv")
    for path in ["notes.csv", "notes.txt", "lesson.md"] {
      let run = try documents.run("learn", "lesson.md", "--report", path, "--learner", "A", input: "2\n6\n")
      #expect(run.status == 1 && run.output.isEmpty, "\(path)")
    }
    #expect(try documents.text("notes.csv") == "mine\n")
    let missing = try documents.run(
      "learn", "lesson.md", "--report", "no/r.csv", "--learner", "A", input: "2\n6\n")
    #expect(missing.status == 1 && missing.output.isEmpty)
    #expect(missing.errors.contains("cannot write 'no/r.csv'"))
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(documents.folder.appending("fifo.csv"), 0o600) == 0)
    let fifo = try documents.run(
      "learn", "lesson.md", "--report", "fifo.csv", "--learner", "A", input: "2\n6\n")
    #expect(fifo.status == 1 && fifo.output.isEmpty && fifo.errors.contains("a FIFO"))
    try documents.write(String(repeating: "\n", count: 17 << 20), to: "large.csv")
    let large = try documents.run("learn", "--summary", "large.csv")
    #expect(large.status == 1 && large.errors.contains("name a smaller one"))
    for arguments in [
      ["--report", "r.csv"], ["lesson.md", "--learner", "A"], ["lesson.md", "--summary", "r.csv"],
      ["lesson.md", "--report", "r.csv", "--learner", " "],
      ["lesson.md", "--report", "r.csv", "--learner", String(repeating: "x", count: 101)],
    ] {
      #expect(try Tool.run(["learn"] + arguments).status == 64, "\(arguments)")
    }
  }
}
