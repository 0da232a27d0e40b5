internal import Documents
package import Rendering

// The field names are a contract: programs read them. Fields may be added; none may change or go.

extension Judgement {
  package func json(lesson: String) -> JSON {
    .object([
      ("event", "answer"), ("lesson", .string(lesson)), ("line", .integer(question.line)),
      ("query", .string(question.text)),
      ("given", JSON(given.map { String(decoding: $0, as: UTF8.self) })), ("value", question.value),
      ("right", .bool(isRight)), ("hints", .integer(hints)), ("kind", .string(question.kindName)),
      ("question", .integer(question.number)), ("tries", .integer(tries)), ("solved", .bool(isSolved)),
    ])
  }
}

extension LessonRun.Question {
  fileprivate var value: JSON {
    if case .prediction(_, let value) = kind { JSON(value) } else { .string(answer) }
  }

  fileprivate var kindName: String {
    switch kind {
    case .prediction: "prediction"
    case .words(let question): question.choices.isEmpty ? "words" : "choice"
    case .exercise: "exercise"
    }
  }
}

extension Score {
  /// - Parameter passed: whether the score is high enough.
  package func json(lesson: String, passed: Bool) -> JSON {
    .object([
      ("event", "score"), ("lesson", .string(lesson)), ("right", .integer(right)), ("asked", .integer(asked)),
      ("percent", .integer(percent)), ("passed", .bool(passed)),
    ])
  }
}

extension LessonSummary {
  package var json: JSON {
    .object([
      ("event", "lesson"), ("name", .string(name)), ("title", .string(title)),
      ("questions", .integer(questions)),
      ("right", JSON(best?.right)), ("asked", JSON(best?.asked)),
    ])
  }
}
