package import Rendering

extension TextRenderer {
  /// How many of the questions that were missed are shown.
  private static let shownQuestions = 12

  /// Writes how a class has done: by lesson, by learner, and the questions most often missed.
  package func render(_ summary: ClassSummary, into text: inout TextBuffer) {
    guard !summary.learners.isEmpty else { return text.paragraph("There are no results yet.") }
    render(summary.lessons, under: "lesson", counting: ("learner", "learners"), into: &text)
    text.newline()
    render(summary.learners, under: "learner", counting: ("lesson", "lessons"), into: &text)
    text.newline()
    guard !summary.missed.isEmpty else { return text.paragraph("No question was missed.") }
    text.write("most often missed", .heading)
    text.newline()
    for question in summary.missed.prefix(Self.shownQuestions) {
      text.segment { $0.write("\(question.count) of \(question.learners)", .fall) }
      text.segment { $0.write(untrusted: "\(question.lesson) \(question.question.number)", .name) }
      text.prose(style.escape(question.question.text.isEmpty ? "?" : question.question.text))
      text.newline()
    }
    let rest = summary.missed.count - Self.shownQuestions
    if rest > 0 { text.paragraph("and \(rest) more") }
  }

  private func render(
    _ totals: [ClassSummary.Total], under heading: String, counting noun: (one: String, many: String),
    into text: inout TextBuffer
  ) {
    let names = totals.map { style.escape($0.name) }
    let columns = names.map(DisplayWidth.of).max() ?? 0
    let counts = totals.map { "\($0.count) \($0.count == 1 ? noun.one : noun.many)" }
    let countColumns = counts.map(\.count).max() ?? 0
    text.write(heading, .heading)
    text.newline()
    for (index, total) in totals.enumerated() {
      text.segment { text in
        text.write(names[index], .name)
        text.write(String(repeating: " ", count: max(0, columns - DisplayWidth.of(names[index]))))
      }
      text.segment {
        $0.write(counts[index] + String(repeating: " ", count: countColumns - counts[index].count))
      }
      text.segment { text in
        let isAll = total.score.right == total.score.asked
        text.write("\(total.score.right) of \(total.score.asked) right", isAll ? .good : .fall)
        text.write("  \(total.score.percent)%", .faint)
      }
      text.newline()
    }
  }
}

// The field names are a contract: programs read them. Fields may be added; none may change or go.

extension ClassSummary {
  /// An object for each line of the tables.
  package var json: [JSON] {
    func totals(_ totals: [Total], _ event: String, _ noun: String) -> [JSON] {
      totals.map {
        .object([
          ("event", .string(event)), ("name", .string($0.name)), (noun, .integer($0.count)),
          ("right", .integer($0.score.right)), ("asked", .integer($0.score.asked)),
          ("percent", .integer($0.score.percent)),
        ])
      }
    }
    return totals(lessons, "lesson", "learners") + totals(learners, "learner", "lessons")
      + missed.map {
        .object([
          ("event", "missed"), ("lesson", .string($0.lesson)), ("question", .integer($0.question.number)),
          ("text", .string($0.question.text)), ("missed", .integer($0.count)),
          ("learners", .integer($0.learners)),
        ])
      }
  }
}
