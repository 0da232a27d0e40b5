internal import CReadline
public import SystemPackage

/// A line editor at a terminal: GNU readline, with completion and history.
///
/// readline is used through its callback interface: this class owns the loop that waits for keys and signals, and hands
/// keys to readline one by one. The terminal is in readline's mode only while ``readLine(prompt:into:)`` runs.
///
/// What the user can rely on: `~/.inputrc`, with `$if externref` for settings of this program; bracketed paste, where
/// each pasted line is returned as a line of its own once Return is pressed; Ctrl-C, which abandons the line; Ctrl-D on
/// an empty line, which ends; Ctrl-Z and `fg`; a terminal that changes its size.
///
/// readline's state is global to the process. So there is one editor at a time, and because it is not `Sendable`, no
/// two threads can be in readline at once.
public final class ReadlineEditor: LineSource {
  /// Called when Tab is pressed, and at no other time.
  public var completer: Completer
  /// What Tab found, between the steps in which readline asks for it.
  var completion = Completion.none
  var remainingCandidates: ArraySlice<Completion.Candidate> = []
  /// How the line that is being edited ended, once it did.
  var outcome: Outcome?
  /// A key that was read and that readline has not taken yet.
  var keyInHand: UInt8?
  var pasteMarks = PasteMarks()
  /// The lines that a keyboard macro has entered, when it enters several.
  var enteredByMacro: [UInt8] = []
  /// What stands above the lines, if anything: the code that shows it also draws it anew between lines.
  public var pane: Pane?
  /// What is done again and again while a line is edited and no key comes; it must not write to the terminal but
  /// through the pane.
  public var whileWaiting: (interval: Duration, body: () -> Void)?
  /// A line that is recalled before all others while the next line is edited, and is forgotten then.
  public var proposal: String?
  /// Notes signals while a line is edited.
  var catcher: Signals.Catcher?
  /// Whether lines can be recalled once they were entered.
  public var remembersLines = true
  private let history: History
  private let maximumLineLength: Int
  /// The lines of a paste that are still to be returned.
  private var pastedLines: ArraySlice<[UInt8]> = []

  enum Outcome {
    /// The text as entered. A paste may have brought several lines.
    case entered([UInt8])
    case interrupted
    case ended
  }

  /// Whether there is a terminal to type at, and one to show the line on: standard output, or standard error where that
  /// leads elsewhere.
  public static var isPossible: Bool {
    Terminal.isTerminal(.standardInput)
      && (Terminal.isTerminal(.standardOutput) || Terminal.isTerminal(.standardError))
  }

  /// Prepares readline for this process's standard input and output, and reads `~/.inputrc`.
  ///
  /// - Parameters:
  ///   - history: The lines that can be recalled. Each line that is returned is added.
  ///   - maximumLineLength: The length in bytes past which a line is too long.
  ///   - completer: Called when Tab is pressed, and at no other time.
  /// - Precondition: There is no other editor in the process.
  public init(
    history: History, maximumLineLength: Int = defaultMaximumLineLength,
    completer: @escaping Completer = { _, _ in .none }
  ) {
    self.history = history
    self.maximumLineLength = maximumLineLength
    self.completer = completer
    Self.claimReadline()
    // Before `~/.inputrc`, which may ask for another number.
    stifle_history(CInt(clamping: history.capacity))
    Self.configureReadline()
    for line in history.lines { Self.remember(line) }
  }

  deinit {
    clear_history()
    Self.releaseReadline()
  }

  /// Lets the user edit a line, or returns the next line of what was pasted.
  ///
  /// An interrupt that came since the last call has done its work: what is left of a paste is dropped, and the flag of
  /// ``Interrupts`` is lowered.
  public func readLine(prompt: String, into line: inout [UInt8]) throws(Errno) -> LineStatus {
    line.removeAll(keepingCapacity: true)
    if Interrupts.isRaised { pastedLines = [] }
    Interrupts.clear()
    if let next = pastedLines.popFirst() {
      show(prompt: prompt, line: next)
      return take(next, into: &line)
    }
    let proposal = proposal.take().map { Array($0.utf8) }.flatMap { History.isKept($0.span) ? $0 : nil }
    if let proposal { Self.remember(proposal) }
    let outcome: Outcome
    do {
      defer { if proposal != nil { Self.forgetLast() } }
      outcome = try edit(prompt: prompt)
    }
    switch outcome {
    case .interrupted: return .interrupted
    case .ended: return .end
    case .entered(let text):
      let lines = Self.lines(of: text)
      pastedLines = lines.dropFirst()
      return take(lines[0], into: &line)
    }
  }

  /// The lines of a paste, of which there is at least one. A line feed at the very end begins no further line.
  private static func lines(of text: [UInt8]) -> [[UInt8]] {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    if lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
    return lines
  }

  private func take(_ entered: [UInt8], into line: inout [UInt8]) -> LineStatus {
    guard entered.count <= maximumLineLength else { return .tooLong(byteCount: entered.count) }
    if remembersLines, history.append(entered) { Self.remember(entered) }
    line += entered
    return .line
  }
}
