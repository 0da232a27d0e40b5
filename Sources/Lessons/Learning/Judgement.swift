internal import Documents
internal import Model
internal import Session

/// A learner's answer to a question, judged. The first answer is the one that counts.
public struct Judgement: Sendable {
  public let question: LessonRun.Question
  /// What the learner said first; nil for nothing at all.
  public let given: [UInt8]?
  /// How often the learner answered.
  public let tries: Int
  /// How often a hint was asked for.
  public let hints: Int
  /// Whether the first answer was right.
  public let isRight: Bool
  /// Whether the last one was.
  public let isSolved: Bool
}

extension LessonRun.Question {
  /// Whether an answer that is not a line of the session is right.
  func accepts(_ answer: [UInt8]) -> Bool {
    switch kind {
    case .prediction(_, let value): value.isWritten(answer) || value.isText(answer)
    case .words(let question): question.accepts(answer)
    case .exercise: false
    }
  }
}

extension Value {
  /// Whether an answer is this text without its quotes: a lesson is not about those.
  fileprivate func isText(_ answer: [UInt8]) -> Bool {
    guard case .text(let text) = self else { return false }
    return Array(answer.trimmed) == Array(Array(text.utf8).trimmed)
  }
}

/// How well a lesson was done.
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
