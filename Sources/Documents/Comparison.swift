internal import Model

/// An answer beside the one that a document has, line by line.
public struct Comparison: Sendable {
  public enum Line: Sendable, Equatable {
    case same(String)
    /// Only the document has it.
    case missing(String)
    /// Only the session has it.
    case unexpected(String)
    /// `...`, and the lines that it stands for.
    case any([String])
  }

  public let lines: [Line]

  public var holds: Bool {
    lines.allSatisfy {
      switch $0 {
      case .same, .any: true
      case .missing, .unexpected: false
      }
    }
  }

  /// The lines, with escapes beyond ASCII in those that the eye may take for one another although they differ.
  public var spelledOut: [Line] {
    var spelled = lines
    for index in lines.indices.dropLast() {
      guard case .missing(let missing) = lines[index], case .unexpected(let unexpected) = lines[index + 1],
        missing.looksLike(unexpected)
      else { continue }
      spelled[index] = .missing(missing.spelledOut)
      spelled[index + 1] = .unexpected(unexpected.spelledOut)
    }
    return spelled
  }

  /// The answer that would hold, with every `...` that the document has.
  var corrected: [String] {
    lines.compactMap {
      switch $0 {
      case .same(let line), .unexpected(let line): line
      case .missing: nil
      case .any: "..."
      }
    }
  }

  /// Compares with the fewest differing lines. Lines are the same when their bytes are. Blanks at the ends of lines do
  /// not count, nor do blank lines at the end.
  ///
  /// - Complexity: O(*m* × *n*) in the numbers of lines.
  public init(expected: [Document.Answer.Line], actual: [String]) {
    let actual = Array(actual.trimmingBlankEnd)
    guard expected.count * actual.count <= Self.cellLimit else {
      lines =
        expected.map { if case .text(let text) = $0 { .missing(text) } else { .any([]) } }
        + actual.map(Line.unexpected)
      return
    }
    // costs[i][j]: the fewest differences between the lines from i and from j on.
    var costs = [[Int]](repeating: [Int](repeating: 0, count: actual.count + 1), count: expected.count + 1)
    for i in stride(from: expected.count, through: 0, by: -1) {
      for j in stride(from: actual.count, through: 0, by: -1) where i < expected.count || j < actual.count {
        costs[i][j] = Self.choices(expected, actual, i, j).map { costs[$0.i][$0.j] + $0.cost }.min() ?? 0
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < expected.count || j < actual.count {
      let cost = costs[i][j]
      guard
        let choice = Self.choices(expected, actual, i, j).first(where: { costs[$0.i][$0.j] + $0.cost == cost }
        )
      else { break }
      lines += choice.lines
      (i, j) = (choice.i, choice.j)
    }
    self.lines = Self.joined(lines)
  }

  /// Past so many pairs of lines no comparison is worth its time, and all lines count as different.
  private static let cellLimit = 1 << 22

  /// A way to deal with the next line of either side.
  private struct Choice {
    let lines: [Line]
    /// Where both sides go on.
    let i, j: Int
    let cost: Int
  }

  /// The ways on from a pair of lines. Of those that cost the same, the first is taken.
  private static func choices(
    _ expected: [Document.Answer.Line], _ actual: [String], _ i: Int, _ j: Int
  ) -> [Choice] {
    let line = j < actual.count ? actual[j] : nil
    var choices: [Choice] = []
    if i < expected.count {
      switch expected[i] {
      case .text(let text):
        if let line {
          let isSame = text.trimmingEnd.isSame(as: line.trimmingEnd)
          choices.append(
            Choice(
              lines: isSame ? [.same(line)] : [.missing(text), .unexpected(line)], i: i + 1, j: j + 1,
              cost: isSame ? 0 : 1))
        }
        choices.append(Choice(lines: [.missing(text)], i: i + 1, j: j, cost: 1))
      case .any:
        choices.append(Choice(lines: [.any([])], i: i + 1, j: j, cost: 0))
        if let line { choices.append(Choice(lines: [.any([line])], i: i, j: j + 1, cost: 0)) }
      }
    }
    if let line { choices.append(Choice(lines: [.unexpected(line)], i: i, j: j + 1, cost: 1)) }
    return choices
  }

  /// The lines with those of one `...` in one.
  private static func joined(_ lines: [Line]) -> [Line] {
    var joined: [Line] = []
    // Collected apart: joined to what is there already, a long answer would be copied for each of its lines.
    var any: [String]?
    for line in lines {
      if case .any(let more) = line {
        if any == nil { any = more } else { any?.append(contentsOf: more) }
        continue
      }
      if let any = any.take() { joined.append(.any(any)) }
      joined.append(line)
    }
    if let any { joined.append(.any(any)) }
    return joined
  }
}

extension String {
  /// The string without blanks at its end.
  fileprivate var trimmingEnd: Substring {
    let blanks = utf8.reversed().prefix { $0.isBlank }.count
    return self[..<utf8.index(endIndex, offsetBy: -blanks)]
  }
}

extension [String] {
  /// The lines up to the last one that is not blank.
  fileprivate var trimmingBlankEnd: ArraySlice<String> {
    self[..<(lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)]
  }
}
