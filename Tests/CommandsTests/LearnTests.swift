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
    #expect(try documents.run("learn", "counts", input: "1\n2\n2\n2\n").output.hasSuffix("4 of 4 right\n"))
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
    try terminal.wait(for: "your answer (or hint):")
    #expect(terminal.screen.text.contains("> b = clone a\n\n? strong_count a\n"))
    #expect(!terminal.screen.text.contains("held by"))
    try terminal.enter("hint", expecting: "What did")
    try terminal.wait("the question again") { $0.screen.text.hasSuffix("\nyour answer (or hint):") }
    #expect(!terminal.screen.text.contains("held by"))
    try terminal.enter("3", expecting: "wrong: strong_count a is 2, not 3")
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
    try terminal.wait(for: "your answer (or hint):")
    #expect(terminal.screen.text.contains("b = clone a") && !pane().contains("@1"))
    try terminal.resize(columns: 70, rows: 50)
    try terminal.wait("a pane that was laid out anew") { $0.screen.lines[24].hasPrefix("──") }
    #expect(!pane().contains("@1"))
    try terminal.type("2\r")
    try terminal.wait("the heap behind the answer") { _ in pane().contains("@1 String") }
    try terminal.type(Keyboard.endOfInput)
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(terminal.screen.scrollsWhole && !terminal.screen.text.contains("──"))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `whoever leaves before the end has no score, and has not passed`() throws {
    let terminal = try learn("counts", "--pass", "0")
    try terminal.wait(for: "your answer (or hint):")
    try terminal.enter("1", expecting: "right: strong_count a is 1")
    // Ctrl-D means something else until the prompt is there again.
    try terminal.wait("the next question") { $0.screen.text.hasSuffix("\nyour answer (or hint):") }
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
}
