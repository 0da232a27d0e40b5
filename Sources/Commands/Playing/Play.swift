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
      Commands are typed out at a readable pace. At a terminal, Enter, Space, PageDown and the arrows go on at once, \
      PageUp and the arrows go back a step, b goes back a block, p pauses, s hands you the prompt of the session as \
      it stands, and q quits. When standard output is not a terminal, nothing is waited for.
      """)

  @Option(
    help: ArgumentHelp(
      "How long to wait after each answer, or 'enter' for a key.", valueName: "seconds|enter"))
  var pace = PaceChoice.milliseconds(1_500)

  @Option(help: ArgumentHelp("How fast to type; 0 is all at once.", valueName: "characters-per-second"))
  var typeSpeed = 30

  @Option(
    help: ArgumentHelp(
      "Write an asciicast to this file instead, the same on every run.",
      valueName: "file"), completion: .file(extensions: ["cast"]))
  var record: String?

  @Flag(
    help: "Keep the picture of the heap in the upper half of the terminal, or beside the text of a recording."
  )
  var pane = false

  @OptionGroup var page: PageOptions

  @Option(
    help: ArgumentHelp(
      "The version of the asciicast: 2 for older players, or 3. (default: 3)", valueName: "2|3"))
  var cast: Int?

  @Option(help: ArgumentHelp("The size of the recorded terminal. (default: 80x24)", valueName: "COLSxROWS"))
  var size: ScreenSize?

  @Option(
    help: ArgumentHelp(
      "Begin at this step, or at a heading with these words in it.", valueName: "step|heading"))
  var from: String?

  @OptionGroup var lines: LineOptions

  @Argument(
    help: ArgumentHelp("A Markdown document, or a lesson's name.", valueName: "file"), completion: .file())
  var file: String

  func validate() throws {
    if !(0...1_000).contains(typeSpeed) {
      throw ValidationError("Typing goes at 0 to 1000 characters a second, not \(typeSpeed).")
    }
    if let cast, Asciicast.Version(rawValue: cast) == nil {
      throw ValidationError("--cast takes 2 or 3, not \(cast).")
    }
    if record == nil, cast != nil || size != nil {
      throw ValidationError("--cast and --size are for recordings: add --record FILE.")
    }
  }

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, messages in
      if file.hasSuffix(".xr") {
        throw DocumentError(
          "'\(file.printable)' is a script, and play takes a document",
          remedy: "to run it: externref run --echo \(file.printable)")
      }
      let source = try DocumentSource(file)
      let pause: Int? = if case .milliseconds(let pause) = pace { pause } else { nil }
      let pace = Pace(pause: pause, typeSpeed: typeSpeed)
      if let record {
        var format = CastStage.Format()
        if let cast { format.version = Asciicast.Version(rawValue: cast) ?? .three }
        if let size { (format.columns, format.rows) = (size.columns, size.rows) }
        format.showsHeap = pane
        let stage = CastStage(
          title: source.document.title, ascii: lines.style.ascii, pace: pace, format: format)
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
        // As a program that the signal has ended.
        if Interrupts.isRaised { throw ExitCode(130) }
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
    try player.play(from: from)
    if !player.hasQuit { try page.stay() }
    return player
  }
}

/// The value of `--size`.
struct ScreenSize: ExpressibleByArgument, Equatable {
  let columns: Int
  let rows: Int

  private static let columnRange = 20...500
  private static let rowRange = 5...200

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]),
      Self.columnRange.contains(columns), Self.rowRange.contains(rows)
    else { return nil }
    self.columns = columns
    self.rows = rows
  }
}
