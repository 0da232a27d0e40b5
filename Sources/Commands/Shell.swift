internal import ArgumentParser
internal import Files
internal import LineEditor
internal import Model
internal import Rendering
internal import Running
internal import Session
internal import SystemPackage

/// `externref shell`, the default: lines from a terminal, or whatever standard input is.
struct Shell: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shell",
    abstract: "Start an interactive session (default).")

  @OptionGroup var options: SessionOptions

  @Flag(help: "Keep no history across sessions.")
  var noHistory = false

  @Flag(help: "Keep the picture of the heap above the prompt, as .pane on does.")
  var pane = false

  func run() throws {
    throw SessionCommand.run(options, confinesFiles: false, isInteractive: true) {
      (runner, display) throws(Errno) in
      if ReadlineEditor.isPossible {
        if Terminal.isTerminal(.standardOutput) { try display.greet() }
        try Self.interact(
          with: runner, display, historyPath: noHistory ? nil : UserFolders.state()?.appending("history"),
          showsPane: pane,
          teaching: { (lesson, editor) throws(Errno) in
            try Learn.teach(lesson, options.lines, at: editor)
          })
      } else {
        if pane { try display.warn("no place for a pane: there is no prompt") }
        _ = try runner.runStandardInput()
      }
    }
  }

  /// Lets a user type lines until there are no more.
  ///
  /// - Parameters:
  ///   - editor: the line editor that is there already, if one is; it is as it was afterwards.
  ///   - lineNumber: the number of the line before the first.
  ///   - teaching: takes the user through a lesson; nil where none can be taken.
  private static func interact(
    with runner: Runner, _ display: Display, historyPath: FilePath?, editor: ReadlineEditor? = nil,
    after lineNumber: Int = 0, showsPane: Bool = false,
    teaching: ((String?, ReadlineEditor) throws(Errno) -> Void)? = nil
  ) throws(Errno) {
    let history = History(path: historyPath)
    let session = runner.session
    let editor = editor ?? ReadlineEditor(history: history)
    let (outerCompleter, outerPane) = (editor.completer, editor.pane)
    editor.completer = { line, cursor in
      Completion(session.completion(of: String(decoding: line.utf8.prefix(cursor), as: UTF8.self)))
    }
    defer {
      editor.completer = outerCompleter
      editor.pane = outerPane
    }
    try Interrupts.install()
    runner.raceObserver = display.follow
    runner.stopRequested = { Interrupts.isRaised }
    let pane = LivePane(style: { display.style }, view: { session.heapView(limit: $0, racing: $1) })
    editor.pane = pane.pane
    display.pane = pane
    defer {
      pane.hide()
      display.pane = nil
    }
    if let teaching {
      display.teach = { [unowned display] (lesson) throws(Errno) in
        let showedPane = pane.pane.isOn
        pane.hide()
        try teaching(lesson, editor)
        Interrupts.clear()
        if showedPane { _ = display.showPane(true) }
      }
    }
    defer { display.teach = nil }
    if showsPane {
      try display.flush()
      do throws(Pane.Obstacle) {
        try pane.show()
      } catch {
        try display.warn("no place for a pane: \(error.reason)")
      }
    }
    _ = try runner.run(editor, from: .terminal, after: lineNumber) { number in
      editor.proposal = session.suggestion
      let prompt = display.prompt(
        number: number, liveCount: session.liveCount, warning: history.takeWarning()?.description)
      pane.draw()
      return prompt
    }
    try display.flush()
  }

  /// Lends a user the prompt of a document's session, without a history of its own.
  ///
  /// - Parameters:
  ///   - page: the live page that shows the session, if one does.
  ///   - editor: the line editor that is there already, if one is.
  ///   - showsPane: whether the picture of the heap is above the prompt at first.
  /// - Returns: whether any line was typed.
  @discardableResult
  static func lend(
    _ run: DocumentRun, style: StyleOptions, page: SessionPage? = nil, editor: ReadlineEditor? = nil,
    showsPane: Bool = false
  ) throws -> Bool {
    try run.lend { runner in
      let display = Display(style: style)
      display.page = page
      let lent = runner(display)
      let lineNumber = run.runner.lineNumber
      try interact(
        with: lent, display, historyPath: nil, editor: editor, after: lineNumber, showsPane: showsPane)
      run.runner.lineNumber = lent.lineNumber
      return lent.lineNumber != lineNumber
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
