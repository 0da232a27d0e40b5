public import Model
internal import Session

/// A learner's answer to a question, judged.
public struct Judgement: Sendable {
  /// The line of the document.
  public let line: Int
  public let query: [UInt8]
  public let value: Value
  /// What the learner said; nil for nothing at all.
  public let given: [UInt8]?
  /// How often a hint was asked for.
  public let hints: Int
  public let isRight: Bool

  init(line: Int, query: [UInt8], value: Value, given: [UInt8]?, hints: Int) {
    self.line = line
    self.query = query
    self.value = value
    self.given = given
    self.hints = hints
    isRight = given.map { value.isWritten($0) || value.isText($0) } ?? false
  }
}

extension Value {
  /// Whether an answer is this text without its quotes: a lesson is not about those.
  fileprivate func isText(_ answer: [UInt8]) -> Bool {
    guard case .text(let text) = self else { return false }
    let answer = String(decoding: answer, as: UTF8.self)
    return answer.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed() == Array(text)
  }
}

/// How somebody has done.
public struct Score: Sendable, Equatable {
  public internal(set) var right: Int
  public internal(set) var asked: Int

  public init(right: Int = 0, asked: Int = 0) {
    self.right = right
    self.asked = asked
  }

  /// Rounded down, so that 100 means all; 100 where nothing was asked.
  public var percent: Int { asked == 0 ? 100 : right * 100 / asked }

  mutating func add(_ judgement: Judgement) {
    asked += 1
    if judgement.isRight { right += 1 }
  }
}
