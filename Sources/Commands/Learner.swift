internal import Documents
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Running
internal import Model
internal import Session
internal import SystemPackage

/// Takes a learner through a lesson: prose, lines, questions, the score.
final class Learner: DocumentHost {
  /// How a lesson is taken.
  struct Manner {
    var style: StyleOptions
    var json = false
    /// The percentage of right answers with which a lesson is passed, if there is one.
    var pass: Int?
    /// Whether the picture of the heap is kept above the lesson.
    var pane = false
    /// The live page; nil where there can be none.
    var page: PageOptions?
    /// What begins a lesson: the command, or the line of a shell.
    var command = "externref learn"
  }

  private let run: LessonRun
  private let manner: Manner
  private let output: Output
  private let page: SessionPage?
  private let reader: any LineSource
  /// The reader, where a learner sits at a terminal.
  private let editor: ReadlineEditor?
  private let race: RaceDisplay
  private var pane: LivePane?
  /// The heap as the reader knows it.
  private var knownHeap: HeapView?
  private var renderer: TextRenderer
  private var hasBegun = false
  private var hasLeft = false

  /// - Parameters:
  ///   - page: the live page that shows the lesson, if one does.
  ///   - editor: the line editor that is there already, of which there can be one; nil for none.
  init(
    _ run: LessonRun, in manner: Manner, output: Output, page: SessionPage?, editor: ReadlineEditor? = nil
  ) throws(Errno) {
    self.run = run
    self.manner = manner
    self.output = output
    self.page = page
    renderer = TextRenderer(style: manner.style.style(for: .standardOutput))
    race = RaceDisplay(output: output)
    let isInteractive =
      Terminal.isTerminal(.standardInput) && Terminal.isTerminal(.standardOutput) && !manner.json
    self.editor = isInteractive ? editor ?? ReadlineEditor(history: History(path: nil)) : nil
    reader = self.editor ?? StreamReader(.standardInput)
    if isInteractive {
      try Interrupts.install()
      prepare(run.runner)
    }
  }

  /// Lets Ctrl-C end what runs long, and shows races.
  private func prepare(_ runner: Runner) {
    runner.stopRequested = { Interrupts.isRaised }
    runner.raceObserver = { [race, unowned self] progress in
      if !Terminal.isDumb() { race.draw(progress, with: renderer) }
      race.waitForNextFrame()
      if progress.done == progress.total { race.finish() }
      return !Interrupts.isRaised
    }
  }

