internal import Files
internal import Model
public import SystemPackage

/// The best score of each lesson, kept in a file.
///
/// The file has a line a lesson: its name, how many answers were right, and how many were asked for. What is no such
/// line is passed over.
public struct Progress: Sendable {
  private let path: FilePath?

  /// The largest file that is read.
  private static let sizeLimit = 1 << 20

  /// - Parameter path: nil to remember nothing.
  public init(path: FilePath?) {
    self.path = path
  }

  /// The scores by lesson. A file that is not there, or cannot be read, holds none.
  public var scores: [String: Score] {
    guard let path, let bytes = try? FileContents.read(path.string, limit: Self.sizeLimit) else { return [:] }
    return Self.scores(in: bytes)
  }

  private static func scores(in bytes: [UInt8]) -> [String: Score] {
    var scores: [String: Score] = [:]
    for line in bytes.lines {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count == 3, let right = Int(words[1]), let asked = Int(words[2]), 0 <= right, right <= asked
      else {
        continue
      }
      scores[String(words[0])] = Score(right: right, asked: asked)
    }
    return scores
  }

  /// Remembers a score if it is no worse than the one that is there.
  ///
  /// - Throws: a `WritingProblem` that says why the file could not be written; then it is as it was.
  public func record(_ score: Score, of lesson: String) throws {
    guard let path else { return }
    try Folder.make(path.removingLastComponent())
    try SharedFile(path).update(limit: Self.sizeLimit) { bytes in
      var scores = Self.scores(in: bytes)
      if let best = scores[lesson], best.percent > score.percent { return bytes }
      scores[lesson] = score
      let lines = scores.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.right) \($0.value.asked)\n" }
      return Array(lines.joined().utf8)
    }
  }
}
