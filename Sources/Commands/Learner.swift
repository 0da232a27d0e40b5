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
  private let run: LessonRun
  private let options: Learn
  private let output: Output
  private let page: SessionPage
  private let reader: any LineSource
  private let isInteractive: Bool
  private var pane: LivePane?
  /// The heap as the reader knows it.
  private var knownHeap: HeapView?
  private var renderer: TextRenderer
  private var hasBegun = false
  private var hasLeft = false

  init(_ run: LessonRun, options: Learn, output: Output, page: SessionPage) {
    self.run = run
    self.options = options
    self.output = output
    self.page = page
    renderer = TextRenderer(style: options.lines.style.style(for: .standardOutput))
    isInteractive =
      Terminal.isTerminal(.standardInput) && Terminal.isTerminal(.standardOutput) && !options.json
    reader = isInteractive ? ReadlineEditor(history: History(path: nil)) : StreamReader(.standardInput)
  }

  /// Keeps the picture of the heap above the lesson.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func showPane() -> String? {
    guard let editor = reader as? ReadlineEditor else { return "there is no prompt" }
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
    run.observer = page.note
    try run.walk(with: self)
    guard !hasLeft else { return nil }
    try finish()
    return run.score
  }

  func read(_ prose: Range<Int>) throws -> DocumentRun.Cue {
    try beginPart()
    let text = run.document.text(prose)
    page.append(prose: text)
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
    if step.isPrediction, index > 0 { try write { $0.newline() } }
    try write { renderer.render(step, into: &$0) }
    guard let question = try run.question(of: step) else {
      if let answer = try run.perform(index, of: block) { try writeText(answer.text(with: renderer)) }
      pane?.draw()
      return .next
    }
    guard let answer = try ask(question) else {
      hasLeft = true
      return .stop
    }
    let judgement = run.judge(answer.given, to: question, hints: answer.hints)
    if options.json {
      try writeJSON(judgement.json(lesson: run.document.name))
      _ = run.reveal()
      return .next
    }
    // What was held back is told whole, also what had no part in the answer.
    let known = run.knownEntries(about: question.query)
    let held = run.reveal()
    try write { renderer.render(judgement, because: known + held, into: &$0) }
    pane?.draw()
    return .next
  }

  /// Reads an answer, and gives hints.
  ///
  /// - Returns: nil when the learner leaves. Answers that a script does not have are wrong ones.
  private func ask(_ question: LessonRun.Question) throws -> (given: [UInt8]?, hints: Int)? {
    var hints = 0
    var line: [UInt8] = []
    while true {
      try output.flush()
      switch try readLine(into: &line) {
      case .otherEncoding(let encoding):
        throw DocumentError(.otherEncoding(encoding))
      case .end:
        if !isInteractive { return (nil, hints) }
        try write { $0.paragraph("You left before the end; the score is not counted.") }
        return nil
      case .interrupted, .tooLong:
        continue
      case .line:
        let answer = String(decoding: line, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
        if answer == "hint" {
          hints += 1
          try write {
            renderer.hint(for: question.query, entries: run.allEntries(about: question.query), into: &$0)
          }
        } else if answer == ".quit", isInteractive {
          return nil
        } else if !answer.isEmpty || !isInteractive {
          if !isInteractive {
            try write {
              $0.write(untrusted: "answer: " + answer); $0.newline()
            }
          }
          return (line, hints)
        }
      }
    }
  }

  private func readLine(into line: inout [UInt8]) throws(DocumentError) -> LineStatus {
    do throws(Errno) {
      return try reader.readLine(prompt: "your answer (or hint): ", into: &line)
    } catch {
      throw DocumentError(.unreadable(path: "standard input", error))
    }
  }

  private func finish() throws {
    if options.json {
      let passed = options.pass.map { run.score.percent >= $0 } ?? true
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
    if !options.json { try output.write(bytes) }
  }

  private func writeJSON(_ value: JSON) throws {
    var bytes: [UInt8] = []
    value.writeLine(to: &bytes)
    try output.write(bytes)
  }
}
