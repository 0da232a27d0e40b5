internal import CReadline
internal import Glibc
internal import SystemPackage

/// The loop that waits for keys and signals, and what each signal does to the line.
///
/// Signals are only noted when they come, and acted upon where the loop waits; so nothing here runs in a signal
/// handler. readline asks for keys itself when it is in the middle of something, such as a paste. It then waits by the same rules.
///
/// A ``Pane`` stands in rows of its own. When the terminal changes its size it is laid out anew, and the line is drawn
/// again below it.
extension ReadlineEditor {
  private static let watched = Signals.deadlyOrStopping + [SIGINT, SIGWINCH, SIGCONT]

  private enum Event {
    case key(UInt8)
    case interrupt
    case hangUp
  }

  /// Lets the user edit one line.
  func edit(prompt: String) throws(Errno) -> Outcome {
    outcome = nil
    enteredByMacro = []
    keyInHand = nil
    catcher = try Signals.Catcher(Self.watched)
    defer { catcher = nil }
    // Until now a signal that stops the process did so at once, also after the pane was drawn for this line.
    pane?.comeBack()
    beginLine(prompt: prompt)
    defer { endLine() }
    while true {
      if let outcome { return outcome }
      switch try waitForKey() {
      case .key(let key):
        keyInHand = key
        rl_callback_read_char()
      case .interrupt: abandonLine()
      case .hangUp: return .ended
      }
    }
  }

  /// Gives readline the byte that it asks for.
  ///
  /// - Returns: The byte, or a negative number, which makes readline give up what it is in the middle of.
  func readByte() -> CInt {
    if let byte = pasteMarks.takeOwed() { return CInt(byte) }
    let byte: CInt
    if let keyInHand = keyInHand.take() {
      byte = CInt(keyInHand)
    } else {
      do throws(Errno) {
        byte =
          switch try waitForKey() {
          case .key(let key): CInt(key)
          // The loop abandons the line as soon as readline returns to it.
          case .interrupt: EOF
          case .hangUp: READERR
          }
      } catch {
        byte = READERR
      }
    }
    if byte < 0 { return pasteMarks.giveUp().map { CInt($0) } ?? byte }
    pasteMarks.note(UInt8(byte))
    return byte
  }

  /// Whether ``readByte()`` has a byte for it at once, or within the time that readline allows.
  ///
  /// A byte that was promised must be there. Ctrl-C makes the terminal forget what was typed, so the byte is read first.
  func hasByte() -> Bool {
    if pasteMarks.isOwing { return true }
    if keyInHand == nil {
      let microseconds = rl_set_keyboard_input_timeout(-1)
      var input = Self.input
      // SAFETY: one descriptor is looked at, and it lives during the call.
      if unsafe poll(&input, 1, (microseconds + 999) / 1000) > 0, case .key(let key)? = Self.readKey() {
        keyInHand = key
      }
    }
    return keyInHand != nil
  }

  /// Waits for a key. Signals are acted upon meanwhile; only an interrupt is left to the caller.
  private func waitForKey() throws(Errno) -> Event {
    let wake = try Signals.wake.get()
    var descriptors = [Self.input, pollfd(fd: wake.rawValue, events: Int16(POLLIN), revents: 0)]
    while true {
      try actOnSignals()
      if Signals.pending.contains(.init(SIGINT)) { return .interrupt }
      // SAFETY: `poll` changes the array's elements, of which there are `count`, and only during the call.
      let readyCount = unsafe poll(&descriptors, nfds_t(descriptors.count), patience)
      if readyCount == 0 {
        whileWaiting?.body()
        continue
      }
      guard readyCount > 0 else {
        let error = Errno(rawValue: errno)
        if error == .interrupted { continue }
        throw error
      }
      if descriptors[1].revents != 0 {
        Signals.clearWake()
      } else if let event = Self.readKey() {
        return event
      }
    }
  }

  /// How long to wait for a key, in milliseconds; -1 is until one comes.
  private var patience: CInt {
    whileWaiting.map {
      CInt(
        clamping: $0.interval.components.attoseconds / 1_000_000_000_000_000 + $0.interval.components.seconds
          * 1_000)
    } ?? -1
  }

  private static var input: pollfd {
    pollfd(fd: FileDescriptor.standardInput.rawValue, events: Int16(POLLIN), revents: 0)
  }

  /// Reads a key if there is one, without waiting: the shim has set the terminal so.
  private static func readKey() -> Event? {
    var key: UInt8 = 0
    // SAFETY: one byte is read into one byte.
    let count = unsafe read(FileDescriptor.standardInput.rawValue, &key, 1)
    if count == 1 { return .key(key) }
    if count < 0, errno == EINTR { return nil }
    // A terminal that was hung up is none any more.
    return Terminal.isTerminal(.standardInput) ? nil : .hangUp
  }

  private func actOnSignals() throws(Errno) {
    let signals = Signals.take(Signals.Set(Self.watched).subtracting(.init(SIGINT)))
    for signal in Signals.deadlyOrStopping where signals.contains(.init(signal)) {
      leaveTerminal(for: signal)
      catcher = nil
      pane?.leave()
      raise(signal)
      // Still here: the process was stopped and goes on, or another handler took the signal.
      catcher = try Signals.Catcher(Self.watched)
      returnToTerminal()
    }
    if signals.contains(.init(SIGCONT)) {
      // The process was stopped without notice, and the program that had the terminal meanwhile has changed its mode.
      rl_cleanup_after_signal()
      pane?.startAnew()
      returnToTerminal()
    }
    if signals.contains(.init(SIGWINCH)) { followSize() }
  }

  private func followSize() {
    guard let pane, pane.isOn else { return rl_resize_terminal() }
    let isWiped = pane.refresh()
    fitScreen()
    if isWiped { rl_forced_update_display() }
  }

  private func abandonLine() {
    Interrupts.clear()
    rl_free_line_state()
    rl_callback_sigcleanup()
    shim_move_to_end()
    rl_echo_signal_char(SIGINT)
    rl_cleanup_after_signal()
    Self.put("\n")
    outcome = .interrupted
  }

  private func leaveTerminal(for signal: CInt) {
    rl_echo_signal_char(signal)
    rl_cleanup_after_signal()
    // The shell that waits for a stopped process begins a line of its own.
    if signal != SIGTSTP { Self.put("\n") }
  }

  private func returnToTerminal() {
    keepMode()
    rl_reset_after_signal()
    pane?.refresh()
    fitScreen()
    rl_forced_update_display()
  }
}
