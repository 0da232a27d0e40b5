internal import CReadline
internal import CSignals
internal import Files
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The state of readline that is global to the process, and the functions that readline calls.
// SAFETY: only the one editor that has claimed readline calls it, on one thread.
extension ReadlineEditor {
  private static let isClaimed = Atomic(false)

  // SAFETY: `nonisolated(unsafe)` because readline's callbacks get no context. It is set only while the one editor is
  // in `edit`, and read only by callbacks that readline makes on the same thread during that time.
  nonisolated(unsafe) private(set) static var current: ReadlineEditor?

  /// What `$if` in `~/.inputrc` compares with.
  private static let applicationName: StaticString = "externref"

  static func claimReadline() {
    precondition(
      !isClaimed.exchange(true, ordering: .acquiring), "readline can serve only one editor at a time")
  }

  static func releaseReadline() {
    isClaimed.store(false, ordering: .releasing)
  }

  /// Sets readline up, and reads `~/.inputrc`.
  static func configureReadline() {
    chooseLocale()
    // SAFETY: the name is a constant that lives as long as the process.
    unsafe shim_configure(
      applicationName.utf8Start,
      { _ in unsafe ReadlineEditor.current?.readByte() ?? READERR },
      { unsafe ReadlineEditor.current?.hasByte() == true ? 1 : 0 },
      { unsafe ReadlineEditor.findWord() },
      { word, _, _ in unsafe ReadlineEditor.complete(word) },
      { candidates, count, width in unsafe ReadlineEditor.show(candidates, count: count, width: width) },
      { path, _, quote in unsafe ReadlineEditor.quotePath(path, quote) },
      { path, _ in unsafe ReadlineEditor.unquotePath(path) })
    // What standard output gets is for a file or a program then, and a prompt is for neither.
    if !Terminal.isTerminal(.standardOutput) { shim_show_on_standard_error() }
    rl_initialize()
    // After `~/.inputrc`, which may have bound them to other keys.
    shim_replace_clearing { count, key in ReadlineEditor.clearScreen(count, key) }
  }

  /// Wipes the screen, or what is below the pane.
  private static func clearScreen(_ count: CInt, _ key: CInt) -> CInt {
    guard let pane = unsafe current?.pane, pane.scrollingRows != nil else {
      return rl_clear_screen(count, key)
    }
    pane.clearBelow()
    rl_forced_update_display()
    return 0
  }

  /// Gives readline the size of the terminal, or what the pane leaves of it.
  func fitScreen() {
    rl_reset_screen_size()
    var rows: CInt = 0
    var columns: CInt = 0
    // SAFETY: the call fills in both numbers.
    unsafe rl_get_screen_size(&rows, &columns)
    if let scrollingRows = pane?.scrollingRows { rl_set_screen_size(CInt(clamping: scrollingRows), columns) }
  }

  func beginLine(prompt: String) {
    unsafe Self.current = self
    fitScreen()
    keepMode()
    shim_forget_end()
    // SAFETY: readline copies the prompt.
    unsafe rl_callback_handler_install(Prompt.markingEscapes(in: prompt)) { line in
      unsafe ReadlineEditor.current?.accept(line)
    }
  }

  /// Has the terminal put back into its present mode by a signal that ends the process at once.
  func keepMode() {
    // SAFETY: the value is a string of readline's that stays as it is during the comparison.
    let pastes = unsafe strcmp(rl_variable_value("enable-bracketed-paste"), "on") == 0
    guard_keep_mode(FileDescriptor.standardInput.rawValue, pastes)
  }

  func endLine() {
    rl_callback_handler_remove()
    guard_forget_mode()
    unsafe Self.current = nil
  }

  /// Lets the line be recalled with the arrow keys.
  static func remember(_ line: [UInt8]) {
    // SAFETY: readline copies the line, which the zero ends.
    unsafe (line + [0]).withUnsafeBytes { bytes in
      unsafe add_history(bytes.baseAddress!.assumingMemoryBound(to: CChar.self))
    }
  }

  /// Takes the youngest line away again.
  static func forgetLast() {
    // SAFETY: readline gives the entry up, or null where there is none, and what it had is freed.
    using_history()
    guard let entry = unsafe remove_history(where_history() - 1) else { return }
    unsafe free(free_history_entry(entry))
  }

  static func put(_ text: String) {
    // SAFETY: the text is used only during the call.
    unsafe shim_put(text)
  }

  /// Writes a prompt and a line as if the line had been typed there.
  func show(prompt: String, line: [UInt8]) {
    Self.put("\(prompt)\(Prompt.escapingControls(in: line))\n")
  }

  /// - Safety: The string ends with a zero.
  @unsafe static func bytes(of string: UnsafePointer<CChar>) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(start: string, count: strlen(string)))
  }

  /// Takes the line that readline gives: null when the input has ended.
  private func accept(_ line: UnsafeMutablePointer<CChar>?) {
    guard let line = unsafe line else {
      // readline itself ends the row only when it turns bracketed paste off.
      // SAFETY: the value is a string of readline's that stays as it is during the comparison.
      if unsafe strcmp(rl_variable_value("enable-bracketed-paste"), "off") == 0 { Self.put("\n") }
      // An interrupt, too, may have made readline give up.
      outcome = Interrupts.isRaised ? .interrupted : .ended
      return rl_callback_handler_remove()
    }
    // SAFETY: readline hands over the line, which it allocated with `malloc`.
    enteredByMacro += unsafe Self.bytes(of: line)
    unsafe free(line)
    if shim_has_keys_in_hand() != 0 {
      // readline goes on to the macro's next line at once, without coming back to the loop.
      enteredByMacro.append(UInt8(ascii: "\n"))
    } else {
      outcome = .entered(enteredByMacro)
      rl_callback_handler_remove()
    }
  }

  /// Makes readline take text for UTF-8 where the environment does not say what it is, or cannot be followed.
  private static func chooseLocale() {
    // SAFETY: the strings are constants, and the results are not kept.
    if Environment.characterLocale() != nil, unsafe setlocale(LC_CTYPE, "") != nil { return }
    unsafe setlocale(LC_CTYPE, "C.UTF-8")
  }
}
