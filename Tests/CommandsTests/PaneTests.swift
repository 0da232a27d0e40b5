import Foundation
import TestSupport
import Testing

/// The picture of the heap that stays above the prompt.
struct PaneTests {
  /// Waits until the rule below the pane stands on this row, and what is drawn above it has this text.
  private func waitForPane(_ terminal: PseudoTerminal, rule: Int, showing text: String) throws {
    try terminal.wait("a pane of \(rule + 1) rows with “\(text)”") {
      let lines = $0.screen.lines
      guard rule < lines.count, lines[rule].hasPrefix("──") else { return false }
      return lines[..<rule].joined(separator: "\n").contains(text)
    }
  }

  private func below(_ terminal: PseudoTerminal, rule: Int) -> String {
    let lines = terminal.screen.lines[(rule + 1)...]
    return lines[...(lines.lastIndex { !$0.isEmpty } ?? rule)].joined(separator: "\n")
  }

  /// Nothing is left of the pane: every row scrolls, no picture is in sight, and the mode is that of before.
  private func expectClean(_ terminal: PseudoTerminal) throws {
    #expect(terminal.screen.scrollsWhole)
    #expect(!terminal.screen.text.contains("━") && !terminal.screen.text.contains("──"))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `the pane follows every line, and stays while lines scroll below it`() throws {
    let terminal = try Keyboard.start(["--pane"])
    try terminal.enter("a = new counter", expecting: "1 live >")
    try waitForPane(terminal, rule: 11, showing: "new, count 1 ┓")
    for count in 2...20 {
      try terminal.enterAndWait("a\(count) = clone a")
      try waitForPane(terminal, rule: 11, showing: "count \(count - 1) → \(count) ┓")
    }
    #expect(terminal.screen.lines[0].contains("@1 Counter"))
    #expect(terminal.screen.lines[11].contains("20: a20 = clone a"))
    #expect(below(terminal, rule: 11).hasSuffix("1 live >"))
    try terminal.enterAndWait("new cell")
    #expect(terminal.screen.lines[11].contains("destroyed @2"))
  }

  @Test func `readline goes on below the pane`() throws {
    let terminal = try Keyboard.start(["--pane"], columns: 40)
    try terminal.enter("a = new counter", expecting: "1 live >")
    try waitForPane(terminal, rule: 11, showing: "@1")
    let picture = Array(terminal.screen.lines[..<12])
    // A list of completions, a line of three rows edited at its start, a recalled line, a wiped screen.
    try terminal.type("clon\t\t\t")
    try terminal.wait(for: "clone_from_raw")
    try terminal.type("\u{15}# \(String(repeating: "0123456789", count: 9))\u{1}X\u{5}Y\u{1}\u{4}\u{5}")
    try terminal.wait(for: "9Y")
    try terminal.enterAndWait("")
    try terminal.type(Keyboard.up)
    try terminal.wait("the recalled line") { $0.screen.lines[$0.screen.cursor.row].hasSuffix("9Y") }
    try terminal.type("\u{15}strong_count a\u{C}")
    try terminal.wait("a wiped screen") { self.below($0, rule: 11) == "3 · 1 live > strong_count a" }
    try terminal.enterAndWait("")
    #expect(below(terminal, rule: 11).hasPrefix("3 · 1 live > strong_count a\n1\n4 · 1 live >"))
    #expect(terminal.screen.lines[1] == picture[1].replacing("┃", with: "│"))
  }

