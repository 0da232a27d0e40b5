import Foundation
import Model
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
      #expect(run.output.hasPrefix("\(code.rawValue): \(code.story.title)\n"))
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
  func `completion for the system's shells`(shell: String) throws {
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
  func `the reference pages are what the program prints`(topic: String) throws {
    let page = Self.root.appending(path: "docs/\(topic).md")
    let run = try Tool.run(["reference", topic])
    #expect(run.status == 0)
    if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
      try Data(run.output.utf8).write(to: page)
    }
    let isCurrent = try String(contentsOf: page, encoding: .utf8) == run.output
    #expect(isCurrent, "docs/\(topic).md is out of date: run the tests with UPDATE_DOCS=1")
  }

  /// The pages whose blocks are sessions, by their paths from the package's folder.
  @Test(arguments: ["README.md", "docs", "Sources/Lessons/Resources"])
  func `the sessions on the pages are what the tool prints`(path: String) throws {
    // Where wasmtime is installed, pages that need it run too; elsewhere they are skipped.
    let wanted = ["HOME", "XDG_DATA_HOME", "EXTERNREF_WASMTIME"]
    let environment = ProcessInfo.processInfo.environment.filter { wanted.contains($0.key) }
    let run = try Tool.run(["test", path], environment: environment, in: Self.root.path())
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains(#/[0-9]+ passed, 0 failed(, [0-9]+ skipped)?\n$/#))
    // A page that shows no session at all would pass too.
    if path != "docs" { #expect(!run.output.hasPrefix("0 ")) }
  }
}
