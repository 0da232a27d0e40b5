package import Documents
package import Rendering
package import Model
internal import Session

extension TextRenderer {
  /// How many of the lines that led to an answer are shown.
  private static let shownEntries = 12

  /// Writes whether an answer was right, and why the answer is what it is.
  package func render(_ judgement: Judgement, because entries: [RecordedLine], into text: inout TextBuffer) {
    let query = String(decoding: judgement.query, as: UTF8.self)
    text.write(judgement.isRight ? "right" : "wrong", judgement.isRight ? .good : .end)
    text.write(untrusted: ": \(query) is \(judgement.value.literal)")
    if !judgement.isRight {
      let given = judgement.given.map { String(decoding: $0, as: UTF8.self) } ?? ""
      text.write(untrusted: given.isEmpty ? "; there was no answer" : ", not \(given)")
    }
    text.newline()
    guard !entries.isEmpty else { return }
    text.write("because:", .faint)
    text.newline()
    renderOmission(before: entries, into: &text)
    for entry in entries.suffix(Self.shownEntries) {
      render(echo: Array(entry.text.utf8), into: &text)
      renderAll(entry.events, into: &text)
    }
  }

  /// Writes what helps to find an answer without giving it away.
  package func hint(for query: [UInt8], entries: [RecordedLine], into text: inout TextBuffer) {
    let word = String(decoding: query.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    if let verb = CommandTable.verb(named: word) { text.paragraph("\(verb.name): \(verb.help.summary)") }
    guard !entries.isEmpty else { return }
    text.paragraph("These lines had a part in it. What did each of them do?")
    renderOmission(before: entries, into: &text)
    for entry in entries.suffix(Self.shownEntries) { render(echo: Array(entry.text.utf8), into: &text) }
  }

  private func renderOmission(before entries: [RecordedLine], into text: inout TextBuffer) {
    guard entries.count > Self.shownEntries else { return }
    text.write("(and \(entries.count - Self.shownEntries) earlier)", .faint)
    text.newline()
  }

  /// Writes a score.
  package func render(_ score: Score, into text: inout TextBuffer) {
    text.write("\(score.right) of \(score.asked) right", score.right == score.asked ? .good : .fall)
    text.newline()
  }

  /// Writes the lessons with the learner's best scores.
  package func render(_ lessons: [LessonSummary], into text: inout TextBuffer) {
    let nameColumns = lessons.map(\.name.count).max() ?? 0
    for (index, lesson) in lessons.enumerated() {
      let number = String(index + 1)
      text.segment { $0.write(String(repeating: " ", count: max(0, 2 - number.count)) + number, .faint) }
      text.segment { text in
        text.write(lesson.name, .name)
        text.write(String(repeating: " ", count: nameColumns - lesson.name.count))
      }
      text.segment { text in
        if let best = lesson.best {
          text.write("\(best.right) of \(best.asked)", best.right == best.asked ? .good : .fall)
        } else {
          text.write("-     ", .faint)
        }
      }
      text.segment { $0.write(untrusted: lesson.title) }
      text.newline()
    }
  }
}

/// A lesson as a list of lessons shows it.
package struct LessonSummary: Sendable {
  package let name: String
  package let title: String
  package let questions: Int
  package let best: Score?

  package init(_ lesson: Lesson, best: Score?) throws(DocumentError) {
    let document = try lesson.document()
    name = lesson.name
    title = document.title
    questions = document.predictionCount
    self.best = best
  }
}
