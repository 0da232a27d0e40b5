/// The words that may have been meant.
public enum Suggestions {
  /// Beyond so many candidates no search is made: a mistake must not cost a second.
  private static let candidateLimit = 5_000
  private static let shown = 3

  /// "did you mean …?" with the nearest candidates, or `fallback` when none is near.
  public static func remedy(
    for word: String, among candidates: some Sequence<String>,
    shownAs text: (String) -> String = { $0 }, otherwise fallback: @autoclosure () -> String
  ) -> String {
    let near = nearest(to: word, among: candidates)
    return near.isEmpty ? fallback() : "did you mean \(near.map(text).joined(separator: " or "))?"
  }

  /// The candidates that begin with `word`, differ from it in case only, or are a few slips of the finger away;
  /// nearest first.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> [String] {
    let letters = Array(word.lowercased().utf8)
    guard !letters.isEmpty, letters.count <= 32 else { return [] }
    // In a short word another letter makes another word: `let` is no slip of `get`.
    let isShort = letters.count <= 4
    let slips = max(1, letters.count / 4)
    var near: [(distance: Int, word: String)] = []
    var seen = 0
    for candidate in candidates {
      seen += 1
      if seen > candidateLimit { return [] }
      let other = Array(candidate.lowercased().utf8)
      if letters.count >= 2, other.starts(with: letters) {
        near.append((0, candidate))
      } else if abs(other.count - letters.count) <= slips {
        let distance = distance(from: letters, to: other, replacing: isShort ? 2 : 1)
        // With no letter in common, a word is no slip of the other.
        if distance <= slips, distance < letters.count { near.append((distance, candidate)) }
      }
    }
    return near.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(shown).map(\.word)
  }

  /// The number of letters to insert, delete, replace or swap with their neighbour: the optimal string alignment
  /// distance, a restricted form of Damerau's and Levenshtein's.
  ///
  /// - Parameter replacing: what it counts to replace a letter.
  /// - Complexity: O(*m* × *n*)
  package static func distance(from a: [UInt8], to b: [UInt8], replacing: Int = 1) -> Int {
    var previous: [Int] = []
    var current = Array(0...b.count)
    for i in a.indices {
      var next = [i + 1]
      for j in b.indices {
        var best = min(next[j] + 1, current[j + 1] + 1, current[j] + (a[i] == b[j] ? 0 : replacing))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, previous[j - 1] + 1) }
        next.append(best)
      }
      (previous, current) = (current, next)
    }
    return current[b.count]
  }
}
