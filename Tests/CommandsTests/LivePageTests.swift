import Foundation
import TestSupport
import Testing

/// The live page as commands use it, with a script in the place of its server: what that is sent is seen in a file.
struct LivePageTests {
  private let folder: TemporaryDirectory
  private let server: String

  init() throws {
    folder = try TemporaryDirectory()
    server = try folder.addProgram(
      "server",
      """
      #!/bin/sh
      read -r word length
      head -c "$length" >\(folder.appending("page"))
      echo page http://127.0.0.1:1/abcdefghijklmnopqrstuvwxyz234567/
      cat >\(folder.appending("input"))
      mv \(folder.appending("input")) \(folder.appending("messages"))
      """)
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

  private func environment() -> [String: String] { ["EXTERNREF_PAGE_SERVER": server] }

  /// All that the server was sent behind the page, as text.
  private func sent() throws -> String {
    _ = try messages()
    return try String(contentsOfFile: folder.appending("messages"), encoding: .utf8)
  }

  @Test func `a document that is played goes to its page, with its text, and asks viewers its questions`()
    throws
  {
    let documents = try DocumentFolder()
    let result = try documents.run("play", "lesson.md", "--page", environment: environment())
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("page: http://127.0.0.1:1/"))
    #expect(
      try messages() == [
        "begin", "line: a = new string \"hello\"", "line: b = clone a", "question: strong_count a",
        "line: c = new counter 5", "line: incr c", "question: get c", "end: ",
      ])
    let sent = try sent()
    #expect(sent.contains("Between the blocks."))
    #expect(sent.contains(#""fresh":true,"line":1,"nestedLine":null,"text":"c = new counter 5""#))
  }

  @Test func `a lesson's page gets what the reader has been told, and asks nothing again`() throws {
    let documents = try DocumentFolder()
    let result = try documents.run(
      "learn", "lesson.md", "--page", input: "2\n6\n", environment: environment())
    #expect(result.status == 0)
    #expect(
      try messages() == [
        "begin", "line: a = new string \"hello\"", "line: b = clone a", "line: strong_count a",
        "line: c = new counter 5", "line: incr c", "line: get c",
      ])
    let sent = try sent()
    #expect(sent.contains("Between the blocks."))
    #expect(!sent.contains("answers"))
  }

  @Test func `a trace goes to its page, and later lines of the inspector do not`() throws {
    let trace = folder.appending("trace")
    try Data(TraceBuilder.server.bytes).write(to: URL(filePath: trace))
    let result = try Tool.run(
      ["inspect", trace, "--page"], input: ".marks\n.page off\n.page on\n", environment: environment())
    #expect(result.status == 0)
    #expect(
      result.errors.split(separator: "\n").count == 2, "the address, when it begins and when it goes on")
    let messages = try messages()
    #expect(
      messages.prefix(3) == [
        "begin", "line: new @1 Cache.swift:5  thread 1  0.000 s",
        "line: label @1 Label.swift:1  thread 1  0.000 s",
      ])
    #expect(messages.suffix(3) == ["line: end of the trace: 8 live", "pause", "resume"])
    let sent = try sent()
    #expect(sent.contains(#""trace":true"#))
    #expect(sent.contains(#""holds":[2,3,4,5]"#))
    #expect(sent.contains(#""place":"Server.swift:42""#))
    let none = try Tool.run(
      ["inspect", trace], input: ".page on\n", environment: ["EXTERNREF_PAGE_SERVER": "/nonexistent"])
    #expect(none.errors.contains("E0033"))
    #expect(none.status == 1)
  }

  @Test func `a trace that grows goes on on its page, and what came at once is left out`() throws {
    let trace = folder.appending("trace")
    var builder = TraceBuilder()
    let type = builder.type("App.Node")
    for _ in 0..<6_000 { builder.drop(builder.make(type, at: "App/Main.swift:1")) }
    try Data(builder.bytes).write(to: URL(filePath: trace))
    _ = try Tool.run(["inspect", trace, "--leaks", "--page"], environment: environment())
    let messages = try messages()
    #expect(messages.count == 10_002, "the beginning, the last 10,000 events and the end")
    #expect(try sent().contains("Of 8000 earlier events"))
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
