import Foundation
import TestSupport
import Testing

/// Whatever signal comes, and whenever: the terminal is as it was, and the program does what the signal asks for.
struct TerminalSignalTests {
  private static let session = "a = new counter\rb = clone a\rrace a threads 2 times 3000\rshow a\rdrop a b\r"

  private func start(_ arguments: [String] = []) throws -> PseudoTerminal {
    try PseudoTerminal(
      Tool.path, arguments, environment: ["TERM": "xterm", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"])
  }

  /// Waits until so many bytes were written: the program is in the middle of what follows them.
  private func wait(for moment: Int, at terminal: PseudoTerminal) throws {
    try terminal.wait("\(moment) bytes") { $0.output.count >= moment }
  }

  /// The session makes the program write about a thousand bytes.
  private static let moments = stride(from: 0, to: 900, by: 45)

  @Test(arguments: [SIGTERM, SIGHUP])
  func `a deadly signal at any moment of a session`(signal: CInt) throws {
    for moment in Self.moments {
      let terminal = try start()
      try terminal.type(Self.session)
      try wait(for: moment, at: terminal)
      try terminal.send(signal: signal)
      #expect(try terminal.waitForExit() == .killed(by: signal), "\(moment)")
      #expect(try terminal.mode() == terminal.initialMode, "\(moment)")
    }
  }

  @Test(arguments: [SIGINT, SIGWINCH])
  func `a signal at any moment that the session outlives`(signal: CInt) throws {
    for moment in Self.moments {
      let terminal = try start()
      // Before the first prompt Ctrl-C ends the program, as it does elsewhere.
      try terminal.wait(for: "0 live > ")
      try terminal.type(Self.session)
      try wait(for: moment, at: terminal)
      if signal == SIGWINCH { try terminal.resize(columns: 60 + moment % 40, rows: 20) }
      try terminal.send(signal: signal)
      try terminal.type("\r.quit\r")
      let end = try terminal.waitForExit()
      // What an interrupt has taken away may be missed by later lines, or be a race that failed.
      #expect(end == .exited(0) || signal == SIGINT && end == .exited(1), "\(moment)")
      #expect(try terminal.mode() == terminal.initialMode, "\(moment)")
    }
  }

  @Test func `Ctrl-Z at any moment of a session`() throws {
    for moment in stride(from: 0, to: 600, by: 60) {
      let terminal = try PseudoTerminal(
        "/bin/sh", ["-im"],
        environment: ["TERM": "xterm", "PS1": "shell> ", "ENV": "", "LANG": "C.UTF-8"], columns: 200)
      try terminal.wait(for: "shell> ")
      let modeOfShell = try terminal.mode()
      try terminal.type("\(Tool.path)\r")
      try terminal.wait(for: "0 live > ")
      let start = terminal.output.count
      try terminal.type(Self.session)
      try wait(for: start + moment, at: terminal)
      try terminal.type("\u{1A}")
      try terminal.wait("the shell's prompt") { $0.screen.text.hasSuffix("\nshell>") }
      #expect(try terminal.mode() == modeOfShell, "\(moment)")
      try terminal.type("fg\r")
      try terminal.type("\r.quit\r")
      try terminal.wait("the shell's prompt again") {
        $0.screen.text.contains("end of the session") && $0.screen.text.hasSuffix("\nshell>")
          || $0.screen.text.ranges(of: "\nshell>").count >= 2 && $0.screen.text.hasSuffix("\nshell>")
      }
      #expect(try terminal.mode() == modeOfShell, "\(moment)")
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func `a deadly signal at any moment of a document that is played`(signal: CInt) throws {
    for moment in stride(from: 0, to: 1_000, by: 100) {
      let terminal = try start(["play", "counts", "--pace", "0.01", "--type-speed", "1000"])
      try wait(for: moment, at: terminal)
      try terminal.send(signal: signal)
      #expect(try terminal.waitForExit() == .killed(by: signal), "\(moment)")
      #expect(try terminal.mode() == terminal.initialMode, "\(moment)")
    }
  }

  @Test func `a document that is played waits for a key in a mode of its own, and gives the terminal back`()
    throws
  {
    for signal in [SIGTERM, SIGINT] {
      let terminal = try start(["play", "counts", "--pace", "enter"])
      try terminal.wait("the mode for keys") { try $0.mode() != $0.initialMode }
      try terminal.send(signal: signal)
      #expect(try terminal.waitForExit() == (signal == SIGINT ? .exited(130) : .killed(by: signal)))
      #expect(try terminal.mode() == terminal.initialMode)
    }
  }
}
