import Foundation
import Testing

@testable import Commands

/// When there are colours, and that they never carry a meaning of their own.
struct ColorTests {
  @Test(
    arguments: [
      // The variables decide in this order: NO_COLOR, CLICOLOR_FORCE, the terminal.
      (nil, nil, true, false, true), (nil, nil, true, true, false), (nil, nil, false, false, false),
      ("1", nil, true, false, false), ("", nil, true, false, true), ("1", "1", true, false, false),
      (nil, "1", false, false, true), (nil, "1", true, true, true), (nil, "0", true, false, true),
      (nil, "0", false, false, false), (nil, "", false, false, false),
    ] as [(String?, String?, Bool, Bool, Bool)])
  func `auto looks at the environment and the terminal`(
    noColor: String?, force: String?, isTerminal: Bool, isDumb: Bool, usesColor: Bool
  ) {
    func answer(of choice: ColorChoice) -> Bool {
      choice.usesColor(isTerminal: isTerminal, isDumb: isDumb, noColor: noColor, force: force)
    }
    #expect(answer(of: .auto) == usesColor)
    #expect(answer(of: .always))
    #expect(!answer(of: .never))
  }

  private static let script = "a = new counter\nb = clone a\nfrob\ndrop a b\n.help\n.explain E0007\n"

  @Test(
    arguments: [
      ([], [:], false), (["--color", "always"], [:], true),
      (["--color", "never"], ["CLICOLOR_FORCE": "1"], false),
      ([], ["CLICOLOR_FORCE": "1"], true), ([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
      (["--color", "always"], ["NO_COLOR": "1"], true),
    ] as [([String], [String: String], Bool)])
  func `a pipe gets colours only when they are asked for`(
    options: [String], environment: [String: String], hasColor: Bool
  ) throws {
    let run = try Tool.run(["run"] + options + ["-"], input: Self.script, environment: environment)
    #expect(run.output.contains("\u{1B}[") == hasColor)
    #expect(run.errors.contains("\u{1B}[") == hasColor)
  }

  @Test func `without its colours the text is the same`() throws {
    let plain = try Tool.run(script: Self.script, "--color", "never")
    let colored = try Tool.run(script: Self.script, "--color", "always")
    #expect(colored.output.withoutColors == plain.output)
    #expect(colored.errors.withoutColors == plain.errors)
  }

  @Test func `colours are switched off again before each line's end`() throws {
    let colored = try Tool.run(script: Self.script, "--color", "always").output
    for line in colored.split(separator: "\n") where line.contains("\u{1B}") {
      #expect(line.components(separatedBy: "\u{1B}[").last?.hasPrefix("0m") == true)
    }
  }

  @Test func `JSON has no colours`() throws {
    #expect(try !Tool.run(script: Self.script, "--json", "--color", "always").output.contains("\u{1B}"))
  }

  @Test func `explain has colours when asked`() throws {
    #expect(try Tool.run(["explain", "--color", "always", "E0001"]).output.contains("\u{1B}["))
    #expect(try !Tool.run(["explain", "E0001"]).output.contains("\u{1B}["))
  }
}

extension String {
  /// The text without "Select Graphic Rendition".
  fileprivate var withoutColors: String { replacing(#/\u{1B}\[[0-9;]*m/#, with: "") }
}
