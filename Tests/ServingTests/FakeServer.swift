import Files
import Foundation
import Serving
import SystemPackage
import TestSupport

/// A program in the server's place: a script that writes down what it is sent.
final class FakeServer {
  private let folder: TemporaryDirectory
  let program: ServerProgram

  /// - Parameter script: lines of the system's shell. `$folder` is a folder of its own; `serve` says that the server
  ///   listens; `keep` writes what comes to the file `input`, up to its end.
  init(_ script: String) throws {
    folder = try TemporaryDirectory()
    let path = try folder.addProgram(
      "server",
      """
      #!/bin/sh
      folder=\(folder.path)
      serve() { echo "page http://127.0.0.1:1234/abcdefghijklmnopqrstuvwxyz234567/"; }
      keep() { cat >>"$folder/input"; touch "$folder/ended"; }
      \(script)
      """)
    program = ServerProgram(path: FilePath(path))
  }

  /// What is in a file of the server's folder; nil while there is none.
  func contents(of name: String) -> String? {
    (try? Data(contentsOf: URL(filePath: folder.appending(name)))).map { String(decoding: $0, as: UTF8.self) }
  }

  func touch(_ name: String) throws { try Data().write(to: URL(filePath: folder.appending(name))) }

  /// Waits until a file is there.
  func wait(for name: String) throws -> String {
    try eventually("the file \(name)") { contents(of: name) }
  }
}

struct Deadline: Error {
  let wanted: String
}

/// Looks again and again until there is something, for a minute.
func eventually<Value>(_ wanted: String, _ look: () throws -> Value?) throws -> Value {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if let value = try look() { return value }
    usleep(2_000)
  }
  throw Deadline(wanted: wanted)
}
