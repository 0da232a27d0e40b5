import Glibc
import LineEditor
import SystemPackage

/// A shell that understands nothing: it says what it was given. Tests drive it at a pseudo-terminal.
///
/// Arguments: the path of the history file, or nothing for no history; then the user to become, if any.
@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if let user = arguments.dropFirst().first.flatMap({ uid_t($0) }), setuid(user) != 0 {
      throw Errno(rawValue: errno)
    }
    let history = History(path: arguments.first.map { FilePath($0) })
    if let warning = history.takeWarning() { print("warning: \(warning)") }
    try Interrupts.install()
    let editor = ReadlineEditor(history: history, maximumLineLength: 4096, completer: complete)
    var line: [UInt8] = []
    while true {
      switch try editor.readLine(prompt: "\u{1B}[1;32mprobe>\u{1B}[0m ", into: &line) {
      case .line where line == Array("work".utf8): work()
      case .line where line == Array("thread".utf8): letAnotherThreadHandleSignals()
      case .line where line == Array("size".utf8):
        let size = Terminal.size(.standardOutput)
        say(size.map { "size \($0.columns)x\($0.rows)" } ?? "no size")
      case .line: say("line [\(escaped(line))]")
      case .interrupted: say(Interrupts.isRaised ? "interrupted, and the flag is up" : "interrupted")
      case .tooLong(let byteCount): say("too long \(byteCount)")
      case .otherEncoding(let encoding): say("encoding \(encoding)")
      case .end: return say("end")
      }
      if let warning = history.takeWarning() { say("warning: \(warning)") }
    }
  }

  /// Stands for a command that runs until Ctrl-C.
  private static func work() {
    say("working")
    while !Interrupts.isRaised {}
    say("stopped")
  }

  /// From now on the system runs the handlers of signals on a thread that does nothing else.
  private static func letAnotherThreadHandleSignals() {
    var thread = pthread_t()
    var signals = sigset_t()
    // SAFETY: all that is pointed to lives during the calls.
    unsafe pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    say("another thread handles signals")
  }

  private static func say(_ text: String) {
    _ = try? FileDescriptor.standardOutput.writeAll("\(text)\n".utf8)
  }

  private static func escaped(_ line: [UInt8]) -> String {
    String(decoding: line, as: UTF8.self).unicodeScalars
      .map { $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  /// Verbs at the start of a line, paths after `file `, and after some other words what tests ask for.
  private static func complete(line: String, cursor: Int) -> Completion {
    let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
    let wordStart = before.lastIndex(of: " ").map { before[...$0].utf8.count } ?? 0
    let word = String(decoding: before.utf8.dropFirst(wordStart), as: UTF8.self)
    if before.hasPrefix("file ") { return .filePaths(wordStart: 5) }
    if before.hasPrefix("half ") {
      return .candidates([.init("whole.", isWhole: false)], wordStart: wordStart)
    }
    if before.hasPrefix("many ") {
      return .candidates((100..<250).map { Completion.Candidate("\($0)") }, wordStart: wordStart)
    }
    if before.hasPrefix("nothing ") { return .none }
    let verbs = ["clone", "clone_from_raw", "drop", "größe", "new"]
    let candidates = verbs.filter { $0.hasPrefix(word) }.map { Completion.Candidate($0) }
    return .candidates(candidates, wordStart: wordStart)
  }
}
