import Foundation
import SystemPackage
import TestSupport
import Testing

/// History as sessions at terminals see it.
struct HistorySessionTests {
  private let fixture: HistoryFixture
  private let up = "\u{1B}[A"

  init() throws { fixture = try HistoryFixture() }

  private func start() throws -> PseudoTerminal { try Probe.start(history: fixture.path.string) }

  /// The lines that the program has said it got.
  private func acknowledged(_ terminal: PseudoTerminal) -> [String] {
    terminal.screen.lines.filter { $0.hasPrefix("line [") && $0.hasSuffix("]") }
      .map { String($0.dropFirst("line [".count).dropLast()) }
  }

  @Test func `a line is recalled in the same session and in the next`() throws {
    let first = try start()
    try first.type("new a\rnew b\r")
    try first.wait(for: "line [new b]")
    try first.type("\(up)\(up)!\r")
    // Before the prompt is there the terminal is not readline's, and would take Ctrl-D for itself.
    try first.wait("the next prompt") { $0.screen.text.hasSuffix("line [new a!]\nprobe>") }
    try first.type("\u{4}")
    #expect(try first.waitForExit() == .exited(0))
    let second = try start()
    try second.type("\(up)\(up)\(up)?\r")
    try second.wait(for: "line [new a?]")
  }

  @Test func `pasted lines are recalled one by one`() throws {
    let terminal = try start()
    try terminal.type("\u{1B}[200~new a\rnew b\r\u{1B}[201~\r")
    try terminal.wait(for: "line [new b]")
    try terminal.type("\(up)\(up)!\r")
    try terminal.wait(for: "line [new a!]")
    #expect(try fixture.lines() == ["new a", "new b", "new a!"])
  }

  @Test func `an abandoned line is not remembered`() throws {
    let terminal = try start()
    try terminal.type("new a")
    try terminal.wait(for: "probe> new a")
    try terminal.type("\u{3}")
    try terminal.wait(for: "interrupted")
    try terminal.type("new b\r")
    try terminal.wait(for: "line [new b]")
    #expect(try fixture.lines() == ["new b"])
  }

  @Test func `two sessions at once add to one file, and each recalls its own lines`() throws {
    let sessions = try [start(), start()]
    for number in 1...10 {
      for (index, session) in sessions.enumerated() {
        try session.type("session \(index) line \(number)\r")
        try session.wait(for: "line [session \(index) line \(number)]")
      }
    }
    for (index, session) in sessions.enumerated() {
      try session.type("\(up)!\r")
      try session.wait(for: "line [session \(index) line 10!]")
    }
    let lines = (1...10).flatMap { number in (0...1).map { "session \($0) line \(number)" } }
    #expect(try fixture.lines() == lines + ["session 0 line 10!", "session 1 line 10!"])
  }

  @Test func `a session that is killed has lost no line`() throws {
    for number in 1...10 {
      let terminal = try start()
      try terminal.type("line \(number)\r")
      try terminal.wait(for: "line [line \(number)]")
      try terminal.send(signal: SIGKILL)
      #expect(try terminal.waitForExit() == .killed(by: SIGKILL))
      #expect(try fixture.lines() == (1...number).map { "line \($0)" })
    }
  }

  @Test func `killed at any moment, a session leaves whole lines, and all that it had taken`() throws {
    for round in 0..<100 {
      let typed = (0..<5).map { "round \(round) line \($0)" }
      let terminal = try start()
      try terminal.type(typed.map { $0 + "\r" }.joined())
      // Each line makes it write some hundred bytes.
      let moment = Int.random(in: 0..<800)
      try terminal.wait("\(moment) bytes") {
        $0.output.count >= moment || acknowledged($0).count == typed.count
      }
      try terminal.send(signal: SIGKILL)
      _ = try terminal.waitForExit()
      let written = try fixture.lines().filter { $0.hasPrefix("round \(round) ") }
      #expect(written == Array(typed.prefix(written.count)))
      #expect(written.count >= acknowledged(terminal).count)
      // The first session of all may have been killed before it had taken a line.
      let contents = try fixture.contents()
      #expect(contents.isEmpty || contents.last == UInt8(ascii: "\n"))
    }
  }

  @Test func `killed while it cuts the file, a session leaves all the lines or all that stay`() throws {
    let all = (0..<12_000).map { "line \($0)" }
    for _ in 0..<20 {
      try fixture.write(all)
      let size = try fixture.path.stat().size
      let terminal = try PseudoTerminal(Probe.path, [fixture.path.string], environment: ["TERM": "xterm"])
      let deadline = ContinuousClock.now + .seconds(60)
      // The lines that stay are in a second file for a moment.
      while !FileManager.default.fileExists(atPath: fixture.path.string + ".new"),
        try fixture.path.stat().size == size
      {
        try #require(ContinuousClock.now < deadline)
      }
      try terminal.send(signal: SIGKILL)
      #expect(try terminal.waitForExit() == .killed(by: SIGKILL))
      let lines = try fixture.lines()
      #expect(lines == all || lines == all.suffix(10_000))
    }
    let next = try start()
    try next.type("\(up)\(up)!\r")
    try next.wait(for: "line [line 11998!]")
  }

  @Test(arguments: ["000", "077", "777"])
  func `the modes of file and folders do not depend on the umask`(umask: String) throws {
    let path = fixture.folder.appending("x/history")
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "umask \(umask); exec \(Probe.path) \(path)"], environment: ["TERM": "xterm"])
    try terminal.wait(for: "probe> ")
    try terminal.type("a\r")
    try terminal.wait(for: "line [a]")
    #expect(try fixture.permissions("x") == 0o700)
    #expect(try fixture.permissions("x/history") == 0o600)
    #expect(!terminal.screen.text.contains("warning"))
  }

  @Test(.enabled(if: Sanitizer.current != .thread, "ThreadSanitizer keeps its notes in a large file"))
  func `a full disk costs a warning, and no half line stays in the file`() throws {
    // A limit on the size of files fails as a full disk does: the last write that fits is cut short.
    // sh counts in blocks of 512 bytes, bash as sh in blocks of 1024.
    let old = (0..<60).map { "line \($0)" }
    try fixture.write(old)
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 1; exec \(Probe.path) \(fixture.path.string)"],
      environment: ["TERM": "xterm"])
    let long = String(repeating: "x", count: 100)
    for number in 0..<10 {
      try terminal.type("\(number)\(long)\r")
      try terminal.wait(for: "line [\(number)\(long)]")
    }
    #expect(terminal.count(of: "EFBIG") == 1)
    try terminal.type("\(up)\(up)!\r")
    try terminal.wait(for: "line [8\(long)!]")
    let lines = try fixture.lines()
    #expect(lines == old + (0..<lines.count - old.count).map { "\($0)\(long)" })
    #expect(try fixture.contents().last == UInt8(ascii: "\n"))
  }

  @Test func `a file that may only be read is read`() throws {
    try fixture.write(["a", "b"])
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: fixture.path.string)
    // Permissions do not stop root, so the program becomes somebody else.
    let user = geteuid() == 0 ? 65534 : geteuid()
    let terminal = try PseudoTerminal(
      Probe.path, [fixture.path.string, "\(user)"], environment: ["TERM": "xterm"], columns: 200)
    try terminal.wait(for: "warning: history is not saved to \(fixture.path): EACCES (Permission denied)")
    try terminal.type("\(up)\(up)!\r")
    try terminal.wait(for: "line [a!]")
    #expect(try fixture.lines() == ["a", "b"])
  }
}
