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

extension TraceBuilder {
  /// A cache that holds nodes, of which two hold each other, and one in a raw pointer.
  static var server: TraceBuilder {
    var trace = TraceBuilder()
    trace.thread(1, name: "main")
    trace.thread(2)
    let cache = trace.type("App.Cache", size: 32)
    let node = trace.type("App.Node", size: 16, isClass: true)
    let holder = trace.make(cache, at: "App/Cache.swift:5")
    trace.label(holder, "the cache")
    trace.mark("start")
    trace.time = 100
    trace.thread = 2
    var inside: [(UInt32, UInt32)] = []
    for _ in 0..<4 {
      let handle = trace.make(node, at: "App/Server.swift:42")
      inside.append((trace.clone(handle, at: "App/Cache.swift:17"), holder))
      trace.drop(handle)
    }
    trace.mark("served")
    let ada = trace.make(node, at: "App/Friends.swift:1")
    let grace = trace.make(node, at: "App/Friends.swift:2")
    inside.append((trace.clone(grace, at: "App/Friends.swift:3"), ada))
    inside.append((trace.clone(ada, at: "App/Friends.swift:4"), grace))
    trace.drop(ada)
    trace.drop(grace)
    let context = trace.make(node, at: "App/Timers.swift:7")
    trace.intoRaw(context, at: "App/Timers.swift:8")
    trace.time = 2_100
    trace.search(finding: inside)
    trace.end()
    return trace
  }
}
