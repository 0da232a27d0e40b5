import Foundation
import TestSupport
import Testing

/// `externref inspect` on what programs wrote that were built as users build them: with the package's trait.
///
/// scripts/test builds them before the tests run; where they were not built, these tests are skipped.
struct InspectTests {
  /// A program beneath Tests/Fixtures.
  struct Fixture {
    let name: String
    let executable: String

    private var folder: String {
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/\(name)").path()
    }

    private var path: String { "\(folder)/.build-traced/debug/\(executable)" }

    var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// The line of a source file that ends with a comment.
    func line(marked mark: String, in file: String) throws -> String {
      let source = try String(contentsOfFile: "\(folder)/Sources/\(executable)/\(file)", encoding: .utf8)
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      let index = try #require(lines.firstIndex { $0.hasSuffix("// \(mark)") })
      return "\(executable)/\(file):\(index + 1)"
    }

    /// Starts the program.
    /// - Parameter limit: how many bytes the trace may take.
    func start(_ arguments: [String], tracingTo trace: String, limit: Int = 1 << 30) throws -> Process {
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging([
        "EXTERNREF_TRACE": trace, "EXTERNREF_TRACE_LIMIT": "\(limit)",
      ]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      return process
    }

    /// Runs the program, and returns the path of its trace.
    func trace(_ arguments: [String] = [], in folder: TemporaryDirectory) throws -> String {
      let trace = folder.appending("trace")
      let process = try start(arguments, tracingTo: trace)
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
      return trace
    }
  }

  static let server = Fixture(name: "server", executable: "Server")
  static let cycle = Fixture(name: "cycle", executable: "Cycle")
  static let tables = Fixture(name: "tables", executable: "Tables")
  static let callbacks = Fixture(name: "callbacks", executable: "Callbacks")

  /// The places of the owners of what leaks, each with how many counts it took.
  private func holders(in events: [JSONValue]) throws -> [String: Int] {
    var holders: [String: Int] = [:]
    for object in events where object["event"]?.text == "object" {
      for owner in object["owners"]?.elements ?? [] {
        guard let site = owner["site"], let file = site["file"]?.text, let line = site["line"]?.number else {
          continue
        }
        holders["\(file):\(line)", default: 0] += 1
      }
    }
    return holders
  }

  @Test(.enabled(if: server.isBuilt))
  func `a server that leaks one handle in a thousand requests: the place that took it`() throws {
    let folder = try TemporaryDirectory()
    let trace = try Self.server.trace(["20000", "4"], in: folder)
    let leak = try Self.server.line(marked: "LEAK", in: "Server.swift")
    let made = try Self.server.line(marked: "MADE", in: "Server.swift")
    let result = try Tool.run([
      "inspect", trace, "--leaks", "--leak-exit-code", "3", "--type", "Server.Session",
    ])
    #expect(result.status == 3)
    #expect(result.output.contains("20 × Server.Session  made at \(made) handle(_:)"))
    #expect(result.output.contains("all held from \(leak) handle(_:)"))
    let json = try Tool.run(["inspect", trace, "--leaks", "--json", "--type", "Server.Session"])
    #expect(try holders(in: json.events()) == [leak: 20])
  }

  /// Whether the trace has been set up: its state is in the 20th byte behind the first.
  private func isOpen(_ trace: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: trace), let head = try? file.read(upToCount: 21) else {
      return false
    }
    return head.count == 21 && head[20] == 1
  }

  @Test(.enabled(if: server.isBuilt))
  func `what a program has written that was killed at any moment can be read`() throws {
    let folder = try TemporaryDirectory()
    for number in 0..<8 {
      let trace = folder.appending("\(number).trace")
      let process = try Self.server.start(["50000000", "4"], tracingTo: trace, limit: 1 << 18)
      let deadline = ContinuousClock.now + .seconds(60)
      while !isOpen(trace), ContinuousClock.now < deadline { usleep(100) }
      // The bound is met after some milliseconds.
      usleep(useconds_t.random(in: 0..<20_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let result = try Tool.run(["inspect", trace], input: ".trace\n.leaks\n.at 0\n")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("it was killed, crashed, or left without a word"))
      #expect(try Tool.run(["export", trace, "-o", folder.appending("\(number).html")]).status == 0)
    }
  }

  @Test(.enabled(if: cycle.isBuilt))
  func `two objects that hold each other: the path, and the arrow to break`() throws {
    let folder = try TemporaryDirectory()
    let trace = try Self.cycle.trace(in: folder)
    let events = try Tool.run(["inspect", trace, "--leaks", "--json"]).events()
    let leak = try #require(events.last)
    #expect(leak["event"]?.text == "leak")
    #expect(leak["cycles"]?.elements?.map { $0.elements?.compactMap(\.number) } == [[1, 2]])
    let edges = [
      try Self.cycle.line(marked: "EDGE TO GRACE", in: "Main.swift"),
      try Self.cycle.line(marked: "EDGE TO ADA", in: "Main.swift"),
    ]
    #expect(try Set(holders(in: events).keys) == Set(edges))
    let text = try Tool.run(["inspect", trace, "--leaks"]).output
    #expect(text.contains("cycle  @1 → @2 → @1"))
    #expect(text.contains("taken at \(edges[0])") && text.contains("taken at \(edges[1])"))
  }

  @Test(.enabled(if: callbacks.isBuilt))
  func `a raw pointer that never comes back: the call of intoRaw`() throws {
    let folder = try TemporaryDirectory()
    let trace = try Self.callbacks.trace(in: folder)
    let leak = try Self.callbacks.line(marked: "LEAK", in: "Main.swift")
    let events = try Tool.run(["inspect", trace, "--leaks", "--json"]).events()
    let raw = events.filter { $0["owners"]?.elements?.contains { $0["raw"] != nil } ?? false }
    #expect(raw.count == 1)
    #expect(try holders(in: raw) == [leak: 1])
  }

  @Test(.enabled(if: tables.isBuilt))
  func `a host that keeps handles in a table: its own place, and the engine's label`() throws {
    let folder = try TemporaryDirectory()
    let trace = try Self.tables.trace(in: folder)
    let kept = try Self.tables.line(marked: "KEPT", in: "Main.swift")
    let events = try Tool.run(["inspect", trace, "--leaks", "--json"]).events()
    #expect(try holders(in: events) == [kept: 2])
    for object in events where object["event"]?.text == "object" {
      #expect(object["owners"]?.elements?.first?["label"]?.text == "wasmtime store 1")
    }
    // What was overwritten lived until the engine collected.
    let live = try Tool.run(["inspect", trace, "--json"], input: ".marks\n").events().map {
      $0["live"]?.number
    }
    #expect(live == [3, 3, 2])
  }
}

/// The command, on traces that were put together by hand.
struct InspectCommandTests {
  private let folder: TemporaryDirectory
  private let trace: String

