internal import ArgumentParser
internal import Files
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Session
internal import SystemPackage

/// `externref shell`, the default: lines from a terminal, or whatever standard input is.
struct Shell: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Type lines and see what they do (the default).")

  @OptionGroup var options: SessionOptions

  @OptionGroup var engine: EngineOptions

  @Flag(help: "Keep no history across sessions.")
  var noHistory = false

  @Flag(help: "Keep the picture of the heap above the prompt, as .pane on does.")
  var pane = false

  func run() throws {
    engine.apply()
    throw Runner.finish(options) { (runner) throws(Errno) in
      if ReadlineEditor.isPossible {
        if Terminal.isTerminal(.standardOutput) { try runner.display.greet() }
        try Self.interact(
          with: runner, historyPath: noHistory ? nil : UserFolders.state()?.appending("history"),
          showsPane: pane)
      } else {
        if pane { try runner.display.warn("no place for a pane: there is no prompt") }
        _ = try runner.runStandardInput()
      }
    }
  }

  /// Lets a user type lines until there are no more.
  ///
  /// - Parameter lineNumber: the number of the line before the first.
  private static func interact(
    with runner: Runner, historyPath: FilePath?, after lineNumber: Int = 0, showsPane: Bool = false
  ) throws(Errno) {
    let history = History(path: historyPath)
    let editor = ReadlineEditor(history: history) { [session = runner.session] line, cursor in
      Completion(session.completion(of: String(decoding: line.utf8.prefix(cursor), as: UTF8.self)))
    }
    try Interrupts.install()
    runner.followRaces()
    runner.session.stopRequested = { Interrupts.isRaised }
    let pane = LivePane(session: runner.session) { [display = runner.display] in display.style }
    editor.pane = pane.pane
    runner.pane = pane
    defer {
      pane.hide()
      runner.pane = nil
    }
    if showsPane {
      try runner.display.flush()
      do throws(Pane.Obstacle) {
        try pane.show()
      } catch {
        try runner.display.warn("no place for a pane: \(error.reason)")
      }
    }
    _ = try runner.run(editor, from: .terminal, after: lineNumber) {
      let prompt = runner.display.prompt(
        liveCount: runner.session.liveCount, warning: history.takeWarning()?.description)
      pane.draw()
      return prompt
    }
    try runner.display.flush()
  }

  /// Lends a user the prompt of a document's session, without a history of its own.
  static func lend(_ document: DocumentRunner, color: ColorChoice) throws {
    let options = try SessionOptions.parse(["--color", color.rawValue])
    try document.lend { session in
      let runner = Runner(options: options, session: session)
      try interact(with: runner, historyPath: nil, after: document.lineNumber)
      document.lineNumber = runner.lineNumber
    }
  }
}

extension Completion {
  fileprivate init(_ offer: CompletionOffer) {
    self =
      switch offer {
      case .nothing: .none
      case .words(let words, let start): .candidates(words.map { Candidate($0) }, wordStart: start)
      case .path(let start): .filePaths(wordStart: start)
      }
  }
}
