internal import CReadline
internal import Glibc

/// Completion: readline asks where the word at the cursor begins, then what can stand in its place.
///
/// readline finds the word by going back from the cursor to a byte that ends words. The completer knows better, so the
/// byte before the completer's word is made the only one that ends words.
// SAFETY: strings that readline lends stay as they are during the call and end with a zero; those that it is given are its
// to free, so `strdup` makes them. It calls from within `edit`, while there is a current editor.
extension ReadlineEditor {
  /// Asks the completer, and gives readline the byte that ends words.
  static func findWord() -> UnsafeMutablePointer<CChar>? {
    guard let editor = unsafe current else { return nil }
    editor.completion = .none
    // SAFETY: readline's line stays as it is during this call.
    let line = unsafe bytes(of: shim_line())
    let cursor = Int(shim_cursor())
    if let text = String(validating: line, as: UTF8.self) {
      editor.completion = editor.completer(text, cursor)
    }
    let start = editor.wordStart
    precondition(
      (0...cursor).contains(start), "a completed word starts between the line's start and the cursor")
    if case .filePaths = editor.completion {
      shim_let_quotes_hold_words(1)
    } else {
      shim_let_quotes_hold_words(0)
    }
    return unsafe shim_break_words_at(start > 0 ? CChar(bitPattern: line[start - 1]) : 0)
  }

  private var wordStart: Int {
    switch completion {
    case .none: 0
    case .candidates(_, let wordStart), .filePaths(let wordStart): wordStart
    }
  }

  /// Gives readline the candidates, in the form that it wants: first what they have in common, then each.
  static func complete(_ word: UnsafePointer<CChar>?)
    -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  {
    guard let editor = unsafe current else { return nil }
    // At the start of the line readline knows where the word begins, and does not ask.
    if shim_cursor() == 0 { _ = unsafe findWord() }
    switch editor.completion {
    case .none:
      shim_finish_completion(0)
      return nil
    case .filePaths:
      shim_finish_completion(1)
      return unsafe rl_completion_matches(word, rl_filename_completion_function)
    case .candidates(let candidates, _):
      shim_finish_completion(candidates.allSatisfy(\.isWhole) ? 1 : 0)
      editor.remainingCandidates = candidates[...]
      // SAFETY: readline calls the function at once, until it returns null. It takes over the strings, which `strdup`
      // allocates as it wants them.
      return unsafe rl_completion_matches(word) { _, _ in
        unsafe (ReadlineEditor.current?.remainingCandidates.popFirst()).map { unsafe strdup($0.text) } ?? nil
      }
    }
  }
}

// MARK: Showing candidates

extension ReadlineEditor {
  /// Shows the candidates below the line, and then the line again. Asks first when they are many.
  ///
  /// readline would do all this by itself, but in its callback interface it takes the answer for a yes.
  static func show(
    _ candidates: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: CInt, width: CInt
  ) {
    rl_crlf()
    let limit = shim_candidates_to_ask_about()
    if limit <= 0 || count < limit || wantsToSee(count) {
      unsafe rl_display_match_list(candidates, count, width)
    }
    rl_forced_update_display()
  }

  private static func wantsToSee(_ count: CInt) -> Bool {
    put("Display all \(count) possibilities? (y or n)")
    defer { rl_crlf() }
    while true {
      let key = unsafe current?.readByte() ?? EOF
      guard key >= 0 else { return false }
      switch Unicode.Scalar(UInt8(truncatingIfNeeded: key)) {
      case "y", "Y", " ": return true
      case "n", "N", "\u{7}", "\u{7F}": return false
      default: rl_ding()
      }
    }
  }
}

// MARK: Quoted paths

extension ReadlineEditor {
  /// The path with an opening quote. readline adds the closing one when the path is complete.
  static func quotePath(
    _ path: UnsafeMutablePointer<CChar>?, _ quote: UnsafeMutablePointer<CChar>?
  ) -> UnsafeMutablePointer<CChar>? {
    guard let path = unsafe path else { return nil }
    let mark = UInt8(ascii: "\"")
    unsafe quote?.pointee = CChar(mark)
    return unsafe duplicate([mark] + QuotedPath.escaping(bytes(of: path)))
  }

  /// The path that stands between quotes.
  static func unquotePath(_ quoted: UnsafeMutablePointer<CChar>?) -> UnsafeMutablePointer<CChar>? {
    guard let quoted = unsafe quoted else { return nil }
    return unsafe duplicate(QuotedPath.unescaping(bytes(of: quoted)))
  }

  /// A copy of the text as readline wants its strings: allocated with `malloc`, ended by a zero.
  private static func duplicate(_ text: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    // SAFETY: the bytes live during the call and the zero ends them.
    unsafe (text + [0]).withUnsafeBytes { unsafe strdup($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }
}