  init() throws {
    folder = try TemporaryDirectory()
    trace = folder.appending("server.trace")
    try Data(TraceBuilder.server.bytes).write(to: URL(filePath: trace))
  }

  @Test func `the exit status says whether something lives, when that is asked for`() throws {
    #expect(try Tool.run(["inspect", trace, "--leaks"]).status == 0)
    #expect(try Tool.run(["inspect", trace, "--leaks", "--leak-exit-code", "7"]).status == 7)
    let none = try Tool.run(["inspect", trace, "--leaks", "--leak-exit-code", "7", "--type", "Nothing"])
    #expect(none.status == 0)
    #expect(none.output.contains("0 of 8 live objects, of types like Nothing"))
  }

  @Test func `a leak shows with --quiet too`() throws {
    let result = try Tool.run(["inspect", trace, "--leaks", "--quiet"])
    #expect(result.output.hasPrefix("leak  8 objects live at the end of the trace\n"))
    #expect(try Tool.run(["inspect", trace, "--quiet"], input: ".objects\n").output == "")
  }

  @Test
  func
    `lines of standard input are answered, echoed, and end at the first that fails where that is asked for`()
    throws
  {
    let lines = ".marks\nnew string \"x\"\nshow @1\n"
    let all = try Tool.run(["inspect", trace, "--echo"], input: lines)
    #expect(all.status == 1)
    #expect(all.output.hasPrefix("> .marks\n 3  \"start\""))
    #expect(all.output.contains("> show @1\n@1  App.Cache"))
    #expect(
      all.errors.contains(
        "<stdin>:2:1: error E0040: 'new' would change something, and the program is another"))
    let bailing = try Tool.run(["inspect", trace, "--bail", "--json"], input: lines).events()
    #expect(bailing.last?.has(["line": 2, "event": "error", "code": "E0040", "column": 1]) == true)
    #expect(
      try Tool.run(["inspect", trace], input: ".mode json\nshow @1\n").output.hasPrefix(
        #"{"line":2,"event":"object","object":1,"#))
    #expect(try Tool.run(["inspect", trace], input: ".quit\n.foo\n").status == 0)
  }

  @Test func `what is no trace is refused, with what is wrong`() throws {
    let other = folder.appending("notes.txt")
    try Data("hello\n".utf8).write(to: URL(filePath: other))
    for (path, reason) in [
      (other, "it is no trace: traces begin with the bytes 89 58 52 45 46 0D 0A 1A"),
      (folder.path, "Is a directory"), (folder.appending("missing"), "No such file or directory"),
    ] {
      let result = try Tool.run(["inspect", path, "--leaks", "--leak-exit-code", "9"])
      #expect(result.status == 1)
      #expect(
        result.errors.contains("error E0041: cannot read '\(path)' as a trace: \(reason)"), "\(result.errors)"
      )
    }
  }

  @Test func `a trace is known by what it begins with, and becomes a page, a picture, a graph or data`()
    throws
  {
    for (format, content) in [
      ("html", "Server.swift:42"), ("svg", "App.Node"), ("dot", "o6 -> o7"),
      ("json", #""event":"created","object":1"#),
    ] {
      let output = folder.appending("out.\(format)")
      let result = try Tool.run(["export", trace, "-o", output])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try String(contentsOfFile: output, encoding: .utf8).contains(content), "\(format)")
    }
  }
}

extension JSONValue {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var number: Int? { if case .integer(let number) = self { number } else { nil } }
  fileprivate var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
