import Foundation
import SystemPackage
import TestSupport
import Testing

/// What is remembered from one session to the next, and what `~/.inputrc` may change.
struct TerminalHistoryTests {
  private let home = try! TemporaryDirectory()

  @Test func `a line is recalled in the next session, from a file that is private`() throws {
    let state = ["XDG_STATE_HOME": home.appending("state")]
    let first = try Keyboard.start(home: home.path, environment: state)
    try first.enter("remembered = new counter", expecting: "1 live >")
    #expect(try first.leave() == .exited(0))
    let file = FilePath(home.appending("state/externref/history"))
    #expect(try file.stat().permissions == [.ownerRead, .ownerWrite])
    #expect(try FilePath(home.appending("state/externref")).stat().permissions == .ownerReadWriteExecute)
    let second = try Keyboard.start(home: home.path, environment: state)
    try second.type(Keyboard.up)
    try second.wait(for: "0 live > remembered = new counter")
  }

  @Test func `without XDG_STATE_HOME the file is in the home folder`() throws {
    let terminal = try Keyboard.start(home: home.path)
    try terminal.enter("a = new counter", expecting: "1 live >")
    #expect(
      try String(contentsOf: URL(filePath: home.appending(".local/state/externref/history")), encoding: .utf8)
        == "a = new counter\n")
  }

  @Test func `a session that is killed has lost no line`() throws {
    let terminal = try Keyboard.start(home: home.path)
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.send(signal: SIGKILL)
    #expect(try terminal.waitForExit() == .killed(by: SIGKILL))
    #expect(
      try String(contentsOf: URL(filePath: home.appending(".local/state/externref/history")), encoding: .utf8)
        == "a = new counter\n")
  }

  @Test func `no-history leaves no trace`() throws {
    let terminal = try Keyboard.start(["--no-history"], home: home.path)
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.type(Keyboard.up)
    try terminal.wait(for: "1 live > a = new counter")
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
  }

  @Test func `a history that cannot be kept is said once, and disturbs nothing`() throws {
    try Data().write(to: URL(filePath: home.appending("state")))
    let terminal = try Keyboard.start(
      home: home.path, environment: ["XDG_STATE_HOME": home.appending("state")])
    try terminal.wait(for: "externref: history is not saved to ")
    #expect(terminal.screen.flowingText.contains("ENOTDIR"))
    try terminal.enter("a = new counter", expecting: "1 live >")
    try terminal.enter("drop a", expecting: "destroyed\n3 · 0 live >")
    #expect(terminal.screen.flowingText.components(separatedBy: "history is not saved").count == 2)
  }

  @Test func `settings for this program in the inputrc`() throws {
    try Data(
      "$if externref\n\"\\C-xn\": \"new counter\"\n$endif\n$if other\n\"\\C-xn\": \"wrong\"\n$endif\n".utf8
    )
    .write(to: URL(filePath: home.appending("inputrc")))
    let terminal = try Keyboard.start(home: home.path, environment: ["INPUTRC": home.appending("inputrc")])
    try terminal.type("a = \u{18}n\r")
    try terminal.wait(for: "@1  Counter  0  count 1  held by a")
  }
}
