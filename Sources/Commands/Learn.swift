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
      At a question, type the value that you expect; 'help' lists what else can be typed. When standard input is not \
      a terminal, each of its lines is an answer. The best score of each of the program's own lessons is remembered.

      For a class, --report adds a line to a file, in the place of the one that the same learner has for the same \
      lesson; learners may share a file. --summary shows what several such files come to.
      """)

  @Flag(help: "Answer in JSON Lines: one object for each answer, and one for the score.")
  var json = false

  @Option(
    help: ArgumentHelp("Exit with status 1 when fewer of the answers are right.", valueName: "percent"))
  var pass: Int?

  @Flag(help: "Keep the picture of the heap in the upper half of the terminal.")
  var pane = false

  @OptionGroup var page: PageOptions
  @Option(
    help: ArgumentHelp(
      "Add the result to this file, whose name ends in .csv, .json or .jsonl.", valueName: "file"),
    completion: .file(extensions: ["csv", "json", "jsonl"]))
  var report: String?

  @Option(help: ArgumentHelp("The learner's name in the report; without it, $USER.", valueName: "name"))
  var learner: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Show what these reports come to, and the questions most often missed. A later file's line replaces that of an "
        + "earlier one for the same learner and lesson.", valueName: "file"),
    completion: .file(extensions: ["csv", "json", "jsonl"]))
  var summary: [String] = []

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
    if lesson == nil, report != nil { throw ValidationError("--report needs a lesson.") }
    if !summary.isEmpty, lesson != nil {
      throw ValidationError("--summary takes reports only, and no lesson.")
    }
    if report == nil, learner != nil { throw ValidationError("--learner needs --report.") }
    if report != nil, learnerName == nil {
      throw ValidationError(
        "The learner needs a name of at most \(Self.nameLimit) characters: --learner NAME.")
    }
  }

  /// The longest name of a learner, in characters.
  private static let nameLimit = 100

  private var learnerName: String? {
    let name = learner ?? Environment["USER"] ?? Environment["LOGNAME"] ?? ""
    let words = name.split { $0.isWhitespace }.joined(separator: " ")
    return (1...Self.nameLimit).contains(words.count) ? words : nil
  }

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, messages in
      if !summary.isEmpty { return try summarize(to: output) }
      guard let lesson else {
        return try Self.list(command: "externref learn", json: json, lines, to: output)
      }
      let reportFile = try report.map { path throws(DocumentError) in
        try ReportFile(HomeFolder.expanding(path))
      }
      // Before the learner has answered for nothing.
      try reportFile?.check()
      let taken = try Self.take(
        lesson, in: Learner.Manner(style: lines.style, json: json, pass: pass, pane: pane, page: page), lines,
        output, messages)
      guard let taken else {
        // A learner who leaves has not passed, if there was anything to pass.
        if pass != nil { throw ExitCode.failure }
        return
      }
      defer { taken.page?.end() }
      if let reportFile, let name = learnerName {
        try reportFile.add(ClassReport.Row(learner: name, lesson: taken.name, run: taken.run))
      }
      try output.flush()
      try taken.page?.stay()
      if let pass, taken.run.score.percent < pass { throw ExitCode.failure }
    }
  }

  /// Takes the user of a shell through a lesson, or lists the lessons.
  ///
  /// - Parameter editor: the shell's own, of which there can be one.
  static func teach(
    _ lesson: String?, _ lines: LineOptions, at editor: ReadlineEditor
  ) throws(Errno) {
    let output = Output(.standardOutput)
    let messages = Messages(style: lines.style, after: output)
    do {
      if let lesson {
        _ = try take(
          HomeFolder.expanding(lesson), in: Learner.Manner(style: lines.style, command: ".learn"), lines,
          output,
          messages, at: editor)
        try output.write("Back to your own session.\n")
      } else {
        try list(command: ".learn", json: false, lines, to: output)
      }
      try output.flush()
    } catch let error as DocumentError {
      try messages.write(error)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Takes a learner through a lesson and remembers the score.
  ///
  /// - Returns: the lesson's name, its run, and the live page that shows it; nil when the learner left before the end.
  private static func take(
    _ lesson: String, in manner: Learner.Manner, _ lines: LineOptions, _ output: Output, _ messages: Messages,
    at editor: ReadlineEditor? = nil
  ) throws -> (name: String, run: LessonRun, page: SessionPage?)? {
    let source = try DocumentSource(lesson)
    let run = try LessonRun(
      source.document, folders: source.folders + lines.folders.folders,
      webAssembly: lines.engine.webAssembly())
    // The reader answers the questions at the terminal.
    let page = manner.page.map { options in
      SessionPage(
        options.place, title: source.document.title, asksViewers: false,
        session: { [unowned run] in run.session }, say: messages.say)
    }
    if manner.page?.page == true, let obstacle = page?.show(true) {
      try messages.warn("there is no live page: \(obstacle)")
    }
    let learner = try Learner(run, in: manner, output: output, page: page, editor: editor)
    if manner.pane, let obstacle = learner.showPane() {
      try messages.warn("no place for a pane: \(obstacle)")
    }
    guard let score = try learner.learn() else { return nil }
    guard source.isOwnLesson else { return (FilePath(lesson).lastComponent?.string ?? lesson, run, page) }
    let progress = progress
    do {
      try progress.record(score, of: lesson)
    } catch {
      try messages.warn("the score is not remembered: \(error)")
    }
    if let next = Lesson.next(after: lesson, with: progress.scores) {
      try learner.end(with: "Next: \(manner.command) \(next.name)")
    }
    return (lesson, run, page)
  }

  private static var progress: Progress { Progress(path: UserFolders.state()?.appending("lessons")) }

  private func summarize(to output: Output) throws {
    var report = ClassReport()
    for path in summary { report.add(try ReportFile(HomeFolder.expanding(path)).read()) }
    let summary = ClassSummary(report)
    if json {
      var bytes: [UInt8] = []
      for line in summary.json { line.writeLine(to: &bytes) }
      return try output.write(bytes)
    }
    let renderer = TextRenderer(style: lines.style.style(for: .standardOutput))
    try output.write(in: renderer.style) { renderer.render(summary, into: &$0) }
  }

  /// - Parameter command: what begins a lesson there.
  private static func list(command: String, json: Bool, _ lines: LineOptions, to output: Output) throws {
    let scores = progress.scores
    let lessons = try Lesson.all.map { try LessonSummary($0, best: scores[$0.name]) }
    if json {
      var bytes: [UInt8] = []
      for lesson in lessons { lesson.json.writeLine(to: &bytes) }
      return try output.write(bytes)
    }
    let renderer = TextRenderer(style: lines.style.style(for: .standardOutput))
    let next = Lesson.next(with: scores)
    try output.write(in: renderer.style) { text in
      renderer.render(lessons, into: &text)
      text.newline()
      text.paragraph(next.map { "Next: \(command) \($0.name)" } ?? "All of them. Well done.")
    }
  }
}