  /// Keeps the picture of the heap above the lesson.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func showPane() -> String? {
    guard let editor else { return "there is no prompt" }
    let pane = LivePane(style: { [unowned self] in renderer.style }) { [unowned self] limit, _ in
      // What is held back would answer the question that follows.
      if let knownHeap, run.holdsBack { return knownHeap }
      let heap = run.session.heapView(limit: limit)
      knownHeap = heap
      return heap
    }
    do throws(Pane.Obstacle) {
      try pane.show()
    } catch {
      return error.reason
    }
    editor.pane = pane.pane
    self.pane = pane
    return nil
  }

  /// Goes through the lesson.
  ///
  /// - Returns: the score; nil when the learner left before the end.
  func learn() throws -> Score? {
    defer { pane?.hide() }
    if let page { run.observer = page.note }
    try run.walk(with: self)
    guard !hasLeft else {
      try write { $0.paragraph("You left before the end; the score is not counted.") }
      return nil
    }
    try finish()
    return run.score
  }

  /// Writes what comes after the lesson, behind the score.
  func end(with remark: String) throws {
    try write { $0.paragraph(remark) }
  }

  func read(_ prose: Range<Int>) throws -> DocumentRun.Cue {
    try beginPart()
    let text = run.document.text(prose)
    page?.append(prose: text)
    try write { renderer.render(markdown: text, into: &$0) }
    return .next
  }

  func begin(_ block: Document.Block) throws -> DocumentRun.Cue {
    try beginPart()
    run.begin(block)
    return .next
  }

  private func beginPart() throws {
    if hasBegun { try write { $0.newline() } }
    hasBegun = true
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let step = block.steps[index]
    guard let question = try run.question(of: step) else {
      try write { renderer.render(step, into: &$0) }
      if let answer = try run.perform(index, of: block) { try writeText(answer.text(with: renderer)) }
      pane?.draw()
      return .next
    }
    if index > 0 { try write { $0.newline() } }
    try write { renderer.render(question, of: step, into: &$0) }
    switch try ask(question) {
    case .leave:
      hasLeft = true
      return .stop
    case .back:
      return .back
    case .answered(let answer):
      try tell(answer, to: question)
      if step.isExercise { try goOn(index, of: block, after: answer) }
      pane?.draw()
      return .next
    }
  }

  // MARK: Questions

  /// What came of a question.
  private enum Outcome {
    case answered(Answers)
    case back
    case leave
  }

  /// What a learner said to a question.
  private struct Answers {
    /// The first answer, and whether it was right; nil for none.
    var first: (text: [UInt8], isRight: Bool)?
    var tries = 0
    var hints = 0
    /// The answer that was right at last.
    var solution: [UInt8]?
  }

  /// Reads answers until one is right or the learner gives up. Of a script, whose lines are for one question each, one
  /// answer is read; those that it does not have are wrong ones.
  private func ask(_ question: LessonRun.Question) throws -> Outcome {
    var answers = Answers()
    var line: [UInt8] = []
    while true {
      try output.flush()
      switch try readLine(for: question, into: &line) {
      case .otherEncoding(let encoding):
        throw DocumentError(.otherEncoding(encoding))
      case .end:
        return editor == nil ? .answered(answers) : .leave
      case .interrupted, .tooLong:
        continue
      case .line: break
      }
      if let word = QuestionWord(typed: line) {
        switch word {
        case .quit: return .leave
        case .back: return .back
        case .skip: return .answered(answers)
        case .try: try lend(at: question)
        case .help: try write { renderer.help(for: question, into: &$0) }
        case .hint:
          answers.hints += 1
          try write {
            renderer.hint(answers.hints, for: question, entries: run.allEntries(about: question), into: &$0)
          }
        }
        continue
      }
      if editor != nil, line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
      if try judge(line, to: question, &answers) { return .answered(answers) }
    }
  }

  /// Judges an answer.
  ///
  /// - Returns: whether the question is done with.
  private func judge(
    _ line: [UInt8], to question: LessonRun.Question, _ answers: inout Answers
  ) throws -> Bool {
    let given = String(decoding: line, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
    if editor == nil {
      try write {
        $0.write(untrusted: "answer: " + given)
        $0.newline()
      }
    }
    let isRight: Bool
    var faults: [Diagnostic] = []
    if case .exercise = question.kind {
      let copy = try run.copy(at: question)
      if editor != nil { prepare(copy.runner) }
      let attempt = try run.attempt(line, at: question, in: copy)
      race.finish()
      try writeText(attempt.answer.text(with: renderer))
      isRight = attempt.isRight
      faults = attempt.faults
      if !isRight, attempt.changedNothing, editor != nil {
        try write { $0.paragraph("That changed nothing, so it does not count.", paint: .faint) }
        return false
      }
    } else {
      isRight = run.isRight(line, to: question)
    }
    answers.tries += 1
    if answers.first == nil { answers.first = (line, isRight) }
    if isRight { answers.solution = line }
    if isRight { return true }
    if editor == nil {
      try write { renderer.render(faults: faults, into: &$0) }
      return true
    }
    try write { renderer.renderRetry(question, given: given, faults: faults, into: &$0) }
    return false
  }

  /// Shows the judgement, and what was held back.
  private func tell(_ answers: Answers, to question: LessonRun.Question) throws {
    let (judgement, counts) = run.judge(
      question, given: answers.first?.text, isRight: answers.first?.isRight ?? false,
      isSolved: answers.solution != nil, tries: answers.tries, hints: answers.hints)
    if manner.json {
      if counts { try writeJSON(judgement.json(lesson: run.document.name)) }
      _ = run.reveal()
      return
    }
    // What was held back is told whole, also what had no part in the answer.
    let known = run.knownEntries(about: question)
    let held = run.reveal()
    try write { renderer.render(judgement, because: known + held, into: &$0) }
    if !counts {
      try write { $0.paragraph("(You have answered this before; the first answer counts.)", paint: .faint) }
    }
  }

  /// Goes on behind an exercise: as the lesson would have, whatever the learner's line was.
  private func goOn(_ index: Int, of block: Document.Block, after answers: Answers) throws {
    let step = block.steps[index]
    let answer = try run.perform(index, of: block)
    guard case .command(let line) = step.action, answers.solution?.trimmed != line.trimmed else { return }
    try write {
      $0.write(answers.solution == nil ? "one that does:" : "the lesson goes on with:", .faint)
      $0.newline()
      renderer.render(step, into: &$0)
    }
    if let answer { try writeText(answer.text(with: renderer)) }
  }

  /// Lends the learner a copy of the session, until Ctrl-D.
  private func lend(at question: LessonRun.Question) throws {
    guard let editor else {
      return try write {
        $0.paragraph("There is no prompt to try something at: standard input is no terminal.")
      }
    }
    try write {
      $0.paragraph(
        "The session is yours, as it stands. Ctrl-D goes back to the lesson as it was.", paint: .faint)
    }
    try output.flush()
    let copy = try run.copy(at: question)
    try Shell.lend(copy, style: manner.style, editor: editor)
    Interrupts.clear()
    try write {
      $0.paragraph("Back to the lesson.", paint: .faint)
      $0.newline()
      renderer.render(question, of: question.step, into: &$0)
    }
  }

  private func readLine(
    for question: LessonRun.Question, into line: inout [UInt8]
  ) throws(DocumentError) -> LineStatus {
    let isExercise = if case .exercise = question.kind { true } else { false }
    let remembers = editor?.remembersLines ?? false
    editor?.remembersLines = false
    defer { editor?.remembersLines = remembers }
    do throws(Errno) {
      return try reader.readLine(
        prompt: isExercise ? "your line (or help): " : "your answer (or help): ", into: &line)
    } catch {
      throw DocumentError(.unreadable(path: "standard input", error))
    }
  }

  private func finish() throws {
    if manner.json {
      let passed = manner.pass.map { run.score.percent >= $0 } ?? true
      return try writeJSON(run.score.json(lesson: run.document.name, passed: passed))
    }
    guard run.score.asked > 0 else { return }
    try write {
      $0.newline()
      renderer.render(run.score, into: &$0)
    }
  }

  // MARK: Writing

  /// Writes text, unless it is JSON that was asked for.
  private func write(_ body: (inout TextBuffer) -> Void) throws {
    // A terminal may have been resized.
    renderer.style.width = TextStyle.width(of: .standardOutput)
    var text = TextBuffer(style: renderer.style)
    body(&text)
    try writeText(text.bytes)
  }

  private func writeText(_ bytes: [UInt8]) throws {
    if !manner.json { try output.write(bytes) }
  }

  private func writeJSON(_ value: JSON) throws {
    var bytes: [UInt8] = []
    value.writeLine(to: &bytes)
    try output.write(bytes)
  }
}
