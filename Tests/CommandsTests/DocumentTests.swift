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

  @Test func `the program, the changelog and the manual are of one version`() throws {
    let run = try Tool.run(["--version"])
    #expect(run.status == 0)
    let version = run.output.trimmingCharacters(in: .newlines)
    #expect(version.wholeMatch(of: #/\d+\.\d+\.\d+/#) != nil)
    let heading = try Self.text(of: "CHANGELOG.md").firstMatch(of: #/\n## \[([0-9.]+)\]/#)
    #expect(heading.map { String($0.output.1) } == version)
    let manual = Self.root.appending(path: "docs/man")
    let pages = try FileManager.default.contentsOfDirectory(atPath: manual.path())
    for page in pages where page.hasSuffix(".1") {
      let isOfVersion = try Self.text(of: "docs/man/\(page)").contains(".Os \"externref \(version)\"\n")
      #expect(isOfVersion, "\(page) is out of date: run scripts/docs")
    }
  }

  @Test func `each command has a manual page`() throws {
    let help = try Tool.run(["--help"]).output
    let commands = help.matches(of: #/\n  ([a-z]+) (?:\(default\) )? +[A-Z]/#).map { String($0.output.1) }
    #expect(commands.contains("shell") && commands.contains("reference"))
    for name in ["externref"] + commands.map({ "externref-\($0)" }) {
      let page = try Self.text(of: "docs/man/\(name).1")
      for section in ["NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "EXAMPLES"] {
        #expect(page.contains("\n.Sh \(section)\n"), "\(name): \(section)")
      }
    }
    for section in ["FILES", "ENVIRONMENT"] {
      #expect(try Self.text(of: "docs/man/externref.1").contains("\n.Sh \(section)\n"))
    }
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

  @Test(arguments: [
    (["explain", ""], ErrorCode.allCases.map(\.rawValue)),
    (["explain", "E000"], ErrorCode.allCases.map(\.rawValue).filter { $0.hasPrefix("E000") }),
    (["learn", "co"], ["counts"]),
    (["learn", "cy"], ["cycles"]),
  ])
  func `Tab in bash completes codes and lessons`(words: [String], expected: [String]) throws {
    let words = (["externref"] + words).map { "'\($0)'" }.joined(separator: " ")
    let script = """
      PATH=$(dirname "$externref"):$PATH
      . <("$externref" --generate-completion-script bash)
      COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _externref externref "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\n' "${COMPREPLY[@]}"
      """
    let run = try Tool.shell("exec bash -s", input: script)
    #expect(run.output.split(separator: "\n").map(String.init) == expected)
  }

  // MARK: Pages

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: ["language", "errors"])
  func `the reference pages are what the program prints`(topic: String) throws {
    let run = try Tool.run(["reference", topic])
    #expect(run.status == 0)
    let isCurrent = try Self.text(of: "docs/\(topic).md") == run.output
    #expect(isCurrent, "docs/\(topic).md is out of date: run scripts/docs")
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
