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
    for row in report.rows {
      Self.add(row.score, to: row.lesson, in: &lessons)
      Self.add(row.score, to: row.learner, in: &learners)
      for question in row.missed {
        questions["\(row.lesson)\n\(question.number)", default: .init(lesson: row.lesson, question: question)]
          .count += 1
      }
    }
    let order = Dictionary(uniqueKeysWithValues: Lesson.all.enumerated().map { ($1.name, $0) })
    func place(_ name: String) -> (Int, String) { (order[name] ?? .max, name) }
    lessons.sort { place($0.name) < place($1.name) }
    let counts = Dictionary(uniqueKeysWithValues: lessons.map { ($0.name, $0.count) })
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

  private static func add(_ score: Score, to name: String, in totals: inout [Total]) {
    let position = totals.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? totals.count
    if position == totals.count { totals.append(Total(name: name)) }
    totals[position].count += 1
    totals[position].score.right += score.right
    totals[position].score.asked += score.asked
  }
}
