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
