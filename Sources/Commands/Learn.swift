internal import ArgumentParser
internal import Documents
internal import Files
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// `externref learn`: lessons, with questions for the reader.
struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "List the lessons, or take one and answer its questions.",
    discussion: """
      At a question, type the value that you expect; 'hint' asks for a hint. When standard input is not a terminal, \
      each of its lines is an answer. The best score of each of the program's own lessons is remembered.
      """)

  @Flag(help: "Answer in JSON Lines: one object for each answer, and one for the score.")
  var json = false

  @Option(
    help: ArgumentHelp("Exit with status 1 when fewer of the answers are right.", valueName: "percent"))
  var pass: Int?

  @Flag(help: "Keep the picture of the heap in the upper half of the terminal.")
  var pane = false

  @OptionGroup var page: PageOptions

  @OptionGroup var lines: LineOptions

  @Argument(
    help: ArgumentHelp("A lesson's name, or a Markdown document.", valueName: "lesson"),
    completion: .custom { _, _, _ in Lesson.all.map(\.name) })
  var lesson: String?

  func validate() throws {
    if let pass, !(0...100).contains(pass) {
      throw ValidationError("A percentage is from 0 to 100, not \(pass).")
    }
    if lesson == nil, pass != nil { throw ValidationError("--pass needs a lesson.") }
    if lesson == nil, pane { throw ValidationError("--pane needs a lesson.") }
    if lesson == nil, page.page { throw ValidationError("--page needs a lesson.") }
  }

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, messages in
      let progress = Progress(path: UserFolders.state()?.appending("lessons"))
      guard let lesson else { return try list(with: progress, to: output) }
      let source = try DocumentSource(lesson)
      let run = try LessonRun(
        source.document, folders: source.folders + lines.folders.folders,
        webAssembly: lines.engine.webAssembly())
      // The reader answers the questions at the terminal.
      let page = SessionPage(
        page.place, title: source.document.title, asksViewers: false,
        session: { [unowned run] in run.session },
        say: messages.say)
      defer { page.end() }
      if self.page.page, let obstacle = page.show(true) {
        try messages.warn("there is no live page: \(obstacle)")
      }
      let learner = Learner(run, options: self, output: output, page: page)
      if pane, let obstacle = learner.showPane() {
        try messages.warn("no place for a pane: \(obstacle)")
      }
      guard let score = try learner.learn() else {
        // Whoever leaves has not passed, if there was anything to pass.
        if pass != nil { throw ExitCode.failure }
        return
      }
      if source.isOwnLesson {
        do throws(WritingProblem) {
          try progress.record(score, of: lesson)
        } catch {
          try messages.warn("the score is not remembered: \(error)")
        }
      }
      try output.flush()
      try page.stay()
      if let pass, score.percent < pass { throw ExitCode.failure }
    }
  }

  private func list(with progress: Progress, to output: Output) throws {
    let scores = progress.scores
    let lessons = try Lesson.all.map { try LessonSummary($0, best: scores[$0.name]) }
    if json {
      var bytes: [UInt8] = []
      for lesson in lessons { lesson.json.writeLine(to: &bytes) }
      return try output.write(bytes)
    }
    let renderer = TextRenderer(style: lines.style.style(for: .standardOutput))
    var text = TextBuffer(style: renderer.style)
    renderer.render(lessons, into: &text)
    text.newline()
    let next = lessons.first { $0.best.map { $0.right < $0.asked } ?? true }
    text.paragraph(next.map { "Next: externref learn \($0.name)" } ?? "All of them. Well done.")
    try output.write(text.bytes)
  }
}
