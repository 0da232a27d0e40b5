import Foundation
import TestSupport
import Testing

/// The live page as commands use it, with a script in the place of its server: what that is sent is seen in a file.
struct LivePageTests {
  private let folder: TemporaryDirectory
  private let server: String

  init() throws {
    folder = try TemporaryDirectory()
    server = folder.appending("server")
    let script = """
      #!/bin/sh
      read -r word length
      head -c "$length" >\(folder.appending("page"))
      echo page http://127.0.0.1:1/abcdefghijklmnopqrstuvwxyz234567/
      cat >\(folder.appending("input"))
      mv \(folder.appending("input")) \(folder.appending("messages"))
      """
    try Data(script.utf8).write(to: URL(filePath: server))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: server)
  }

  private func run(_ script: String, _ options: String...) throws -> Tool.Result {
    try Tool.run(["run"] + options + ["-"], input: script, environment: ["EXTERNREF_PAGE_SERVER": server])
  }

  /// What the server was sent behind the page: each line's word, and for a step the line that was typed.
  private func messages() throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(60)
    while !FileManager.default.fileExists(atPath: folder.appending("messages")),
      ContinuousClock.now < deadline
    {
      usleep(2_000)
    }
    let text = try String(contentsOfFile: folder.appending("messages"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return String(line) }
      let message = try JSONSerialization.jsonObject(with: Data(parts[1].utf8)) as? [String: Any]
      guard parts[0] == "step" else { return String(parts[0]) }
      return "\(message?["role"] as? String ?? ""): \(message?["text"] as? String ?? "")"
    }
  }

  @Test func `a session's lines go to its page`() throws {
    let result = try run("a = new counter\n\n.names\nnonsense\n.reset\nb = new counter\n", "--page")
    #expect(result.errors.hasPrefix("page: http://127.0.0.1:1/abcdefghijklmnopqrstuvwxyz234567/\n"))
    #expect(
      try messages() == [
        "begin", "line: a = new counter", "line: .names", "line: nonsense", "line: .reset",
        "line: b = new counter", "end: ",
      ])
    #expect(
      try Data(contentsOf: URL(filePath: folder.appending("page"))).starts(with: "<!doctype html>".utf8))
  }

  @Test func `a page that comes late has all lines, and what happens in a pause follows it`() throws {
    _ = try run("a = new counter\n.page on\nb = clone a\n.page off\ndrop b\n.page on\nincr a\n")
    #expect(
      try messages() == [
        "begin", "line: a = new counter", "line: b = clone a", "pause", "line: drop b", "resume",
        "line: incr a", "end: ",
      ])
  }

  @Test func `comments are the text between the steps`() throws {
    _ = try run("# A counter:\na = new counter\n", "--page")
    _ = try messages()
    let text = try String(contentsOfFile: folder.appending("messages"), encoding: .utf8)
    #expect(text.contains("A counter:"))
  }

  @Test func `without a page a session runs as ever`() throws {
    let none = folder.appending("none")
    let result = try Tool.run(
      ["run", "--page", "-"], input: "a = new counter\n", environment: ["EXTERNREF_PAGE_SERVER": none])
    #expect(result.status == 0)
    #expect(result.output.contains("@1  Counter"))
    #expect(result.errors.hasPrefix("externref: there is no live page: the page's server is not at \(none)"))
    let refused = try Tool.run(
      ["run", "-"], input: ".page on\n", environment: ["EXTERNREF_PAGE_SERVER": none])
    #expect(refused.errors.contains("E0033"))
  }

  @Test func `a page for other machines comes with a warning`() throws {
    #expect(try run("", "--page", "--page-host", "0.0.0.0").errors.contains("open to other machines"))
    #expect(try !run("", "--page", "--page-host", "127.0.0.1").errors.contains("open to other machines"))
  }
}
