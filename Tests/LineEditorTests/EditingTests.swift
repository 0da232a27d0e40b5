import Foundation
import SystemPackage
import TestSupport
import Testing

private let interrupt = "\u{3}"
private let endOfInput = "\u{4}"

/// What a user sees at the prompt.
struct EditingTests {
  @Test func `Return gives the line, and the prompt comes again`() throws {
    let terminal = try Probe.start()
    try terminal.type("new string\r")
    try terminal.wait(for: "line [new string]")
    try terminal.wait("a second prompt") { $0.screen.lines[2] == "probe>" }
  }

  @Test func `Ctrl-C abandons the line and shows that it did`() throws {
    let terminal = try Probe.start()
    try terminal.type("new stri\u{2}\u{2}")
    try terminal.wait("the cursor to go back") { $0.screen.cursor.column == "probe> new st".count }
    try terminal.type(interrupt)
    try terminal.wait(for: "interrupted")
    #expect(terminal.screen.lines[..<2] == ["probe> new stri^C", "interrupted"])
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
  }

  @Test func `Ctrl-C leaves a search through the history`() throws {
    let terminal = try Probe.start()
    try terminal.type("new a\r\u{12}new")
    try terminal.wait(for: "(reverse-i-search)`new': new a")
    try terminal.type(interrupt)
    try terminal.wait(for: "interrupted")
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
  }

  @Test(arguments: ["xterm", "dumb"])
  func `Ctrl-D on an empty line ends, on a line of its own`(term: String) throws {
    let terminal = try Probe.start(environment: ["TERM": term])
    try terminal.type(endOfInput)
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(terminal.screen.lines[..<2] == ["probe>", "end"])
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `Ctrl-D within a line deletes a character`() throws {
    let terminal = try Probe.start()
    try terminal.type("axb\u{2}\u{2}\(endOfInput)\r")
    try terminal.wait(for: "line [ab]")
  }

  @Test func `a colour in the prompt takes no columns`() throws {
    let terminal = try Probe.start(columns: 40)
    let text = String(repeating: "0123456789", count: 7)
    try terminal.type("\(text)\u{1}X")
    try terminal.wait(for: "probe> X\(text)")
    #expect(terminal.output.contains(0x1B))
  }

  @Test func `a terminal that becomes narrow wraps the line anew`() throws {
    let terminal = try Probe.start(columns: 80)
    let text = String(repeating: "0123456789", count: 6)
    try terminal.type(text)
    try terminal.wait(for: "probe> \(text)")
    try terminal.resize(columns: 40, rows: 10)
    try terminal.type("\u{1}X\u{5}Y")
    try terminal.wait("the whole line on two rows") {
      $0.screen.flowingText.contains("probe> X\(text)Y ") && $0.screen.lines.contains { $0.hasSuffix("9Y") }
    }
    try terminal.type("\r")
    try terminal.wait(for: "line [X\(text)Y]")
  }

  @Test func `a terminal that was resized while no line was read is measured again`() throws {
    let terminal = try Probe.start(columns: 80)
    try terminal.type("work\r")
    try terminal.wait(for: "working")
    try terminal.resize(columns: 40, rows: 10)
    try terminal.type(interrupt)
    try terminal.wait("the next prompt") { $0.screen.text.hasSuffix("stopped\nprobe>") }
    let text = String(repeating: "0123456789", count: 6)
    try terminal.type("\(text)\u{1}X")
    try terminal.wait(for: "probe> X\(text)")
  }

  @Test func `a dumb terminal gets no escape sequence from the editor`() throws {
    let terminal = try Probe.start(environment: ["TERM": "dumb"])
    try terminal.type("clo\t drop\u{2}\u{2}x\r")
    try terminal.wait(for: "line [clone drxop]")
    // The prompt's own colour is the caller's choice.
    let prompt = "\u{1B}[1;32mprobe>\u{1B}[0m"
    let rest = String(decoding: terminal.output, as: UTF8.self).replacing(prompt, with: "")
    #expect(!rest.contains("\u{1B}"))
  }

  /// Without a locale, with a UTF-8 one, and with one that is not installed.
  @Test(arguments: [[:], ["LANG": "C.UTF-8"], ["LC_ALL": "xx_XX.UTF-8"]])
  func `a letter that is not ASCII is one letter`(environment: [String: String]) throws {
    let terminal = try Probe.start(environment: environment)
    try terminal.type("größe\u{7F}\u{7F}\u{7F}x")
    try terminal.wait(for: "probe> grx")
    try terminal.type("\r")
    try terminal.wait(for: "line [grx]")
  }

  @Test func `a line past the limit is refused with its length`() throws {
    let terminal = try Probe.start()
    try terminal.type(String(repeating: "a", count: 4097) + "\r")
    try terminal.wait(for: "too long 4097")
    try terminal.type("\u{1B}[A")
    try terminal.type("b\r")
    try terminal.wait(for: "line [b]")
  }

  @Test func `a terminal that goes away ends the input, and what was typed is not taken for a line`() throws {
    let fixture = try HistoryFixture()
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "trap '' HUP; exec \(Probe.path) \(fixture.path.string)"],
      environment: ["TERM": "xterm"])
    try terminal.type("new a\rnew b")
    try terminal.wait(for: "probe> new b")
    terminal.hangUp()
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(try fixture.lines() == ["new a"])
  }
}

/// What the user's `~/.inputrc` changes.
struct InputrcTests {
  private let home: TemporaryDirectory

  init() throws { home = try TemporaryDirectory() }

  private func start(inputrc: String) throws -> PseudoTerminal {
    try inputrc.write(toFile: home.appending(".inputrc"), atomically: true, encoding: .utf8)
    return try Probe.start(home: home.path)
  }

  @Test func `settings under the program's name hold, and others do not`() throws {
    let terminal = try start(
      inputrc: """
        $if externref
        "\\C-t": "ours"
        $endif
        $if otherprogram
        "\\C-t": "theirs"
        $endif
        """)
    try terminal.type("\u{14}\r")
    try terminal.wait(for: "line [ours]")
  }

  @Test func `a macro may enter several lines`() throws {
    let terminal = try start(inputrc: #""\C-t": "one\rtwo\rthree""#)
    try terminal.type("\u{14}!\r")
    for line in ["one", "two", "three!"] { try terminal.wait(for: "line [\(line)]") }
  }

  @Test func `the keys of vi work`() throws {
    let terminal = try start(inputrc: "set editing-mode vi")
    try terminal.type("abc\u{1B}")
    try terminal.wait("the command mode's cursor") { $0.screen.cursor.column == "probe> ab".count }
    try terminal.type("0iX\r")
    try terminal.wait(for: "line [Xabc]")
  }
}
