@testable import Model
@testable import Session
import Foundation
import TestSupport
import Testing

struct SnapshotTests {
  /// Random sessions, with counters that change: what the events lead to is what the session reads from its handles.
  @Test(arguments: 0..<30)
  func `events alone lead to what the session holds`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let dialogue = Dialogue()
    var reducer = SnapshotReducer()
    for number in 1...200 {
      let name = ["a", "b", "c", "d"].randomElement(using: &generator)!
      dialogue(Bool.random(using: &generator) ? Command.random(using: &generator).line : "incr \(name)")
      reducer.apply(dialogue.session.events, line: number)
      let live = dialogue.session.snapshot
      #expect(reducer.snapshot == live, "line \(number)")
      guard reducer.snapshot == live else { return }
    }
  }

  @Test(
    arguments: [
      "a = clone a", "a = as_raw a", "a = into_raw a", "a = move a", "a = new cell a",
      "p = as_raw a\np = as_raw a",
      "p = into_raw a\nb = new counter\np = into_raw b", "b = clone a\np = into_raw a\np = into_raw b",
      "p = into_raw a\np = from_raw p", "p = into_raw a\nb = clone_from_raw p\np = as_raw b",
      "c = new cell a\nput c a\nput c c\nd = take c", "p = as_raw a\ndrop a\np = new counter",
    ])
  func `a name that is bound anew keeps the new content`(lines: String) {
    let dialogue = Dialogue()
    var reducer = SnapshotReducer()
    for (index, line) in ("a = new counter\n" + lines).split(separator: "\n").enumerated() {
      dialogue(String(line))
      reducer.apply(dialogue.session.events, line: index + 1)
    }
    #expect(!dialogue.session.failed)
    #expect(reducer.snapshot == dialogue.session.snapshot)
  }
}

struct LogTests {
  private let script = """
    a = new string "x"
    b = clone a
    c = new cell b
    drop a b
    d = take c
    """

