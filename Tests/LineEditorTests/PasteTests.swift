import TestSupport
import Testing

/// Bracketed paste: text that the terminal marks as pasted, and that waits for Return.
struct PasteTests {
  /// Terminals paste a carriage return for the end of a line.
  private let paste = "\u{1B}[200~new a\rnew b\rnew c\r\u{1B}[201~"

  @Test func `the editor asks the terminal to mark what is pasted, and takes it back`() throws {
    let terminal = try Probe.start()
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
    let output = String(decoding: terminal.output, as: UTF8.self)
    let on = try #require(output.firstRange(of: "\u{1B}[?2004h"))
    let off = try #require(output.firstRange(of: "\u{1B}[?2004l"))
    #expect(on.lowerBound < off.lowerBound)
    #expect(off.lowerBound < output.firstRange(of: "line [")!.lowerBound)
  }

  @Test func `pasted lines wait for Return, and then come one by one, each with its prompt`() throws {
    let terminal = try Probe.start()
    try terminal.type(paste)
    try terminal.wait(for: "new c")
    #expect(!terminal.screen.text.contains("line ["))
    try terminal.type("\r")
    try terminal.wait("three lines and a prompt") {
      $0.screen.text.hasSuffix(
        """
        line [new a]
        probe> new b
        line [new b]
        probe> new c
        line [new c]
        probe>
        """)
    }
  }

  @Test func `blank lines within a paste are lines`() throws {
    let terminal = try Probe.start()
    try terminal.type("\u{1B}[200~a\r\rb\u{1B}[201~\r")
    try terminal.wait("a, nothing, b") { terminal in
      terminal.screen.lines.filter { $0.hasPrefix("line [") } == ["line [a]", "line []", "line [b]"]
    }
  }

  @Test func `Ctrl-C while a pasted line runs drops the rest`() throws {
    let terminal = try Probe.start()
    try terminal.type("\u{1B}[200~work\rnew b\u{1B}[201~\r")
    try terminal.wait(for: "working")
    try terminal.type("\u{3}")
    try terminal.wait(for: "stopped")
    try terminal.type("new c\r")
    try terminal.wait(for: "line [new c]")
    #expect(!terminal.screen.text.contains("line [new b]"))
  }

  /// AddressSanitizer tells when readline reads past what it has of the paste, whose first buffer has 64 bytes.
  @Test(arguments: [5, 64])
  func `Ctrl-C gets out of a paste whose end never comes`(length: Int) throws {
    let terminal = try Probe.start()
    // At Ctrl-C the terminal forgets what nobody has read yet, so each round may be another.
    for round in 1...10 {
      try terminal.type("x\u{1B}[200~" + String(repeating: "a", count: length))
      try terminal.type("\u{3}")
      try terminal.wait("\(round) interrupts, and a prompt") {
        $0.count(of: "interrupted") == round && $0.screen.lines[$0.screen.cursor.row].hasPrefix("probe>")
      }
    }
    try terminal.type("new c\r")
    try terminal.wait(for: "line [new c]")
  }

  @Test func `control characters in a paste reach the program but not the terminal`() throws {
    let terminal = try Probe.start()
    try terminal.type("\u{1B}[200~a\u{7}\rb\u{1B}]0;title\u{7}\u{1B}[201~\r")
    try terminal.wait(for: "line [b")
    #expect(terminal.screen.text.contains(#"line [a\u{07}]"#))
    #expect(terminal.screen.text.contains(#"line [b\u{1B}]0;title\u{07}]"#))
    // Neither the bell nor the title's sequence came back from the terminal.
    #expect(!terminal.output.contains(0x07))
    #expect(!String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}]"))
  }
}
