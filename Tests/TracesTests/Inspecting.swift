import Model
import Rendering
import TestSupport
import Testing
import Traces

import class Foundation.FileManager
import struct Foundation.Data
import struct Foundation.URL

/// A trace in a file of its own, and an inspector that looks at it.
struct Inspecting {
  private let folder: TemporaryDirectory
  let path: String
  let inspector: Inspector

  init(_ bytes: [UInt8], filter: Filter = Filter(), shellVerbs: [VerbHelp] = []) throws {
    folder = try TemporaryDirectory()
    path = folder.appending("trace")
    try Data(bytes).write(to: URL(filePath: path))
    inspector = Inspector(try Trace(path: path), filter: filter, shellVerbs: shellVerbs)
  }

  init(filter: Filter = Filter(), _ build: (inout TraceBuilder) -> Void) throws {
    var builder = TraceBuilder()
    build(&builder)
    try self.init(builder.bytes, filter: filter)
  }

  /// What lines answer as text, without colours and as wide as it comes.
  func text(_ lines: String...) -> String {
    var text = TextBuffer(style: TextStyle())
    for line in lines {
      _ = inspector.evaluate(Array(line.utf8))
      TextRenderer(style: TextStyle()).renderAll(inspector.events, into: &text)
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// What lines answer as JSON Lines.
  func json(_ lines: String...) -> [String] {
    var bytes: [UInt8] = []
    for (index, line) in lines.enumerated() {
      _ = inspector.evaluate(Array(line.utf8))
      JSONRenderer().render(inspector.events, line: index + 1, file: nil, into: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Appends to the file as a program would.
  func grow(to bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
}
