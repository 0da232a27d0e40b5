import Foundation
import TestSupport

/// A folder with documents, for the commands that take them.
struct DocumentFolder {
  let folder = try! TemporaryDirectory()

  /// A document with everything that a lesson is made of, and right answers.
  static let lesson = """
    # A lesson of *one's* own

    Prose with **strong** words, `code`, and enough of it that it has to be wrapped where the terminal is narrow.

    1. first
    2. second

    ```externref
    > a = new string "hello"
    @1  String  "hello"  count 1  held by a
    > b = clone a
    @1  count 1 → 2  held by a, b
    ? strong_count a
    2
    ```

    Between the blocks.

    ```externref fresh
    > c = new counter 5
    ...
    > incr c
    6
    ? get c
    6
    ```

    The end.

    """

  init(_ documents: [String: String] = ["lesson.md": lesson]) throws {
    for (name, text) in documents { try write(text, to: name) }
  }

  var path: String { folder.path }

  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: folder.appending(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: folder.appending(name)))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Tool.Result {
    try Tool.run(
      arguments, input: input,
      environment: ["XDG_STATE_HOME": folder.appending("state")].merging(environment) { $1 },
      in: path)
  }
}
