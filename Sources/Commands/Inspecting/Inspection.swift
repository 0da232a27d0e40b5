internal import LineEditor
internal import Model
internal import Rendering
internal import SystemPackage
internal import Traces

/// Feeds lines to an inspector, and shows what it answers.
final class Inspection {
  private let inspector: Inspector
  private let display: Display
  private let options: SessionOptions
  private let follows: Bool
  /// Whether a line failed, and whether an answer showed leaks.
  private(set) var failed = false
  private(set) var leaked = false

  /// How long is waited before a trace that grows is looked at again.
  private static let interval = Duration.milliseconds(200)

  init(_ inspector: Inspector, display: Display, options: SessionOptions, follows: Bool) {
    self.inspector = inspector
    self.display = display
    self.options = options
    self.follows = follows
    if follows { inspector.follow() }
  }

  // MARK: Sources

  /// Writes what lives, and what keeps it.
  func reportLeaks() throws(Errno) {
    while follows, inspector.isGrowing {
      Pause.wait(Self.interval)
      inspector.catchUp()
    }
    inspector.reportLeaks()
    try show(at: .command)
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
    if !options.quiet {
      inspector.reportSummary()
      try show(at: .command)
    }
    let pane = pane(for: editor)
    defer { pane?.hide() }
    try run(editor, from: .terminal) { [self] in
      pane?.refresh()
      return display.prompt(liveCount: inspector.liveCount, warning: history.takeWarning()?.description)
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
      { [inspector] in
        // Where much lives, reading and drawing take long, and keys must not wait for them all the time.
        let start = ContinuousClock.now
        guard start >= nextLook, inspector.catchUp() else { return }
        pane.refresh()
        let end = ContinuousClock.now
        nextLook = end + (end - start) * 4
      }
    )
    return pane
  }

  private func run(
    _ reader: any LineSource, from source: Display.Source, prompt: () -> String = { "" }
  ) throws(Errno) {
    var line: [UInt8] = []
    var number = 0
    while true {
      let place = Display.Place(source: source, line: number + 1)
      var request: InspectRequest?
      switch try reader.readLine(prompt: prompt(), into: &line) {
      case .end: return
      case .interrupted: continue
      case .tooLong(let byteCount): inspector.reject(lineOfLength: byteCount, limit: defaultMaximumLineLength)
      case .line:
        if options.echo { try display.echo(line, at: place) }
        if follows { inspector.catchUp() }
        request = inspector.evaluate(line)
      }
      number += 1
      try show(at: place)
      switch request {
      case .quit: return
      case .mode(let mode): display.mode = mode
      case nil: break
      }
      if options.bail, failed { return }
    }
  }

  private func show(at place: Display.Place) throws(Errno) {
    if inspector.events.contains(where: \.isError) { failed = true }
    if inspector.events.contains(where: \.isLeak) { leaked = true }
    try display.show(inspector.events, at: place)
  }
}
