import Foundation
import TestSupport
import Testing

/// What somebody sees who works at a terminal.
struct TerminalTests {
  @Test func `a newcomer gets from help to a clone and its count`() throws {
    let terminal = try Keyboard.start()
    #expect(terminal.screen.lines[0].contains(".help"))
    try terminal.enterAndWait(".help")
    // All of the help is in sight, greeting included, and its lines fit.
    #expect(terminal.screen.lines[0].hasPrefix("externref:"))
    let typed = terminal.screen.lines.filter { $0.hasPrefix("  a = ") || $0.hasPrefix("  b = ") }
      .map { $0.dropFirst(2).prefix(24).trimmingCharacters(in: .whitespaces) }
    try #require(typed == ["a = new string \"hello\"", "b = clone a"])
    try terminal.enter(typed[0], expecting: "count 1  held by a")
    try terminal.enter(typed[1], expecting: "count 1 → 2  held by a, b")
    try terminal.enter("drop a", expecting: "count 2 → 1  held by b")
    try terminal.enter("drop b", expecting: "count 1 → 0  String destroyed")
  }

  @Test func `the prompt shows how many objects live`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "\n2 · 1 live >")
    try terminal.enter("b = new counter", expecting: "\n3 · 2 live >")
    try terminal.enter("drop a", expecting: "destroyed\n4 · 1 live >")
  }

  @Test func `Ctrl-D leaves, and the end of the session shows`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    #expect(try terminal.leave() == .exited(0))
    #expect(
      terminal.screen.text.hasSuffix(
        """
        2 · 1 live >
        end of the session: names are dropped, youngest first
        @1  count 1 → 0  Counter destroyed
        """))
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `quit leaves, and a line that failed shows in the status`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("frob", expecting: "help: .help lists them all")
    // At the terminal the line stands right above, so its place is not named.
    #expect(terminal.screen.text.contains("\nerror E0001: unknown verb 'frob'\n  frob\n  ^^^^\n"))
    try terminal.type(".quit\r")
    #expect(try terminal.waitForExit() == .exited(1))
  }

  @Test func `Ctrl-C abandons the line, and the session goes on`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type("drop a")
    try terminal.wait(for: "> drop a")
    try terminal.type(Keyboard.interrupt)
    try terminal.wait(for: "drop a^C\n2 · 1 live >")
    try terminal.enter("strong_count a", expecting: "\n1\n3 · 1 live >")
  }

  @Test func `a watched count stays in view`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter(".watch a", expecting: "watch  a @1 1")
    try terminal.enter("b = clone a", expecting: "watch  a @1 1 → 2 ▄█")
    try terminal.enter("strong_count b", expecting: "\n2\nwatch  a @1 2 ▄██\n")
  }

  @Test func `a paste of three lines is three lines, once Return is pressed`() throws {
    let terminal = try Keyboard.start()
    try terminal.type("\u{1B}[200~a = new counter\nb = clone a\nstrong_count b\u{1B}[201~")
    try terminal.wait(for: "strong_count b")
    #expect(!terminal.screen.text.contains("@1"))
    try terminal.type("\r")
    try terminal.wait(for: "strong_count b\n2\n4 · 1 live >")
    #expect(terminal.screen.text.contains("count 1 → 2  held by a, b"))
  }

  // MARK: Races

  @Test func `a race shows the count while it runs`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter("race a threads 2 times 200000", expecting: "count 1 again  2 threads")
    #expect(
      String(decoding: terminal.output, as: UTF8.self).contains(#/\r\u{1B}\[K[^\n]*@1[^\n]*\d+%[^\n]*count/#))
    // What was drawn meanwhile is gone when the answer is there.
    #expect(!terminal.screen.text.contains("%"))
  }

  @Test(arguments: [[], ["--quiet"], ["--json"]])
  func `Ctrl-C stops a race, however it is shown`(options: [String]) throws {
    let terminal = try Keyboard.start(options)
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type("race a threads 2 times 1000000000\r")
    // In a race the terminal is no longer readline's: it turns Ctrl-C into a signal again.
    try terminal.wait("the race") { try $0.mode() == $0.initialMode }
    try terminal.type(Keyboard.interrupt)
    try terminal.wait(for: "E0025")
    try terminal.enter("strong_count a", expecting: options == ["--json"] ? "\"value\":1" : "1 live >")
    if options.isEmpty { try terminal.wait(for: "\n1\n4 · 1 live >") }
  }

  @Test(arguments: [false, true])
  func `with standard output elsewhere only results go there`(errorsToo: Bool) throws {
    let folder = try TemporaryDirectory()
    let terminal = try PseudoTerminal(
      "/bin/sh",
      ["-c", "cd \"$folder\"; exec \"$externref\" --no-history >out \(errorsToo ? "2>errors" : "")"],
      environment: [
        "externref": Tool.path, "folder": folder.path, "TERM": "xterm", "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no",
      ])
    // Where there is no place for a prompt either, lines are read as from a pipe.
    if !errorsToo { try terminal.wait(for: "0 live >") }
    try terminal.type("a = new counter\r")
    if !errorsToo { try terminal.wait(for: "1 live >") }
    try terminal.type("frob\r")
    if !errorsToo { try terminal.wait(for: "lists them all\n3 · 1 live >") }
    try terminal.type(Keyboard.endOfInput)
    #expect(try terminal.waitForExit() == .exited(1))
    let output = try String(contentsOfFile: folder.appending("out"), encoding: .utf8)
    #expect(
      output == """
        @1  Counter  0  count 1  held by a
        end of the session: names are dropped, youngest first
        @1  count 1 → 0  Counter destroyed

        """)
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `Ctrl-C stops a race at a terminal that cannot redraw`() throws {
    let terminal = try Keyboard.start(environment: ["TERM": "dumb"])
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type("race a threads 2 times 1000000000\r")
    try terminal.wait("the race") { try $0.mode() == $0.initialMode }
    try terminal.type(Keyboard.interrupt)
    try terminal.wait(for: "E0025")
    try terminal.enter("strong_count a", expecting: "\n1\n")
  }

  // MARK: Other terminals

  @Test(arguments: [["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "1"]])
  func `without colours everything reads the same`(environment: [String: String]) throws {
    let plain = try Keyboard.start(environment: environment)
    let colored = try Keyboard.start()
    for terminal in [plain, colored] {
      try terminal.enter("a = new counter", expecting: "1 live >")
      try terminal.enter("frob", expecting: "lists them all\n3 · 1 live >")
      try terminal.enter("drop a", expecting: "Counter destroyed\n4 · 0 live >")
    }
    #expect(plain.screen.text == colored.screen.text)
    #expect(String(decoding: colored.output, as: UTF8.self).contains(#/\u{1B}\[[0-9;]+m/#))
    #expect(!String(decoding: plain.output, as: UTF8.self).contains(#/\u{1B}\[[0-9;]*m/#))
    if environment["TERM"] == "dumb" { #expect(!plain.output.contains(0x1B)) }
  }

  @Test func `a locale without UTF-8 gets ASCII`() throws {
    let terminal = try Keyboard.start(environment: ["LANG": "C"])
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter("b = clone a", expecting: "count 1 -> 2  held by a, b")
    try terminal.enter(".help", expecting: "leaves.")
    #expect(terminal.output.allSatisfy { $0 < 0x80 })
  }

  private static let narrowSession = [
    ".help",
    "a = new string \"a text that is longer than the terminal is wide\"", "b = clone a", "p = as_raw a",
    "c = new cell a", ".objects", ".names", ".help race", ".explain E0007", ".watch a b",
    "new file /missing/folder/notes.txt", "expect strong_count a 7", "drop nobody",
  ]

  @Test func `forty columns are enough: lines break between words`() throws {
    let terminal = try Keyboard.start(columns: 40, rows: 200)
    for line in Self.narrowSession {
      let answer = try terminal.enterAndWait(line)
      // What readline shows of a typed line wraps where the row ends; what the shell prints must not.
      let printed =
        answer
        .replacing(#/\u{1B}\[[0-9;?]*[a-zA-Z]/#, with: "")
        .split(separator: "\n").dropFirst((line.count + 14) / 40 + 1).filter { !$0.contains("live >") }
      for row in printed { #expect(row.count <= 40, "\(row)") }
    }
  }

  @Test func `what is printed follows the terminal's size`() throws {
    let terminal = try Keyboard.start(columns: 80)
    try terminal.enter("a = new string \"a text of some length\"", expecting: "1 live >")
    try terminal.enter("show a", expecting: "@1  String  \"a text of some length\"  count 1  held by a")
    try terminal.resize(columns: 40, rows: 24)
    try terminal.enter("b = clone a", expecting: "2  held by a, b")
    try terminal.enter("show a", expecting: "length\"\n    count 2  held by a, b")
  }

  @Test func `JSON at a terminal is nothing but JSON and prompts`() throws {
    let terminal = try Keyboard.start(["--json"])
    #expect(terminal.screen.lines[0] == "1 · 0 live >")
    try terminal.enter("a = new counter", expecting: "\"event\":\"created\"")
  }

  @Test func `a line that holds what must not reach the terminal`() throws {
    let terminal = try Keyboard.start()
    // Ctrl-V takes the next key as it is.
    try terminal.enter("frob\u{16}\u{1B}[31m", expecting: "E0013")
    #expect(terminal.screen.text.contains("frob\\u{1b}[31m"))
  }
}
