import Foundation
import Session
import TestSupport
import Testing

/// What the program says of itself, and what the documents say of it.
struct DocumentTests {
  @Test(arguments: ErrorCode.allCases)
  func `explain tells the story behind every code`(code: ErrorCode) throws {
    for spelling in [code.rawValue, code.rawValue.lowercased()] {
      let run = try Tool.run(["explain", spelling])
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("\(code.rawValue): \(code.title)\n"))
      #expect(run.output.split(separator: "\n").count > 1)
      #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func `explain without a code lists them all`() throws {
    let lines = try Tool.run(["explain"]).output.split(separator: "\n")
    #expect(lines.map { $0.prefix(5) } == ErrorCode.allCases.map { $0.rawValue[...] })
  }

  @Test func `help names the subcommands, and that of a subcommand its options`() throws {
    let help = try Tool.run(["--help"])
    #expect(help.status == 0)
    for word in ["shell", "run", "explain", "reference", "subcommand"] { #expect(help.output.contains(word)) }
    for command in ["run", "shell"] {
      let output = try Tool.run([command, "--help"]).output
      for option in ["--json", "--quiet", "--echo", "--bail", "--color", "--leak-exit-code", "--init"] {
        #expect(output.contains(option))
      }
    }
    #expect(try Tool.run(["shell", "--help"]).output.contains("--no-history"))
  }

  @Test func `version is a number in three parts`() throws {
    let run = try Tool.run(["--version"])
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `Completion for the system's shells`(shell: String) throws {
    let run = try Tool.run(["--generate-completion-script", shell])
    #expect(run.status == 0)
    for word in ["explain", "leak-exit-code"] { #expect(run.output.contains(word)) }
    if shell == "bash" {
      #expect(try Tool.shell("\"$externref\" --generate-completion-script bash | bash -n").errors.isEmpty)
    }
  }

  // MARK: Pages

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: ["language", "errors"])
  func `The reference pages are what the program prints`(topic: String) throws {
    let page = Self.root.appending(path: "docs/\(topic).md")
    let run = try Tool.run(["reference", topic])
    #expect(run.status == 0)
    if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
      try Data(run.output.utf8).write(to: page)
    }
    let isCurrent = try String(contentsOf: page, encoding: .utf8) == run.output
    #expect(isCurrent, "docs/\(topic).md is out of date: run the tests with UPDATE_DOCS=1")
  }

  /// A session on a page: a code block marked `externref`, in which typed lines begin with `> `.
  struct Example: CustomTestStringConvertible {
    let page: String
    let number: Int
    let text: String

    var testDescription: String { "\(page), session \(number)" }

    var typed: String {
      text.split(separator: "\n").filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) + "\n" }.joined()
    }
  }

  static let examples: [Example] = {
    let docs = root.appending(path: "docs")
    let pages =
      (try? FileManager.default.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)) ?? []
    return ([root.appending(path: "README.md")] + pages.filter { $0.pathExtension == "md" }).flatMap { page in
      let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
      return text.matches(of: #/(?m)^```externref\n((?:.*\n)*?)```$/#).enumerated().map {
        Example(page: page.lastPathComponent, number: $0 + 1, text: String($1.output.1))
      }
    }
  }()

  @Test func `The README shows a session`() {
    #expect(Self.examples.contains { $0.page == "README.md" })
  }

  @Test(arguments: examples)
  func `A session on a page is what the tool prints`(example: Example) throws {
    let folder = try TemporaryDirectory()
    let run = try Tool.shell(
      "exec \"$externref\" run --echo - 2>&1", input: example.typed, in: folder.path)
    // A page shows a session at a terminal, where messages need not say which line they mean, and may leave out
    // how it ends.
    let shown = run.output.replacing(#/(?m)^<stdin>:\d+:\d+: /#, with: "")
    let end = shown.range(of: "end of the session:")?.lowerBound ?? shown.endIndex
    #expect([shown, String(shown[..<end])].contains(example.text))
  }
}
