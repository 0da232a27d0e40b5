internal import Files
internal import Model
internal import SystemPackage
internal import Traces

extension FuzzTarget {
  private static let questions = [
    ".trace", ".objects", ".leaks", ".leaks 1 3", ".sites", ".marks", ".history", ".history @1", "why @1",
    "why @2",
    ".heap", ".heap @2", ".at 3", ".at end", ".diff 1 end",
  ]

  /// Asks all that can be asked of a trace whose log is these bytes.
  static func inspect(_ log: [UInt8]) {
    guard let folder = try? TemporaryFolder() else { preconditionFailure("no temporary folder") }
    let path = folder.path.appending("trace").string
    guard (try? FileContents.replace(path, with: header(of: log) + log)) != nil,
      let trace = try? Trace(path: path)
    else { preconditionFailure("a trace with a good header cannot be opened") }
    let inspector = Inspector(trace)
    for question in questions {
      _ = inspector.evaluate(Array(question.utf8))
      check(inspector.events)
    }
    _ = inspector.completion(of: "why @")
    precondition((try? trace.recentEvents()) != nil, "a trace that can be read cannot be stepped through")
  }

  /// A good header, as docs/trace.md describes it.
  private static func header(of log: [UInt8]) -> [UInt8] {
    var header: [UInt8] = [0x89, 0x58, 0x52, 0x45, 0x46, 0x0D, 0x0A, 0x1A] + Array(repeating: 0, count: 4088)
    func put(_ number: Int, at offset: Int) {
      for byte in 0..<4 { header[offset + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }
    // Version, sizes, ended, and where the log ends: one slot further than it is, so that some is missing.
    for (offset, number) in [(8, 1), (12, 4096), (16, 32), (20, 2), (40, 129 + log.count / 32)] {
      put(number, at: offset)
    }
    return header
  }
}
