package import Rendering

// The field names are a contract: programs read them. Fields may be added; none may change or go.

extension Judgement {
  package func json(lesson: String) -> JSON {
    .object([
      ("event", "answer"), ("lesson", .string(lesson)), ("line", .integer(line)),
      ("query", .string(String(decoding: query, as: UTF8.self))),
      ("given", JSON(given.map { String(decoding: $0, as: UTF8.self) })), ("value", JSON(value)),
      ("right", .bool(isRight)), ("hints", .integer(hints)),
    ])
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
