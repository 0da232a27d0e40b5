internal import ArgumentParser
internal import Files
internal import Documents
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// `externref play`: a document as a demonstration.
struct Play: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play a Markdown document to an audience, or record it.",
    discussion: """
      Commands are typed out at a readable pace. At a terminal, Enter goes on at once, b goes back a block, p pauses, \
      s hands you the prompt of the session as it stands, and q quits. When standard output is not a terminal, \
      nothing is waited for.
      """)

  @Option(
    help: ArgumentHelp(
      "How long to wait after each answer, or 'enter' for a key.", valueName: "seconds|enter"))
  var pace = PaceChoice.milliseconds(1_500)

  @Option(help: ArgumentHelp("How fast to type; 0 is all at once.", valueName: "characters-per-second"))
  var typeSpeed = 30

  @Option(
    help: ArgumentHelp(
      "Write an asciicast of a terminal of 80 by 24 to this file instead, the same on every run.",
      valueName: "file"), completion: .file(extensions: ["cast"]))
  var record: String?

  @Flag(help: "Keep the picture of the heap in the upper half of the terminal.")
  var pane = false

  @OptionGroup var page: PageOptions

  @OptionGroup var lines: LineOptions

  @Argument(
    help: ArgumentHelp("A Markdown document, or a lesson's name.", valueName: "file"), completion: .file())
  var file: String

  func validate() throws {
    if !(0...1_000).contains(typeSpeed) {
      throw ValidationError("Typing goes at 0 to 1000 characters a second, not \(typeSpeed).")
    }
    if pane, record != nil { throw ValidationError("--pane is for a terminal, and --record for a file.") }
  }

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, messages in
      let source = try DocumentSource(file)
      let pause: Int? = if case .milliseconds(let pause) = pace { pause } else { nil }
      let pace = Pace(pause: pause, typeSpeed: typeSpeed)
      if let record {
        let stage = CastStage(
          title: source.document.title, ascii: lines.style.ascii, pace: pace)
        let player = try play(source, on: stage, messages)
        stage.end()
        try DocumentFiles.write(stage.cast.bytes, to: HomeFolder.expanding(record))
        try output.write(
          "\(record.printable): \(player.commandCount) \(player.commandCount == 1 ? "command" : "commands"), \(stage.cast.duration / 1_000) seconds\n"
        )
      } else if Terminal.isTerminal(.standardOutput) {
        let stage = try TerminalStage(style: lines.style, pace: pace, output: output)
        stage.showsPane = pane
        _ = try play(source, on: stage, messages)
      } else {
        if pane { try messages.warn("no place for a pane: \(Pane.Obstacle.noTerminal.reason)") }
        _ = try play(source, on: PipeStage(style: lines.style, output: output), messages)
      }
    }
  }

  /// Plays the document, with a live page if one is wanted.
  private func play(
    _ source: DocumentSource, on stage: any Stage, _ messages: Messages
  ) throws -> Player {
    let player = try Player(
      source.document, folders: source.folders + lines.folders.folders,
      webAssembly: lines.engine.webAssembly(), stage: stage)
    let page = SessionPage(
      page.place, title: source.document.title, session: { [unowned player] in player.session },
      say: messages.say)
    defer { page.end() }
    player.page = page
    if self.page.page, let obstacle = page.show(true) {
      try messages.warn("there is no live page: \(obstacle)")
    }
    try player.play()
    if !player.hasQuit { try page.stay() }
    return player
  }
}