  @Test(
    arguments: [
      (0, [:]), (1, [1: 1]), (2, [1: 2]), (3, [1: 3, 2: 1]), (4, [1: 1, 2: 1]), (5, [1: 1, 2: 1]),
      (6, [1: 1, 2: 1]),
    ] as [(Int, [Int: Int])])
  func `a moment is as it was`(line: Int, counts: [Int: Int]) throws {
    let dialogue = Dialogue(script)
    dialogue(".at \(line)")
    guard case .report(.moment(let moment, .line(line)))? = dialogue.session.events.first else {
      Issue.record("no moment")
      return
    }
    #expect(
      Dictionary(uniqueKeysWithValues: moment.objects.map { ($0.object.number, $0.count) }) == counts)
  }

  @Test(arguments: [".at 3", ".at -1", ".diff 0 3", ".at x"])
  func `only lines so far have a moment`(line: String) {
    let dialogue = Dialogue("a = new counter")
    #expect(dialogue(line).hasPrefix("E0011"))
  }

  @Test func `the course of a count has a point wherever it changes`() {
    let dialogue = Dialogue(script)
    dialogue(".history d")
    guard case .report(.course(let course))? = dialogue.session.events.first else {
      Issue.record("no course")
      return
    }
    #expect(course.object == ObjectID(1))
    #expect(course.points.map(\.count) == [1, 2, 3, 1])
    #expect(course.points.map(\.line.number) == [1, 2, 3, 4])
  }

  @Test func `what differs between two moments`() {
    let dialogue = Dialogue(script)
    dialogue(".diff 2 5")
    guard
      case .report(.difference(let difference, from: .line(2), to: .line(5)))? = dialogue.session.events.first
    else {
      Issue.record("no difference")
      return
    }
    #expect(difference.made.map(\.object.number) == [2])
    #expect(difference.gone.isEmpty)
    #expect(difference.changed.map { [$0.before.count, $0.after.count] } == [[2, 1]])
    #expect(difference.goneNames.map(\.name) == ["a", "b"])
    #expect(difference.boundNames.map(\.name) == ["c", "d"])
  }

  @Test func `lines of a file that a line reads belong to that line`() {
    let session = Session()
    _ = session.evaluate(Array("a = new counter".utf8), number: 1)
    _ = session.evaluate(Array("b = clone a".utf8), number: 1, within: 2)
    _ = session.evaluate(Array("c = clone a".utf8), number: 2, within: 2)
    _ = session.evaluate(Array("d = clone a".utf8), number: 3)
    #expect([1, 2, 3].map { session.log.count(afterLine: $0) } == [1, 3, 4])
    #expect(session.log.lines.map(\.nestedNumber) == [nil, 1, 2, nil])
  }

  @Test func `a long log lets go of its older segment, and goes on from there`() {
    let session = Session()
    var alone = Log()
    for number in 1...2 * Log.segmentLines + 1 {
      let line = Array("a = new counter \(number)".utf8)
      _ = session.evaluate(line, number: number)
      alone.record(line, number: number, failed: false, events: session.events)
      if number == 2 * Log.segmentLines - 1 { #expect(!session.log.isTruncated) }
    }
    // Whether the session gave the state at the border, or the events did.
    for log in [session.log, alone] {
      #expect(log.isTruncated)
      #expect(log.lines.count == Log.segmentLines + 1)
      #expect(log.lines.first?.number == Log.segmentLines + 1)
      #expect(log.count(afterLine: 1) == nil)
      #expect(log.state(after: 0).snapshot.objects.map(\.object.number) == [Log.segmentLines])
      #expect(log.state(after: log.lines.count).snapshot == session.snapshot)
    }
  }

  @Test func `long lines and long values fill a segment too`() {
    for isValue in [false, true] {
      let long = String(repeating: "x", count: Log.segmentBytes / 4)
      var log = Log()
      for number in 1...9 {
        log.record(
          isValue ? [] : Array(long.utf8), number: number, failed: false,
          events: isValue ? [.changed(ObjectID(1), .text(long))] : [])
      }
      #expect(log.isTruncated)
      #expect(log.lines.map(\.number) == [5, 6, 7, 8, 9])
    }
  }

  @Test func `a log that keeps asides tells where sessions begin`() {
    let session = Session()
    session.log = Log(keepsAsides: true)
    for (index, line) in [
      "a = new counter", ".names", ".timer on", ".reset", "b = new counter", ".reset", ".reset",
    ]
    .enumerated() {
      _ = session.evaluate(Array(line.utf8), number: index + 1)
    }
    session.ask(Array("get b".utf8), number: 7)
    session.end(line: 8)
    let lines = session.log.lines
    #expect(
      lines.map(\.text) == [
        "a = new counter", ".names", ".reset", "b = new counter", ".reset", ".reset", "get b", "",
      ])
    #expect(lines.map(\.role) == [.line, .aside, .aside, .line, .aside, .aside, .question, .end])
    #expect(
      lines.indices.map { lines.isFresh(at: $0) } == [false, false, false, true, false, true, true, false])
    #expect(session.log.state(after: 3).snapshot.objects.isEmpty)
    #expect(session.log.script == "a = new counter\nb = new counter\n")
  }

  @Test func `a record does not grow with the square of the owners`() {
    let dialogue = Dialogue()
    dialogue("a0 = new counter")
    for index in 1...50 { dialogue("a\(index) = clone a0") }
    for line in dialogue.session.log.lines {
      for event in line.events {
        if case .cloned(let change) = event { #expect(change.owners.isEmpty) }
      }
    }
  }

  @Test func `a new session has no past`() {
    let dialogue = Dialogue(script)
    dialogue(".reset")
    #expect(dialogue.session.log.lines.isEmpty)
    dialogue("z = new counter")
    #expect(dialogue.session.log.lines.map(\.text) == ["z = new counter"])
  }
}
