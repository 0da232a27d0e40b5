@testable import Documents
import Testing

/// Answers are compared line by line.
struct ComparisonTests {
  /// A comparison in short: ` same`, `-missing`, `+unexpected`, `*any|any`.
  private func compare(_ expected: [String], _ actual: [String]) -> [String] {
    let comparison = Comparison(
      expected: expected.map { $0 == "..." ? .any : .text($0) }, actual: actual)
    let lines = comparison.lines.map { line in
      switch line {
      case .same(let line): " " + line
      case .missing(let line): "-" + line
      case .unexpected(let line): "+" + line
      case .any(let lines): "*" + lines.joined(separator: "|")
      }
    }
    #expect(comparison.holds == lines.allSatisfy { $0.hasPrefix(" ") || $0.hasPrefix("*") })
    return lines
  }

  @Test func `what is the same holds`() {
    #expect(compare([], []).isEmpty)
    #expect(compare(["a", "b"], ["a", "b"]) == [" a", " b"])
    #expect(compare(["a \t"], ["a"]) == [" a"])
    #expect(compare(["a"], ["a", "", ""]) == [" a"])
    #expect(compare(["a", "", "b"], ["a", "", "b"]) == [" a", " ", " b"])
  }

  @Test(
    arguments: [
      ("\u{E9}", "e\u{301}", #"\u{e9}"#, #"e\u{301}"#), ("a b", "a\u{A0}b", "a b", #"a\u{a0}b"#),
      ("a", "a\u{A0}", "a", "a\u{A0}"), ("\u{1100}\u{1161}", "\u{AC00}", #"\u{1100}\u{1161}"#, #"\u{ac00}"#),
      ("A", "\u{391}", "A", #"\u{391}"#), ("\u{212B}", "\u{C5}", #"\u{212b}"#, #"\u{c5}"#),
    ])
  func `lines are the same when their bytes are`(
    expected: String, actual: String, missing: String, unexpected: String
  ) {
    #expect(compare([expected], [actual]).count == 2)
    #expect(compare([actual], [actual]).count == 1)
    let spelled = Comparison(expected: [.text(expected)], actual: [actual]).spelledOut
    #expect(spelled.count == 2)
    if case .missing(let line)? = spelled.first { #expect(Array(line.utf8) == Array(missing.utf8)) }
    if case .unexpected(let line)? = spelled.last { #expect(Array(line.utf8) == Array(unexpected.utf8)) }
  }

  @Test func `what differs is told with the fewest lines`() {
    #expect(compare(["a", "b", "c"], ["a", "x", "c"]) == [" a", "-b", "+x", " c"])
    #expect(compare(["b", "c"], ["a", "b", "c"]) == ["+a", " b", " c"])
    #expect(compare(["a", "b", "c"], ["c"]) == ["-a", "-b", " c"])
    #expect(compare([], ["a"]) == ["+a"])
    #expect(compare(["a"], []) == ["-a"])
    #expect(compare([" a"], ["a"]) == ["- a", "+a"])
  }

  @Test func `three dots stand for any lines, also none, and keep their place`() {
    #expect(compare(["..."], []) == ["*"])
    #expect(compare(["..."], ["a", "b"]) == ["*a|b"])
    #expect(compare(["a", "...", "d"], ["a", "b", "c", "d"]) == [" a", "*b|c", " d"])
    #expect(compare(["...", "b"], ["b", "a", "b"]) == ["*b|a", " b"])
    #expect(compare(["...", "x", "..."], ["a", "y", "b"]).filter { $0.hasPrefix("-") } == ["-x"])
    #expect(compare(["a", "..."], ["b", "c"]) == ["-a", "+b", "*c"])
    #expect(compare(["...", "..."], ["a"]) == ["*a"])
  }

  @Test func `past a limit all lines count as different`() {
    let many = (0..<3_000).map { "\($0)" }
    let lines = compare(many, many)
    #expect(lines.count == 6_000)
  }
}
