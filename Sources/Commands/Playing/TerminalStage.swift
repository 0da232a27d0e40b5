internal import Glibc
internal import LineEditor
internal import Rendering
internal import Running
internal import Model
internal import Session
internal import SystemPackage

/// A terminal, and a presenter at its keys, if standard input is that terminal.
final class TerminalStage: Stage {
  private let options: StyleOptions
  private let pace: Pace
  private let output: Output
  private let keys: KeyReader?
  private let race: RaceDisplay
  /// Whether the heap should stand above what is played.
  var showsPane = false
  private var pane: LivePane?
  private var currentStyle: TextStyle
  /// Whether the present line is not to be waited for.
  private var hurries = false
  /// What was wanted while a line was being typed, and waits for its end.
  private var wantedCue: Cue?

  init(style: StyleOptions, pace: Pace, output: Output) throws(Errno) {
    options = style
    self.pace = pace
    self.output = output
    keys = Terminal.isTerminal(.standardInput) ? KeyReader() : nil
    race = RaceDisplay(output: output)
    currentStyle = style.style(for: .standardOutput)
    try Interrupts.install()
    if keys != nil { try tellKeys() }
  }

  /// The style, as wide as the terminal is now.
  var style: TextStyle {
    currentStyle.width = TextStyle.width(of: .standardOutput)
    return currentStyle
  }

  private func tellKeys() throws(Errno) {
    var text = TextBuffer(style: style)
    text.paragraph("Enter: next · b: back · p: pause · s: shell · q: quit", paint: .faint)
    text.newline()
    try output.write(text.bytes)
  }

  func write(_ text: [UInt8]) throws(Errno) {
    try output.write(text)
    try output.flush()
  }

  func mark(_ command: String) {
    hurries = false
  }

  func clear() throws(Errno) {
    guard !Terminal.isDumb() else { return }
    if let pane, pane.isOn { return pane.pane.startAnew() }
    // Home, and erase all (ECMA-48: CUP, ED).
    try write(Array("\u{1B}[H\u{1B}[2J".utf8))
  }

  func prepare(_ run: DocumentRun) {
    run.runner.stopRequested = { Interrupts.isRaised }
    run.runner.raceObserver = { [race, keys, unowned self] progress in
      try? keys?.actOnSignals()
      pane?.draw(during: progress)
      if !Terminal.isDumb() { race.draw(progress, with: TextRenderer(style: style)) }
      race.waitForNextFrame()
      if progress.done == progress.total { race.finish() }
      return !Interrupts.isRaised
    }
    if showsPane, pane == nil { showPane(of: run) }
  }

  // MARK: The pane

  private func showPane(of run: DocumentRun) {
    let pane = LivePane(
      style: { [unowned self] in currentStyle }, view: { run.session.heapView(limit: $0, racing: $1) })
    try? output.flush()
    do throws(Pane.Obstacle) {
      try pane.show()
      self.pane = pane
    } catch {
      try? tell("There is no place for a pane: \(error.reason).")
    }
  }

  // MARK: Waiting

  func wait(_ reason: WaitReason, share: Int) throws(Errno) -> Cue {
    switch reason {
    case .typing: return try waitWhileTyping()
    case .reading:
      pane?.draw()
      return try waitForReader(share: share)
    }
  }

  private func waitWhileTyping() throws(Errno) -> Cue {
    let milliseconds = pace.milliseconds(.typing, share: 1)
    guard !hurries, milliseconds > 0 else { return Interrupts.isRaised ? .quit : .next }
    guard let cue = try nextCue(within: milliseconds) else { return .next }
    hurries = true
    guard cue == .prompt else { return cue }
    wantedCue = cue
    return .next
  }

  private func waitForReader(share: Int) throws(Errno) -> Cue {
    if let wantedCue {
      self.wantedCue = nil
      return wantedCue
    }
    let needsKey = pace.pause == nil && keys != nil
    return try nextCue(within: needsKey ? nil : pace.milliseconds(.reading, share: share)) ?? .next
  }

  /// Waits for a key that means something.
  ///
  /// - Returns: nil when time is up.
  private func nextCue(within milliseconds: Int?) throws(Errno) -> Cue? {
    let deadline = milliseconds.map { ContinuousClock.now + .milliseconds($0) }
    var isPaused = false
    while true {
      if Interrupts.isRaised { return .quit }
      var left: Int?
      if let deadline, !isPaused {
        left = max(0, Int((deadline - .now) / .milliseconds(1)))
      }
      guard let keys else {
        usleep(UInt32(clamping: (left ?? 0) * 1_000))
        return Interrupts.isRaised ? .quit : nil
      }
      switch try keys.wait(milliseconds: left) {
      case .timeout: return nil
      case .hangUp: return .quit
      case .signal:
        // The terminal may have another size now, or the process was stopped.
        pane?.draw()
      case .key(.enter), .key(.right), .key(.character(" ")), .key(.character("n")): return .next
      case .key(.left), .key(.character("b")): return .back
      case .key(.character("q")): return .quit
      case .key(.character("s")): return .prompt
      case .key(.character("p")): isPaused.toggle()
      case .key: continue
      }
    }
  }

  // MARK: The prompt

  func handOver(_ run: DocumentRun, page: SessionPage?) throws {
    keys?.release()
    try tell("The prompt is yours. Ctrl-D goes back to the document.")
    let showsPane = pane?.isOn == true
    pane?.hide()
    try Shell.lend(run, style: options, page: page, showsPane: showsPane)
    if showsPane { try? pane?.show() }
    Interrupts.clear()
    prepare(run)
    try tell("Back to the document.")
  }

  private func tell(_ remark: String) throws(Errno) {
    var text = TextBuffer(style: style)
    text.paragraph(remark, paint: .faint)
    try write(text.bytes)
  }
}
