import Foundation
import TestSupport
import Testing

/// Signals leave the terminal as it was, and do what they do elsewhere.
struct SignalTests {
  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func `a deadly signal at the prompt gives the terminal back first`(signal: CInt) throws {
    let terminal = try Probe.start()
    try terminal.type("new stri")
    try terminal.wait(for: "probe> new stri")
    #expect(try terminal.mode() != terminal.initialMode)
    try terminal.send(signal: signal)
    #expect(try terminal.waitForExit() == .killed(by: signal))
    #expect(try terminal.mode() == terminal.initialMode)
    #expect(String(decoding: terminal.output, as: UTF8.self).hasSuffix("\u{1B}[?2004l\r\r\n"))
  }

  /// Nothing comes back to the loop that could act on these.
  @Test(
    .disabled(if: Sanitizer.current != nil, "sanitizers have handlers of their own"),
    arguments: [SIGXCPU, SIGABRT, SIGSEGV, SIGALRM])
  func `a signal that ends the process at once gives the terminal back first`(signal: CInt) throws {
    let terminal = try Probe.start()
    try terminal.type("new stri")
    try terminal.wait(for: "probe> new stri")
    #expect(try terminal.mode() != terminal.initialMode)
    try terminal.send(signal: signal)
    #expect(try terminal.waitForExit() == .killed(by: signal))
    #expect(try terminal.mode() == terminal.initialMode)
    #expect(String(decoding: terminal.output, as: UTF8.self).hasSuffix("\u{1B}[?2004l\r\r\n"))
  }

  @Test func `a signal that ends the process between lines writes nothing`() throws {
    let terminal = try Probe.start()
    try terminal.type("work\r")
    try terminal.wait(for: "working")
    let end = terminal.output.count
    try terminal.send(signal: SIGXCPU)
    #expect(try terminal.waitForExit() == .killed(by: SIGXCPU))
    #expect(String(decoding: terminal.output[end...], as: UTF8.self).filter { !$0.isNewline } == "")
    #expect(try terminal.mode() == terminal.initialMode)
  }

  @Test func `a deadly signal is not lost in the middle of a question or a paste`() throws {
    for (keys, sign) in [("many \t\t", "possibilities?"), ("x\u{1B}[200~y", "probe> x")] {
      let terminal = try Probe.start()
      try terminal.type(keys)
      try terminal.wait(for: sign)
      try terminal.send(signal: SIGTERM)
      #expect(try terminal.waitForExit() == .killed(by: SIGTERM))
      #expect(try terminal.mode() == terminal.initialMode)
    }
  }

  @Test func `a deadly signal at any moment leaves the terminal as it was`() throws {
    for moment in 0..<60 {
      let terminal = try PseudoTerminal(Probe.path, environment: ["TERM": "xterm"])
      try terminal.type("a\rb\rc\r")
      try terminal.wait("\(moment * 2) bytes") { $0.output.count >= moment * 2 }
      try terminal.send(signal: SIGTERM)
      #expect(try terminal.waitForExit() == .killed(by: SIGTERM))
      #expect(try terminal.mode() == terminal.initialMode)
    }
  }

  @Test(arguments: [true, false])
  func `an interrupt right behind a key is not lost`(isTyped: Bool) throws {
    let terminal = try Probe.start()
    for round in 1...200 {
      try terminal.type("a")
      // Ctrl-C also takes the key away; the signal alone does not.
      if isTyped { try terminal.type("\u{3}") } else { try terminal.send(signal: SIGINT) }
      try terminal.wait("\(round) interrupts, and a prompt") {
        $0.count(of: "interrupted") == round && $0.screen.lines[$0.screen.cursor.row].hasPrefix("probe>")
      }
    }
    // The editor took the terminal once for each line.
    #expect(terminal.count(of: "\u{1B}[?2004h") == 201)
  }

  @Test func `a signal that another thread handles still reaches the editor`() throws {
    let terminal = try Probe.start()
    try terminal.type("thread\r")
    try terminal.wait("the next prompt") { $0.screen.text.hasSuffix("signals\nprobe>") }
    try terminal.type("\u{3}")
    try terminal.wait(for: "interrupted")
  }

  @Test func `between lines the terminal is as it was, and Ctrl-C is a flag`() throws {
    let terminal = try Probe.start()
    try terminal.type("work\r")
    try terminal.wait(for: "working")
    #expect(try terminal.mode() == terminal.initialMode)
    try terminal.type("\u{3}")
    try terminal.wait(for: "stopped")
    // The prompt that follows has nothing to do with that Ctrl-C.
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
    #expect(!terminal.screen.text.contains("interrupted"))
  }

  @Test func `a signal that the process was told to ignore stays ignored`() throws {
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "trap '' TERM; exec \(Probe.path)"], environment: ["TERM": "xterm"])
    try terminal.wait(for: "probe> ")
    try terminal.send(signal: SIGTERM)
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
  }

  @Test func `Ctrl-Z stops the process, and the line is there when it goes on`() throws {
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-im"], environment: ["TERM": "xterm", "PS1": "shell> ", "ENV": ""])
    try terminal.wait(for: "shell> ")
    let modeOfShell = try terminal.mode()
    try terminal.type("\(Probe.path)\r")
    try terminal.wait(for: "probe> ")
    try terminal.type("new stri")
    try terminal.wait(for: "probe> new stri")
    try terminal.type("\u{1A}")
    try terminal.wait("the shell to say that it stopped") { $0.screen.text.hasSuffix("shell>") }
    #expect(try terminal.mode() == modeOfShell)
    try terminal.type("fg\r")
    try terminal.wait("the line as it was") { $0.screen.text.hasSuffix("\nprobe> new stri") }
    try terminal.type("ng\r")
    try terminal.wait(for: "line [new string]")
  }

  @Test func `a process that was stopped without notice finds its mode again`() throws {
    let terminal = try Probe.start()
    try terminal.type("new stri")
    try terminal.wait(for: "probe> new stri")
    let modeOfEditor = try terminal.mode()
    try terminal.send(signal: SIGSTOP)
    try terminal.setMode(terminal.initialMode)
    try terminal.send(signal: SIGCONT)
    try terminal.wait("the editor's mode") { try $0.mode() == modeOfEditor }
    try terminal.type("ng\r")
    try terminal.wait(for: "line [new string]")
  }
}
