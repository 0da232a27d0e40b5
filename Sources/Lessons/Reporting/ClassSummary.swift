/// What a class's reports come to.
package struct ClassSummary: Sendable {
  /// How well many have done one thing, or one many.
  package struct Total: Sendable, Equatable {
    package let name: String
    package var count = 0
    package var score = Score()
  }

  package struct MissedQuestion: Sendable, Equatable {
    package let lesson: String
    package let question: ClassReport.Missed
    /// How many learners missed it, of those who have done the lesson.
    package var count = 0
    package var learners = 0
  }

  /// By lesson, in the order of the lessons; others behind them.
  package private(set) var lessons: [Total] = []
  /// By learner, in the order of their first rows.
  package private(set) var learners: [Total] = []
  /// Most often missed first.
  package private(set) var missed: [MissedQuestion] = []

  package init(_ report: ClassReport) {
    var questions: [String: MissedQuestion] = [:]
    var (byLesson, byLearner) = (Totals(), Totals())
    for row in report.rows {
      byLesson.add(row.score, to: row.lesson)
      byLearner.add(row.score, to: row.learner)
      for question in row.missed {
        questions["\(row.lesson)\n\(question.number)", default: .init(lesson: row.lesson, question: question)]
          .count += 1
      }
    }
    (lessons, learners) = (byLesson.all, byLearner.all)
    let order = Dictionary(uniqueKeysWithValues: Lesson.all.enumerated().map { ($1.name, $0) })
    func place(_ name: String) -> (Int, String) { (order[name] ?? .max, name) }
    lessons.sort { place($0.name) < place($1.name) }
    let counts = Dictionary(lessons.map { ($0.name, $0.count) }, uniquingKeysWith: max)
    missed = questions.values.map {
      var question = $0
      question.learners = counts[$0.lesson] ?? 0
      return question
    }
    missed.sort { one, other in
      if one.count != other.count { return one.count > other.count }
      let (first, second) = (place(one.lesson), place(other.lesson))
      return first == second ? one.question.number < other.question.number : first < second
    }
  }

  /// Adds up scores by name, in the order in which the names come.
  private struct Totals {
    private(set) var all: [Total] = []
    private var positions: [[UInt8]: Int] = [:]

    mutating func add(_ score: Score, to name: String) {
      let position = positions[Array(name.utf8), default: all.count]
      if position == all.count {
        positions[Array(name.utf8)] = position
        all.append(Total(name: name))
      }
      all[position].count += 1
      all[position].score.right += score.right
      all[position].score.asked += score.asked
    }
  }
}
