@testable import Model
@testable import Session
import TestSupport
import Testing

/// What `.leaks` proposes: lines that were tried, and that are tried here once more.
struct WayOutTests {
  private func wayOut(_ dialogue: Dialogue) throws -> WayOut? {
    dialogue(".leaks")
    guard case .report(.leaks(let report))? = dialogue.session.events.first else { throw Missing() }
    return report.wayOut
  }

  private struct Missing: Error {}

  /// Sessions that leak, or would, and the lines that free all of it.
  @Test(
    arguments: [
      // A ring that names reach; one that only a raw pointer does; one that is reached through cells.
      ("a = new cell\nput a a", ["t = take a", "drop t"]),
      ("a = new cell\nb = new cell a\nput a b\ndrop a", ["t = take b", "drop t"]),
      ("a = new cell\nput a a\np = as_raw a\ndrop a", ["h = clone_from_raw p", "t = take h", "drop t h"]),
      (
        "a = new cell\nput a a\nc = new cell a\nd = new cell c\ndrop a c",
        ["h = get d", "h = get h", "t = take h", "drop t h"]
      ),
      // A count in a raw pointer, with a chain behind it.
      ("a = new string \"x\"\nb = new cell a\ndrop a\np = into_raw b", ["h = from_raw p", "drop h"]),
      (
        "a = new cell\nput a a\np = into_raw a",
        ["h = clone_from_raw p", "t = take h", "drop t h", "h = from_raw p", "drop h"]
      ),
      (
        "a = new cell\nput a a\nk = new cell a\ndrop a\np = into_raw k",
        ["h = clone_from_raw p", "h = get h", "t = take h", "drop t h", "h = from_raw p", "drop h"]
      ),
      // A ring that both a name and an owning pointer lead to: the pointer's count frees nothing by itself.
      (
        "a = new cell\nb = new cell a\nput a b\np = into_raw b",
        ["h = from_raw p", "drop h", "t = take a", "drop t"]
      ),
      // Names that are taken.
      ("t = new cell\nput t t\nh = new counter\ndrop h", ["t2 = take t", "drop t2"]),
    ])
  func `lines free what leaks`(script: String, lines: [String]) throws {
    let dialogue = Dialogue(script)
    let before = SessionState(of: dialogue.session)
    let wayOut = try #require(try wayOut(dialogue))
    #expect(SessionState(of: dialogue.session) == before)
    #expect(wayOut.lines == lines)
    #expect(wayOut.left.isEmpty && wayOut.earlier.isEmpty && wayOut.obstacle == nil)
    dialogue.expect(wayOut.lines.joined(separator: "\n"))
    #expect(try self.wayOut(dialogue) == nil)
    #expect(!dialogue.end().contains("leak"))
  }

  @Test(
    arguments: [
      ("a = new cell\nput a a\ndrop a", 2, "t = take a"),
      // The earliest line is before the ring closes.
      ("a = new cell\nb = new cell a\nput a b\ndrop a b", 2, "t = take b"),
      ("a = new counter\np = into_raw a\nq = new counter\np = as_raw q", 2, "h = from_raw p"),
      // Lines behind need the handle in the cell: only after them is there a way.
      ("a = new cell\nput a a\nb = get a\ndrop a\ndrop b", 3, "t = take a"),
    ])
  func `where there is no way out any more, the earliest one is named`(
    script: String, line: Int, text: String
  ) throws {
    let dialogue = Dialogue(script)
    let wayOut = try #require(try wayOut(dialogue))
    #expect(wayOut.lines.isEmpty && !wayOut.left.isEmpty && wayOut.obstacle == nil)
    let earlier = try #require(wayOut.earlier.first)
    #expect(earlier.afterLine == line && earlier.line == text)
    var lines = script.split(separator: "\n").map(String.init)
    lines.insert(text, at: line)
    let other = Dialogue(lines.joined(separator: "\n"))
    #expect(!other.end().contains("leak"))
  }

  @Test func `where nothing leaks, now or at the end, nothing is proposed`() throws {
    #expect(try wayOut(Dialogue("a = new cell\nb = new cell a\ndrop a")) == nil)
    #expect(try wayOut(Dialogue("a = new counter")) == nil)
  }

  @Test func `no file is written to or read while ways are tried`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.appending("f")
    let dialogue = Dialogue("f = new file \(path)\nwrite f \"one\"\nc = new cell\nput c c\nput c f")
    dialogue.expect("c = new cell\nput c c\nwrite f \"two\"")
    #expect(try wayOut(dialogue)?.lines == ["t = take c", "drop t"])
    dialogue.expect("rewind f\nread f => read @1 \"onetwo\"")
  }

  @Test func `very many leaks, and very long sessions, are not tried to the end, and that is said`() throws {
    var lines = (1...30).flatMap { ["a\($0) = new cell", "put a\($0) a\($0)"] }
    let many = Dialogue(lines.joined(separator: "\n"))
    let wayOut = try #require(try wayOut(many))
    #expect(wayOut.lines.count == 16 && wayOut.left.count == 22 && wayOut.obstacle != nil)
    lines += Array(repeating: "strong_count a1", count: 2_000)
    lines.append("drop a1")
    let long = try #require(try self.wayOut(Dialogue(lines.joined(separator: "\n"))))
    #expect(long.lines.isEmpty && long.obstacle != nil)
  }

  /// Rings with chords, chains and raw pointers: what is proposed frees what it says.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `whatever is proposed for random sessions does what it says`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var proposals = 0
    for _ in 0..<30 {
      let dialogue = Dialogue()
      for _ in 0..<40 { dialogue(Command.random(using: &generator).line) }
      guard let wayOut = try wayOut(dialogue), wayOut.obstacle == nil, !wayOut.lines.isEmpty else { continue }
      proposals += 1
      for line in wayOut.lines {
        dialogue(line)
        #expect(!dialogue.session.failed, "\(line)")
      }
      dialogue.session.end(line: 100)
      var leaked: [ObjectID] = []
      for case .leak(let report) in dialogue.session.events { leaked = report.objects }
      #expect(leaked == wayOut.left)
    }
    #expect(proposals > 0)
  }
}
