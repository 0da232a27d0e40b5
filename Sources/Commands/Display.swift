internal import Files
internal import LineEditor
internal import Model
internal import Rendering
internal import Running
internal import Session
internal import SystemPackage

/// Shows what lines did: results on standard output, diagnostics on standard error.
final class Display: RunnerHost {
  var mode: OutputMode
  /// The pane above the prompt; nil where there is no prompt.
  var pane: LivePane?
  /// The live page of the session that this shows; nil where there is none.
  var page: SessionPage?
  /// Takes the user of the prompt through a lesson; nil where there is no prompt.
  var teach: ((String?) throws(Errno) -> Void)?
  private let firstMode: OutputMode
  private let isQuiet: Bool
  private let echoes: Bool
  private let output = Output(.standardOutput)
  private let errors = Output(.standardError)
  private var renderer: TextRenderer
  private var errorRenderer: TextRenderer
  private let json = JSONRenderer()
  private let race: RaceDisplay

  /// How many events the end of a session shows as text before it only counts them.
  private static let endLimit = 40

  init(style: StyleOptions, mode: OutputMode = .text, isQuiet: Bool = false, echoes: Bool = false) {
    self.mode = mode
    firstMode = mode
    self.isQuiet = isQuiet
    self.echoes = echoes
    renderer = TextRenderer(style: style.style(for: .standardOutput))
    errorRenderer = TextRenderer(style: style.style(for: .standardError))
    race = RaceDisplay(output: output)
  }

  convenience init(style: StyleOptions, _ answers: AnswerOptions) {
    self.init(
      style: style, mode: answers.json ? .json : .text, isQuiet: answers.quiet, echoes: answers.echo)
  }

  // MARK: Around the lines

  func greet() throws(Errno) {
    guard mode == .text, !isQuiet else { return }
    try output.write(in: style) { renderer.greeting(into: &$0) }
  }

  /// The prompt, once everything before it is on the terminal.
  ///
  /// - Parameters:
  ///   - number: the number that the line will have.
  ///   - warning: what a user should hear first.
  func prompt(number: Int, liveCount: Int, warning: String?) -> String {
    fitTerminal()
    // The editor will meet the same terminal, and report what is wrong with it.
    try? output.flush()
    if let warning { try? warn(warning) }
    return renderer.prompt(number: number, liveCount: liveCount)
  }

  func warn(_ message: String) throws(Errno) {
    try errors.write("externref: \(message.printable)\n")
    try errors.flush()
  }

  /// Writes a line on standard error. Where that takes nothing, the session goes on.
  func say(_ line: String) {
    try? flush()
    try? errors.write("\(line.printable)\n")
    try? errors.flush()
  }

  /// How results look.
  var style: TextStyle { renderer.style }

  /// Follows the size of a terminal that may have been resized.
  private func fitTerminal() {
    renderer.style.width = TextStyle.width(of: .standardOutput)
    errorRenderer.style.width = TextStyle.width(of: .standardError)
  }

  func beginSession() {
    mode = firstMode
  }

  // MARK: Races and the pane

  /// Whether there is a terminal that a line can be redrawn on.
  var canDraw: Bool {
    Terminal.isTerminal(.standardOutput) && !Terminal.isDumb(term: Environment["TERM"])
  }

  /// Shows how far a race is, where it can be drawn, and waits until it is time to look again.
  ///
  /// - Returns: whether the race should go on: not after Ctrl-C.
  func follow(_ progress: RaceProgress) -> Bool {
    pane?.draw(during: progress)
    if canDraw, mode == .text, !isQuiet {
      fitTerminal()
      race.draw(progress, with: renderer)
    }
    race.waitForNextFrame()
    return !Interrupts.isRaised
  }

  func showPane(_ isWanted: Bool) -> String? {
    // What was printed so far belongs below the pane, or above the line that takes it away.
    try? flush()
    guard isWanted else {
      pane?.hide()
      return nil
    }
    guard let pane else { return "there is no prompt" }
    do throws(Pane.Obstacle) {
      try pane.show()
      return nil
    } catch {
      return error.reason
    }
  }

  func showPage(_ isWanted: Bool) -> String? {
    // A server that has to be built first has much to say.
    try? flush()
    guard let page else { return isWanted ? "this command has none" : nil }
    return page.show(isWanted)
  }

  func learn(_ lesson: String?) throws(Errno) -> Bool {
    guard let teach else { return false }
    try flush()
    try teach(lesson)
    return true
  }

  func goOn() {
    pane?.drawIfDue()
  }

  // MARK: Lines

  func begin(_ line: [UInt8], at place: Place) throws(Errno) {
    guard echoes else { return }
    switch mode {
    case .text: try output.write(in: style) { renderer.render(echo: line, into: &$0) }
    case .json:
      try output.write { json.render(echo: line, line: place.line, file: place.file, into: &$0) }
    }
  }

  func show(_ events: [Event], of line: RunLine) throws(Errno) {
    race.finish()
    if line.role == .end, mode == .text, !isQuiet, !events.isEmpty {
      try output.write(in: style) { renderer.render(end: events, limit: Self.endLimit, into: &$0) }
    } else {
      try show(events, at: line.place)
    }
    if events.contains(where: \.isTravel) {
      page?.beginAnew()
    } else {
      page?.note(events, of: line)
    }
  }

  func show(_ diagnostic: Diagnostic, at place: Place?) throws(Errno) {
    try show([.error(diagnostic)], at: place ?? Place(source: .terminal, line: 1))
  }

  func show(_ events: [Event], at place: Place) throws(Errno) {
    let shown: [Event]
    if isQuiet {
      guard events.holdError || events.holdLeak else { return }
      shown = events.filter { $0.isError || $0.isLeak }
    } else {
      shown = events
    }
    switch mode {
    case .json:
      try output.write { json.render(shown, line: place.line, file: place.file, into: &$0) }
    case .text:
      guard shown.holdError else { return try write(shown[...]) }
      var rest = shown[...]
      while let index = rest.firstIndex(where: \.isError), case .error(let diagnostic) = rest[index] {
        try write(rest[..<index])
        try write(diagnostic, at: place.description)
        rest = rest[(index + 1)...]
      }
      try write(rest)
    }
  }

  private func write(_ events: ArraySlice<Event>) throws(Errno) {
    try output.write(in: style) { renderer.render(events, into: &$0) }
  }

  /// Where standard error takes nothing, the exit status alone has to say it; the lines go on.
  private func write(_ diagnostic: Diagnostic, at place: String?) throws(Errno) {
    try output.flush()
    try? errors.write(in: errorRenderer.style) { errorRenderer.render(diagnostic, at: place, into: &$0) }
    try? errors.flush()
  }

  func show(_ duration: Duration, at place: Place) throws(Errno) {
    guard !isQuiet else { return }
    switch mode {
    case .text: try output.write(in: style) { renderer.render(duration, into: &$0) }
    case .json:
      try output.write { json.render(duration, line: place.line, file: place.file, into: &$0) }
    }
  }

  func flush() throws(Errno) {
    try output.flush()
  }
}
