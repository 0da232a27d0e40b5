import Files
import Foundation
@testable import Model
@testable import Session
import TestSupport
import Testing

/// `.undo` and `.redo`.
struct TravelTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func contents(of path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What the last line says that it took back, or brought back.
  private func travel(_ dialogue: Dialogue) throws -> TimeTravel {
    guard case .report(.travel(let travel)) = try #require(dialogue.session.events.first) else {
      throw Missing()
    }
    return travel
  }

  private struct Missing: Error {}

  @Test func `the last line is taken back, and comes back`() throws {
    let dialogue = Dialogue("a = new counter 5\nb = clone a\ndrop a")
    dialogue(".undo")
    #expect(try travel(dialogue).lines.map(\.text) == ["drop a"])
    #expect(try travel(dialogue).difference.boundNames.map(\.name) == ["a"])
    dialogue.expect("strong_count a => 2")
    dialogue(".undo 2")
    #expect(try travel(dialogue).lines.map(\.text) == ["b = clone a", "strong_count a"])
    dialogue.expect("strong_count b => E0002:14")
    dialogue(".undo")
    #expect(dialogue.session.liveCount == 0)
    #expect(dialogue(".undo") == "E0042:1")
  }

  @Test func `what was taken back comes back until another line is typed`() throws {
    let dialogue = Dialogue("a = new counter\nincr a\nincr a\n.undo\n.undo")
    dialogue.expect(".names")
    dialogue(".redo")
    #expect(try travel(dialogue).lines.map(\.text) == ["incr a"])
    dialogue(".redo")
    #expect(dialogue(".redo") == "E0042:1")
    dialogue.expect("get a => 2\n.undo 2\nincr a 40 => @1 is 41; 41")
    #expect(dialogue(".redo") == "E0042:1")
    #expect(dialogue.diagnostic?.message == "there is nothing to bring back")
  }

  @Test func `more lines than there are cannot be taken back`() {
    let dialogue = Dialogue("a = new counter\nincr a")
    let before = SessionState(of: dialogue.session)
    #expect(dialogue(".undo 3") == "E0042:1")
    #expect(dialogue.diagnostic?.suggestion == ".undo 2")
    #expect(SessionState(of: dialogue.session) == before)
    #expect(dialogue(".undo 0") == "E0011:7")
  }

  @Test func `a line that failed goes with the one before it`() throws {
    let dialogue = Dialogue("a = new counter\nincr a")
    dialogue("nonsense")
    dialogue("drop b")
    dialogue(".undo")
    #expect(try travel(dialogue).lines.map(\.text) == ["incr a"])
    dialogue.expect("get a => 0")
  }

  @Test func `numbers of objects, history, script and moments are those of the lines that stay`() throws {
    let dialogue = Dialogue("a = new counter\nb = new cell a\ndrop b\n.undo 2\nc = new string \"x\"")
    #expect(dialogue.session.events.map(\.brief) == ["new @2 String 1 c"])
    dialogue(".save x")
    #expect(dialogue.request == .save(path: "x", text: "a = new counter\nc = new string \"x\"\n"))
    dialogue(".history")
    guard case .report(.history(let lines, truncated: false)) = dialogue.session.events.first else {
      throw Missing()
    }
    #expect(lines.map(\.number) == [1, 5])
    dialogue(".at 3")
    guard case .report(.moment(let snapshot, _)) = dialogue.session.events.first else { throw Missing() }
    #expect(snapshot.names.map(\.name) == ["a"])
  }

  @Test func `what was written stays, and is not written twice; positions go back`() throws {
    let path = folder.appending("f")
    let dialogue = Dialogue("f = new file \(path) w\nwrite f \"one\"\nwrite f \"two\"")
    dialogue(".undo")
    #expect(try travel(dialogue).files == [path])
    #expect(contents(of: path) == "onetwo")
    dialogue.expect("write f \"3\"")
    #expect(contents(of: path) == "one3wo")
    dialogue.expect(".undo\n.redo\nwrite f \"45\"")
    #expect(contents(of: path) == "one345")
    #expect(descriptorCount(of: path) == 1)
    dialogue.expect("drop f")
    #expect(descriptorCount(of: path) == 0)
    dialogue.expect(".undo\nwrite f \"6\"")
    #expect(contents(of: path) == "one3456")
    dialogue.expect(".undo 5")
    #expect(descriptorCount(of: path) == 0)
    #expect(contents(of: path) == "one3456")
  }

  @Test func `what was read is read again as it was, though the file has changed since`() throws {
    let path = folder.appending("f")
    let dialogue = Dialogue("f = new file \(path)\nwrite f \"abc\"\nrewind f")
    dialogue.expect("read f 2 => read @1 \"ab\"\nb = clone f")
    try Data("xyzw".utf8).write(to: URL(filePath: path))
    dialogue.expect(".undo\nread f 9 => read @1 \"zw\"")
  }

  @Test func `a file that another has replaced is not the one that was closed`() throws {
    let path = folder.appending("f")
    let dialogue = Dialogue("f = new file \(path) w\nwrite f \"one\"\ndrop f")
    try Data("other".utf8).write(to: URL(filePath: path), options: .atomic)
    #expect(dialogue(".undo") == "E0042:1")
    #expect(dialogue.diagnostic?.message.hasSuffix("is another file by now") == true)
    #expect(contents(of: path) == "other")
    #expect(descriptorCount(of: path) == 0)
  }

  @Test func `a file that is gone cannot be opened once more: the session stays as it is`() {
    let path = folder.appending("f")
    let dialogue = Dialogue("a = new counter\nf = new file \(path)\nincr a\ndrop f")
    #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) }
    let before = SessionState(of: dialogue.session)
    #expect(dialogue(".undo") == "E0042:1")
    #expect(SessionState(of: dialogue.session) == before)
    #expect(contents(of: path) == nil)
    dialogue.expect(".undo 3\nstrong_count a => 1")
    #expect(contents(of: path) == nil)
  }

  @Test func `races leave the same number`() {
    let dialogue = Dialogue(
      "c = new counter 7\nrace_plain c threads 3 times 5\nrace c threads 2 times 100\nincr c")
    dialogue.expect(".undo\nget c => 12\nstrong_count c => 1")
  }

  @Test func `a session that begins anew has nothing to take back`() {
    let dialogue = Dialogue("a = new counter\n.reset")
    #expect(dialogue(".undo") == "E0042:1")
    dialogue.expect("b = new counter\n.undo\n.reset")
    #expect(dialogue(".redo") == "E0042:1")
  }

  @Test func `a session that no longer keeps its first lines stays as it is`() {
    let dialogue = Dialogue("a = new counter")
    for number in 1...2 * Log.segmentLines { _ = dialogue.session.evaluate([0x61], number: number) }
    #expect(dialogue(".undo") == "E0027:1")
  }

  @Test func `a file that a line has had read goes as a whole; within it, its lines go one by one`() throws {
    let session = Session()
    _ = session.evaluate(Array("a = new counter".utf8), number: 1)
    for number in 1...3 { _ = session.evaluate(Array("incr a".utf8), number: number, within: 2) }
    _ = session.evaluate(Array(".undo".utf8), number: 4, within: 2)
    #expect(session.snapshot.objects.first?.value == .integer(2))
    _ = session.evaluate(Array(".undo".utf8), number: 3)
    #expect(session.snapshot.objects.first?.value == .integer(0))
    _ = session.evaluate(Array(".redo".utf8), number: 4)
    #expect(session.snapshot.objects.first?.value == .integer(2))
  }

  /// As long as nothing else is known to go wrong, random sessions say it best.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `any session is as it was, whatever its lines were`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let dialogue = Dialogue()
      var states = [SessionState(of: dialogue.session)]
      for _ in 0..<40 {
        dialogue(Command.random(using: &generator).line)
        if !dialogue.session.failed { states.append(SessionState(of: dialogue.session)) }
      }
      guard states.count > 1 else { continue }
      let end = SessionState(of: dialogue.session)
      let count = Int.random(in: 1..<states.count, using: &generator)
      dialogue(".undo \(count)")
      #expect(SessionState(of: dialogue.session) == states[states.count - 1 - count])
      dialogue(".redo")
      #expect(SessionState(of: dialogue.session) == end)
    }
  }
}

@Suite(.needsWasmtime)
struct GuestTravelTests {
  @Test func `modules have what they had, and call the session that they belong to`() throws {
    let folder = try TemporaryDirectory()
    let dialogue = Dialogue("m = wasm load \(try folder.write(Guests.keep, to: "keep.wat"))")
    dialogue.expect(
      """
      a = new counter 5          => new @2 Counter 1 a
      wasm call m keep a         => @2 1>2 !@1; ()
      wasm call m incr a         => @2 2>3 !@1; @2 is 6; 6
      wasm call m keep null      => ()
      wasm gc                    => gc @1 2; @2 3>2 !@1; @2 2>1 !@1
      strong_count a             => 1
      .undo 3
      strong_count a             => 3
      wasm call m incr a         => @2 3>4 !@1; @2 is 7; 7
      wasm call m keep null      => ()
      wasm gc                    => gc @1 3; @2 4>3 !@1; @2 3>2 !@1; @2 2>1 !@1
      """)
  }
}
