package import Documents
package import Rendering
package import Model
internal import Running
internal import Session

extension TextRenderer {
  /// How many of the lines that led to an answer are shown.
  private static let shownEntries = 12

  /// Writes what is asked for, as far as the step itself does not.
  package func render(_ question: LessonRun.Question, of step: Document.Step, into text: inout TextBuffer) {
    guard case .exercise = question.kind else { return render(step, into: &text) }
    text.paragraph("! Type a line after which", paint: .strong)
    for condition in step.conditions {
      text.paragraph(style.escape(condition.clause), indent: 4, paint: .strong)
    }
  }

  /// Writes whether an answer was right, and why the answer is what it is.
  package func render(_ judgement: Judgement, because entries: [RecordedLine], into text: inout TextBuffer) {
    let question = judgement.question
    let isPlain = judgement.isRight || judgement.isSolved
    let verdict =
      judgement.isRight
      ? "right" : judgement.isSolved ? "right now" : judgement.given == nil ? "skipped" : "wrong"
    text.write(verdict, isPlain ? .good : .end)
    switch question.kind {
    case .prediction(let query, let value):
      text.write(untrusted: ": \(String(decoding: query, as: UTF8.self)) is \(value.literal)")
    case .words:
      text.write(":")
      text.words(style.escape(question.answer))
    case .exercise(let step):
      if isPlain { text.write(untrusted: ": " + step.conditions.map(\.clause).joined(separator: ", ")) }
    }
    renderEnd(of: judgement, into: &text)
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

  /// Writes what the learner said, or that it was not the first answer.
  private func renderEnd(of judgement: Judgement, into text: inout TextBuffer) {
    if judgement.isRight { return }
    if judgement.isSolved { return text.write(" (the first answer counts)", .faint) }
    guard let given = judgement.given.map({ String(decoding: $0, as: UTF8.self) }) else { return }
    if case .exercise = judgement.question.kind { return }
    text.write(untrusted: given.allSatisfy(\.isWhitespace) ? "; there was no answer" : ", not \(given)")
  }

  /// Writes that an answer was not right, and not what would be.
  package func renderRetry(
    _ question: LessonRun.Question, given: String, faults: [Diagnostic], into text: inout TextBuffer
  ) {
    let complaint =
      switch question.kind {
      case .prediction(let query, _): "\(String(decoding: query, as: UTF8.self)) is not \(given)"
      case .words: "\(given) is not it"
      case .exercise: faults.map(\.message).joined(separator: "; ")
      }
    text.paragraph("not yet: \(style.escape(complaint))", paint: .end)
    text.paragraph("Try again, or type hint or skip.", paint: .faint)
  }

  /// Writes which conditions of an exercise do not hold.
  package func render(faults: [Diagnostic], into text: inout TextBuffer) {
    for fault in faults { text.paragraph(style.escape(fault.message), indent: 2, paint: .end) }
  }

  /// Writes what can be typed at a question.
  package func help(for question: LessonRun.Question, into text: inout TextBuffer) {
    let task =
      switch question.kind {
      case .prediction: "Type the value that you expect: a number, a text, true, false or null. Or:"
      case .words(let words):
        words.choices.isEmpty ? "Answer in a word or a few. Or:" : "Type the number of your choice. Or:"
      case .exercise:
        "Type a line of the shell. What it does is judged, and not how it is written; each try begins at the same "
          + "place. Or:"
      }
    text.paragraph(task)
    for (word, meaning) in [
      ("hint", "help with the answer"), ("skip", "show the answer, and go on"),
      ("back", "to the block before"),
      ("try", "the session as it stands, until Ctrl-D"), ("quit", "leave the lesson"),
    ] {
      text.write("  \(word) ", .name)
      text.words(meaning)
      text.newline()
    }
  }

  /// Writes what helps to find an answer without giving it away.
  ///
  /// - Parameter count: which hint it is, from 1.
  package func hint(
    _ count: Int, for question: LessonRun.Question, entries: [RecordedLine], into text: inout TextBuffer
  ) {
    switch question.kind {
    case .prediction(let query, _): help(forVerbOf: query, into: &text)
    case .words(let words) where words.choices.isEmpty:
      let answer = style.escape(words.answers[0])
      text.paragraph("It begins with '\(answer.prefix(min(count, max(1, answer.count - 1))))'.")
    case .words(let words):
      let wrong = words.choices.indices.filter { !words.choices[$0].isSame(as: words.answers[0]) }
      let excluded = wrong.prefix(min(count, max(1, wrong.count - 1)))
      let numbers = excluded.map { "\($0 + 1)" }.joined(separator: ", nor ")
      text.paragraph(
        wrong.count > 1 ? "It is not \(numbers)." : "There are only two. What would the other one mean?")
    case .exercise(let step):
      guard case .command(let line) = step.action else { return }
      if count > 1 {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        let start = words.prefix(words.dropFirst().first == "=" ? 3 : 1)
        text.paragraph("One such line begins with: \(style.escape(start.joined(separator: " ")))")
      } else {
        help(forVerbOf: line, into: &text)
      }
    }
    guard !entries.isEmpty else { return }
    text.paragraph("These lines had a part in it. What did each of them do?")
    renderOmission(before: entries, into: &text)
    for entry in entries.suffix(Self.shownEntries) { render(echo: Array(entry.text.utf8), into: &text) }
  }

  private func help(forVerbOf line: [UInt8], into text: inout TextBuffer) {
    let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }
    let word = words.dropFirst().first == "=" ? words.dropFirst(2).first : words.first
    if let verb = word.flatMap({ CommandTable.verb(named: String($0)) }) {
      text.paragraph("\(verb.name): \(verb.help.summary)")
    }
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
    questions = document.questionCount
    self.best = best
  }
}
