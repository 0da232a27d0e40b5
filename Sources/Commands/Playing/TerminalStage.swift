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
  var place = PlayPlace()
  private let beginning = ContinuousClock.now
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
    text.paragraph(
      "Space: on · PageUp: back · b: block back · p: pause · s: shell · q: quit", paint: .faint)
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

  func showHeap(of run: DocumentRun) {}

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
    let showsPlace = keys != nil && !Terminal.isDumb()
    defer { if showsPlace { try? write(Array("\r\u{1B}[K".utf8)) } }
    return try nextCue(
      within: needsKey ? nil : pace.milliseconds(.reading, share: share), showingPlace: showsPlace) ?? .next
  }

  /// Writes the place in the document and the time since the beginning, on the row that the next text begins on.
  private func showPlace(isPaused: Bool) throws(Errno) {
    let seconds = Int((ContinuousClock.now - beginning) / .seconds(1))
    let time = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    var text = TextBuffer(style: style)
    text.write("\(place.step)/\(place.stepCount), \(time)\(isPaused ? ", paused" : "")", .faint)
    try write(Array("\r".utf8) + text.bytes + Array("\u{1B}[K".utf8))
  }

  /// Waits for a key that means something.
  ///
  /// - Returns: nil when time is up.
  private func nextCue(within milliseconds: Int?, showingPlace: Bool = false) throws(Errno) -> Cue? {
    var deadline = milliseconds.map { ContinuousClock.now + .milliseconds($0) }
    var pausedSince: ContinuousClock.Instant?
    while true {
      if Interrupts.isRaised { return .quit }
      if showingPlace { try showPlace(isPaused: pausedSince != nil) }
      let left = pausedSince == nil ? deadline.map { max(0, Int(($0 - .now) / .milliseconds(1))) } : nil
      guard let keys else {
        usleep(UInt32(clamping: (left ?? 0) * 1_000))
        return Interrupts.isRaised ? .quit : nil
      }
      // The clock that is shown goes on.
      let wait = showingPlace ? min(left ?? .max, 1_000) : left
      switch try keys.wait(milliseconds: wait) {
      case .timeout where wait == left: return nil
      case .timeout: continue
      case .signal:
        // The terminal may have another size now, or the process was stopped.
        pane?.draw()
      case .hangUp: return .quit
      case .key(let key):
        if key == .character("p") {
          // What was left of the pause is left afterwards.
          if let since = pausedSince { deadline = deadline.map { $0 + (ContinuousClock.now - since) } }
          pausedSince = pausedSince == nil ? .now : nil
        } else if let cue = Self.cues[key] {
          return cue
        }
      }
    }
  }

  /// What keys mean, those of a clicker among them.
  private static let cues: [KeyReader.Key: Cue] = [
    .enter: .next, .right: .next, .down: .next, .pageDown: .next, .character(" "): .next,
    .character("n"): .next, .left: .previous, .up: .previous, .pageUp: .previous, .character("b"): .back,
    .character("s"): .prompt, .character("q"): .quit,
  ]

  // MARK: The prompt

  func handOver(_ run: DocumentRun, page: SessionPage?) throws -> Bool {
    keys?.release()
    try tell("The prompt is yours. Ctrl-D goes back to the document.")
    let showsPane = pane?.isOn == true
    pane?.hide()
    let hasTyped = try Shell.lend(run, style: options, page: page, showsPane: showsPane)
    if showsPane { try? pane?.show() }
    Interrupts.clear()
    prepare(run)
    try tell("Back to the document.")
    return hasTyped
  }

  private func tell(_ remark: String) throws(Errno) {
    var text = TextBuffer(style: style)
    text.paragraph(remark, paint: .faint)
    try write(text.bytes)
  }
}