  @Test func `the pane is laid out anew when the terminal is resized while a race runs`() throws {
    let terminal = try Keyboard.start(["--pane"])
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type("race a threads 2 times 1000000000\r")
    try waitForPane(terminal, rule: 11, showing: "racing, count")
    for (columns, rows) in [(60, 20), (40, 10), (80, 24), (60, 20)] {
      try terminal.resize(columns: columns, rows: rows)
      try waitForPane(terminal, rule: rows / 2 - 1, showing: columns == 40 ? "race " : "racing, count")
      #expect(terminal.screen.lines[rows / 2 - 1] == String(repeating: "─", count: columns))
    }
    try terminal.type(Keyboard.interrupt)
    try terminal.wait(for: "E0025")
    try waitForPane(terminal, rule: 9, showing: "count 1")
    try terminal.wait("a prompt") { $0.screen.lines[$0.screen.cursor.row] == "3 · 1 live >" }
    try terminal.enterAndWait("strong_count a")
    #expect(below(terminal, rule: 9).hasSuffix("strong_count a\n1\n4 · 1 live >"))
    #expect(try terminal.leave() == .exited(1))
    try expectClean(terminal)
  }

  @Test func `at the prompt the typed line survives a resize, also one that leaves no room for the pane`()
    throws
  {
    let terminal = try Keyboard.start(["--pane"])
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type("strong_count")
    try terminal.resize(columns: 60, rows: 20)
    try waitForPane(terminal, rule: 9, showing: "@1 Counter")
    try terminal.wait(for: "1 live > strong_count")
    try terminal.resize(columns: 60, rows: 6)
    try terminal.wait("only the line") {
      $0.screen.text == "2 · 1 live > strong_count" && $0.screen.scrollsWhole
    }
    try terminal.resize(columns: 60, rows: 20)
    try waitForPane(terminal, rule: 9, showing: "@1 Counter")
    try terminal.wait(for: "1 live > strong_count")
    try terminal.enter(" a", expecting: "strong_count a\n1\n3 · 1 live >")
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV], [true, false])
  func `a signal that ends the program takes the pane away`(signal: CInt, duringRace: Bool) throws {
    // At the prompt a crash cannot give back readline's mode, and a sanitizer makes a report and an exit of a crash.
    guard signal != SIGSEGV || duringRace && Sanitizer.current == nil else { return }
    let terminal = try Keyboard.start(["--pane"], columns: 60, rows: 20)
    try terminal.enter("a = new counter", expecting: "1 live >")
    try waitForPane(terminal, rule: 9, showing: "@1 Counter")
    if duringRace {
      try terminal.type("race a threads 2 times 1000000000\r")
      try waitForPane(terminal, rule: 9, showing: "racing, count")
    }
    try terminal.send(signal: signal)
    #expect(try terminal.waitForExit() == .killed(by: signal))
    try expectClean(terminal)
    #expect(terminal.screen.text.contains("> a = new counter"))
    #expect(terminal.screen.cursor.column == 0)
  }

  @Test(.enabled(if: Sanitizer.current == nil, "a sanitizer needs a large address space"))
  func `when memory runs out the pane is taken away as well`() throws {
    let folder = try TemporaryDirectory()
    let chain = (1...400_000).map { "a\($0) = new cell a\($0 - 1)\n" }.joined()
    try "a0 = new counter\n\(chain)".write(
      toFile: folder.appending("chain.xr"), atomically: true, encoding: .utf8)
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "ulimit -v 150000; exec \(Tool.path) --pane --quiet"],
      environment: ["TERM": "xterm", "HOME": "/nonexistent", "LANG": "C.UTF-8"], columns: 60, rows: 20)
    try terminal.wait(for: "0 live > ")
    try terminal.type(".read \(folder.appending("chain.xr"))\r")
    #expect(try terminal.waitForExit() == .exited(71))
    try expectClean(terminal)
  }

  @Test(arguments: ["\u{4}", ".quit\r", ".pane off"])
  func `without the pane the lines are where they would be`(keys: String) throws {
    func run(_ switches: Bool) throws -> String {
      let terminal = try Keyboard.start()
      try terminal.enterAndWait("a = new string \"x\"")
      try terminal.enterAndWait(switches ? ".pane on" : ".mode text")
      try terminal.enterAndWait("b = clone a")
      if keys == ".pane off" {
        try terminal.enterAndWait(keys)
      } else {
        try terminal.type(keys)
        _ = try terminal.waitForExit()
        if switches { try expectClean(terminal) }
      }
      #expect(terminal.screen.scrollsWhole)
      return terminal.screen.text.replacing(".pane on", with: ".mode text")
    }
    #expect(try run(true) == run(false))
  }

  @Test func `Ctrl-L wipes what is below the pane, and without it the whole screen`() throws {
    let terminal = try Keyboard.start()
    for _ in 0..<20 { try terminal.enterAndWait(".names") }
    try terminal.enterAndWait(".pane on")
    try terminal.enterAndWait(".pane off")
    try terminal.type("\u{C}")
    try terminal.wait("an empty screen with the prompt at its top") {
      $0.screen.text == "23 · 0 live >" && $0.screen.cursor.row == 0
    }
    // readline knows of all rows again: a line that is longer than half the screen is shown whole.
    try terminal.type(String(repeating: "x", count: 80 * 15))
    try terminal.wait("the long line") { $0.screen.cursor.row == 15 }
    #expect(terminal.screen.lines[0].hasPrefix("23 · 0 live > xxx"))
  }

  @Test(.disabled(if: Sanitizer.current == .thread, "ThreadSanitizer holds signals back"))
  func `Ctrl-Z gives the whole terminal back, and fg brings the pane again`() throws {
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-im"],
      environment: ["TERM": "xterm", "PS1": "shell> ", "ENV": "", "LANG": "C.UTF-8", "HOME": "/nonexistent"])
    try terminal.wait(for: "shell> ")
    try terminal.type("\(Tool.path) --pane\r")
    try terminal.wait(for: "0 live > ")
    for line in ["a = new counter\r", "race a threads 2 times 1000000000\r"] {
      try terminal.type(line)
      try waitForPane(terminal, rule: 11, showing: line.hasPrefix("race") ? "racing" : "@1 Counter")
      try terminal.type("\u{1A}")
      try terminal.wait("the shell to say that it stopped") {
        $0.screen.text.hasSuffix("shell>") && $0.screen.scrollsWhole && !$0.screen.text.contains("──")
      }
      try terminal.type("fg\r")
      try waitForPane(terminal, rule: 11, showing: line.hasPrefix("race") ? "racing" : "@1 Counter")
    }
    try terminal.type(Keyboard.interrupt)
    try terminal.wait(for: "E0025")
  }

  @Test(
    arguments: [
      (["TERM": "dumb"], 80, 24, "understands no escape sequences"), ([:], 80, 7, "7 rows"),
      ([:], 23, 24, "23"),
    ] as [([String: String], Int, Int, String)])
  func `where a pane has no place it is refused, and the session goes on`(
    environment: [String: String], columns: Int, rows: Int, reason: String
  ) throws {
    let terminal = try Keyboard.start(environment: environment, columns: columns, rows: rows)
    try terminal.enter(".pane on", expecting: "E0032")
    try terminal.wait(for: "0 live >")
    #expect(terminal.screen.scrollsWhole)
  }

  @Test func `in a script there is no place for a pane`() throws {
    let run = try Tool.run(script: ".pane on\na = new counter\n.pane off\n")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("<stdin>:1:7: error E0032: no place for a pane: there is no prompt\n"))
    #expect(run.output.hasPrefix("@1  Counter"))
    let shell = try Tool.run(["--pane"], input: "a = new counter\n")
    #expect(shell.status == 0)
    #expect(shell.errors == "externref: no place for a pane: there is no prompt\n")
  }

  @Test func `the pane draws in ASCII when asked to, and a heap too large for it is cut with a note`() throws
  {
    let terminal = try Keyboard.start(["--pane", "--ascii"], columns: 40, rows: 12)
    for index in 1...8 { try terminal.enterAndWait("a\(index) = new counter") }
    try terminal.wait(for: "3 more objects")
    #expect(terminal.screen.lines[0].hasPrefix("    a1 --> @1 Counter"))
    #expect(terminal.output.allSatisfy { $0 < 0x80 })
  }
}
