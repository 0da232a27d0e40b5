internal import Glibc
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// A terminal, and a presenter at its keys, if standard input is that terminal.
final class TerminalStage: Stage {
  private let color: ColorChoice
  private let pace: Pace
  private let output: Output
  private let keys: KeyReader?
  private let race: RaceDisplay
  private var currentStyle: TextStyle
  /// Whether the present line is not to be waited for.
  private var hurries = false
  /// What was wanted while a line was being typed, and waits for its end.
  private var wantedCue: Cue?

  init(color: ColorChoice, pace: Pace, output: Output) throws(Errno) {
    self.color = color
    self.pace = pace
    self.output = output
    keys = Terminal.isTerminal(.standardInput) ? KeyReader() : nil
    race = RaceDisplay(output: output)
    currentStyle = TextStyle(color, for: .standardOutput)
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
    // Home, and erase all (ECMA-48: CUP, ED).
    try write(Array("\u{1B}[H\u{1B}[2J".utf8))
  }

  func prepare(_ runner: DocumentRunner) {
    runner.raceObserver = { [race, keys, unowned self] progress in
      try? keys?.actOnSignals()
      if !Terminal.isDumb() { race.draw(progress, with: TextRenderer(style: style)) }
      race.waitForNextFrame()
      if progress.done == progress.total { race.finish() }
      return !Interrupts.isRaised
    }
  }

  // MARK: Waiting

  func wait(_ reason: WaitReason, share: Int) throws(Errno) -> Cue {
    switch reason {
    case .typing: try waitWhileTyping()
    case .reading: try waitForReader(share: share)
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
      case .signal: continue
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

  func handOver(_ runner: DocumentRunner) throws {
    keys?.release()
    try tell("The prompt is yours. Ctrl-D goes back to the document.")
    try Shell.lend(runner, color: color)
    Interrupts.clear()
    prepare(runner)
    try tell("Back to the document.")
  }

  private func tell(_ remark: String) throws(Errno) {
    var text = TextBuffer(style: style)
    text.paragraph(remark, paint: .faint)
    try write(text.bytes)
  }
}
