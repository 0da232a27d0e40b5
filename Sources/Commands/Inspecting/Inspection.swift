internal import LineEditor
internal import Model
internal import Rendering
internal import Running
internal import Session
internal import SystemPackage
internal import Traces

/// Feeds lines to an inspector, and shows what it answers.
final class Inspection {
  private let inspector: Inspector
  private let display: Display
  private let answers: AnswerOptions
  private let follows: Bool
  private let page: TracePage
  /// Whether a line failed, and whether an answer showed leaks.
  private(set) var failed = false
  private(set) var leaked = false

  /// How long is waited before a trace that grows is looked at again.
  private static let interval = Duration.milliseconds(200)

  init(
    _ inspector: Inspector, display: Display, answers: AnswerOptions, follows: Bool, page: TracePage
  ) {
    self.inspector = inspector
    self.display = display
    self.answers = answers
    self.follows = follows
    self.page = page
    if follows { inspector.follow() }
  }

  /// Takes in what the program has written since, and shows it to the viewers of the page.
  ///
  /// - Returns: whether there was something.
  @discardableResult
  func catchUp() -> Bool {
    guard follows, inspector.catchUp() else { return false }
    page.catchUp()
    return true
  }

  // MARK: Sources

  /// Writes what lives, and what keeps it.
  func reportLeaks() throws(Errno) {
    while follows, inspector.isGrowing {
      Pause.wait(Self.interval)
      catchUp()
    }
    inspector.reportLeaks()
    try show(at: Place(source: .terminal, line: 1))
  }

  func answerStandardInput() throws(Errno) {
    let reader = StreamReader(.standardInput, beforeReading: { [display] in try? display.flush() })
    try run(reader, from: .standardInput)
  }

  /// Lets a user ask until there are no more questions.
  func interact(historyPath: FilePath?) throws(Errno) {
    let history = History(path: historyPath)
    let editor = ReadlineEditor(history: history) { [inspector] line, cursor in
      let (words, start) = inspector.completion(of: String(decoding: line.utf8.prefix(cursor), as: UTF8.self))
      return words.isEmpty ? .none : .candidates(words.map { Completion.Candidate($0) }, wordStart: start)
    }
    try Interrupts.install()
    if !answers.quiet {
      inspector.reportSummary()
      try show(at: Place(source: .terminal, line: 1))
    }
    let pane = pane(for: editor)
    defer { pane?.hide() }
    try run(editor, from: .terminal) { [self] number in
      pane?.refresh()
      return display.prompt(
        number: number, liveCount: inspector.liveCount, warning: history.takeWarning()?.description)
    }
  }

  /// The pane that shows what lives while the program runs.
  private func pane(for editor: ReadlineEditor) -> Pane? {
    guard follows else { return nil }
    let pane = Pane { [display, inspector] size in
      var style = display.style
      style.width = size.columns
      return TextRenderer(style: style).pane(inspector.view(limit: size.rows - 1), rows: size.rows)
    }
    editor.pane = pane
    do throws(Pane.Obstacle) {
      try pane.show()
    } catch {
      try? display.warn("no place for a pane: \(error.reason)")
    }
    var nextLook = ContinuousClock.now
    editor.whileWaiting = (
      Self.interval,
      { [unowned self] in
        // Where much lives, reading and drawing take long, and keys must not wait for them all the time.
        let start = ContinuousClock.now
        guard start >= nextLook, catchUp() else { return }
        pane.refresh()
        let end = ContinuousClock.now
        nextLook = end + (end - start) * 4
      }
    )
    return pane
  }

  private func run(
    _ reader: any LineSource, from source: Place.Source, prompt: (Int) -> String = { _ in "" }
  ) throws(Errno) {
    var line: [UInt8] = []
    var number = 0
    while true {
      let place = Place(source: source, line: number + 1)
      var request: InspectRequest?
      switch try reader.readLine(prompt: prompt(number + 1), into: &line) {
      case .end: return
      case .interrupted: continue
      case .otherEncoding(let encoding):
        failed = true
        return try display.show(Diagnostic(.otherEncoding(encoding)), at: place)
      case .tooLong(let byteCount): inspector.reject(lineOfLength: byteCount, limit: defaultMaximumLineLength)
      case .line:
        try display.begin(line, at: place)
        catchUp()
        inspector.answersInFull = display.mode == .json
        request = inspector.evaluate(line)
      }
      number += 1
      switch request {
      case .mode(let mode): display.mode = mode
      case .page(let isWanted):
        try display.flush()
        if let obstacle = page.show(isWanted) { inspector.refusePage(because: obstacle, in: line) }
      case .quit, nil: break
      }
      try show(at: place)
      if request == .quit { return }
      if answers.bail, failed { return }
    }
  }

  private func show(at place: Place) throws(Errno) {
    if inspector.events.holdError { failed = true }
    if inspector.events.holdLeak { leaked = true }
    try display.show(inspector.events, at: place)
  }
}
