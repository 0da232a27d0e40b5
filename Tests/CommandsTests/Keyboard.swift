import Foundation
import TestSupport

/// The program at a terminal, with a home of its own.
enum Keyboard {
  static let interrupt = "\u{3}"
  static let endOfInput = "\u{4}"
  static let tab = "\t"
  static let up = "\u{1B}[A"

  /// Starts the shell and waits for its first prompt.
  ///
  /// - Parameters:
  ///   - home: its home folder; empty for none, and so no history.
  ///   - folder: nil to start it as it is; otherwise the folder to start it in.
  static func start(
    _ arguments: [String] = [], home: String = "", environment: [String: String] = [:],
    in folder: String? = nil, columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    let basics = [
      "TERM": "xterm", "HOME": home, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    let (program, prefix) = folder.map { ("/usr/bin/env", ["-C", $0, Tool.path]) } ?? (Tool.path, [])
    let terminal = try PseudoTerminal(
      program, prefix + arguments, environment: basics.merging(environment) { $1 }, columns: columns,
      rows: rows)
    try terminal.wait(for: "0 live > ")
    return terminal
  }
}

extension PseudoTerminal {
  /// Types a line and waits until a text shows.
  func enter(_ line: String, expecting text: String) throws {
    try type(line + "\r")
    try wait(for: text)
  }

  /// Types a line and waits for the prompt after it.
  ///
  /// - Returns: what was written meanwhile, line ends as in a file: the typed line, its results, the prompt.
  @discardableResult
  func enterAndWait(_ line: String) throws -> String {
    let start = output.count
    func written(_ terminal: PseudoTerminal) -> String {
      String(decoding: terminal.output[start...], as: UTF8.self).replacing("\r\n", with: "\n")
    }
    try type(line + "\r")
    try wait("the next prompt") { written($0).contains(#/\n[^\n]*\d live[^\n]* > [^\n]*$/#) }
    return written(self)
  }

  /// Leaves with Ctrl-D.
  func leave() throws -> ExitStatus {
    try type(Keyboard.endOfInput)
    return try waitForExit()
  }
}
