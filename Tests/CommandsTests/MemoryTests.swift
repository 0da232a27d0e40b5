import Foundation
import TestSupport
import Testing

/// Memory that is limited (`ulimit -v`): an error, and nothing half done.
@Suite(.enabled(if: Sanitizer.current == nil, "a sanitizer needs a large address space"))
struct MemoryTests {
  private let folder = try! TemporaryDirectory()

  /// A chain of cells that grows until there is no memory left. What runs out first differs with the limit.
  @Test(arguments: [90, 117])
  func `when memory runs out the program says so, and what it wrote is whole`(megabytes: Int) throws {
    let run = try Tool.shell(
      """
      ulimit -v \(megabytes * 1024)
      awk 'BEGIN {
        print "f = new file kept.txt"; print "write f \\"kept\\""; print "a0 = new counter"
        while (++i) print "a" i " = new cell a" i - 1
      }' | "$externref" run -
      """, in: folder.path)
    #expect(run.status == 71)
    // awk may say that nobody reads on.
    #expect(run.errors.contains("externref: out of memory\n") && !run.errors.contains("Fatal"))
    #expect(run.output.hasSuffix("\n"))
    let lines = run.output.split(separator: "\n").dropFirst(3)
    #expect(lines.count > 1_000)
    #expect(
      lines.allSatisfy {
        $0.hasPrefix("@") && ($0.contains("count 1  held by a") || $0.contains("count 1 → 2"))
      })
    #expect(try String(contentsOf: URL(filePath: folder.appending("kept.txt")), encoding: .utf8) == "kept")
  }

  @Test func `threads that there is no room for are an error of the line`() throws {
    let run = try Tool.shell(
      "ulimit -v 150000; \"$externref\" run --json -",
      input: "a = new counter\nrace a threads 64 times 10\nstrong_count a\nrace a threads 2 times 10\n")
    let events = try run.events()
    #expect(run.status == 1)
    #expect(events.named("error").match([["line": 2, "code": "E0016"]]))
    #expect(events.named("value").match([["value": 1]]))
    #expect(events.contains { $0.has(["line": 4, "event": "race"]) })
  }
}
