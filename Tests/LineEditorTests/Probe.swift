import Foundation
import TestSupport

/// The program that the tests drive: it edits lines, and says what it was given.
enum Probe {
  /// It stands beside the program that runs the tests.
  static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "LineEditorProbe").path()

  /// Starts it and waits for its prompt.
  ///
  /// - Parameters:
  ///   - history: The path of its history file.
  ///   - home: Its home folder, where `.inputrc` may be.
  static func start(
    history: String? = nil, home: String = "/nonexistent", environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    let basics = ["TERM": "xterm", "HOME": home, "SWIFT_BACKTRACE": "enable=no"]
    let terminal = try PseudoTerminal(
      path, history.map { [$0] } ?? [], environment: basics.merging(environment) { $1 },
      columns: columns, rows: rows)
    try terminal.wait(for: "probe> ")
    return terminal
  }
}

extension PseudoTerminal {
  /// How often the program has written a text.
  func count(of text: String) -> Int {
    String(decoding: output, as: UTF8.self).ranges(of: text).count
  }
}
