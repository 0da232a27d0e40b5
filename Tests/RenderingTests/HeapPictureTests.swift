@testable import Rendering
@testable import Model
@testable import Session
import Testing

struct HeapPictureTests {
  private func session(_ script: String) -> Session {
    let session = Session()
    for (index, line) in script.split(separator: "\n").enumerated() {
      _ = session.evaluate(Array(line.utf8), number: index + 1)
      #expect(!session.failed, "\(line)")
    }
    return session
  }

  private func picture(
    _ session: Session, usesUnicode: Bool = true, width: Int? = 80, limit: Int = 24, racing: ObjectID? = nil
  ) -> [String] {
    let style = TextStyle(usesUnicode: usesUnicode, width: width)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render(session.heapView(limit: limit, racing: racing), into: &text)
    return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func pane(
    _ session: Session, usesUnicode: Bool = true, columns: Int = 60, rows: Int, racing: ObjectID? = nil
  ) -> [String] {
    let renderer = TextRenderer(style: TextStyle(usesUnicode: usesUnicode, width: columns))
    return renderer.pane(session.heapView(limit: rows - 1, racing: racing), rows: rows)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private static let script = """
    a = new string "hello"
    b = clone a
    c = new cell a
    d = new cell c
    put c d
    p = as_raw b
    q = into_raw b
    """

  @Test func `names, objects and arrows, with what the last line changed marked`() {
    #expect(
      picture(session(Self.script + "\ne = clone a")) == [
        "        ┏ @1 String ━━━━━━━━━━━━ count 2 → 3 ┓",
        " a,e ──▶┃ \"hello\"                            ┃",
        "   q ══▶┃                                    ┃",
        "   p ╌╌▶┃                                    ┃",
        "        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
        "        ┌ @2 Cell ────────────────── count 2 ┐◀─┐",
        "   c ──▶│ holds @3                           ├──┼─┐",
        "        └────────────────────────────────────┘  │ │",
        "        ┌ @3 Cell ────────────────── count 2 ┐◀─┼─┘",
        "   d ──▶│ holds @2                           ├──┘",
        "        └────────────────────────────────────┘",
      ])
  }

  @Test func `in ASCII the marks are other signs, not only other colours`() {
    let lines = picture(session("a = new counter\nb = new cell a\nc = clone b"), usesUnicode: false)
    #expect(
      lines == [
        "        + @1 Counter --------------- count 2 +<-+",
        "   a -->| 0                                  |  |",
        "        +------------------------------------+  |",
        "        # @2 Cell ============= count 1 -> 2 #  |",
        " b,c --># holds @1                           #--+",
        "        #====================================#",
      ])
  }

  @Test func `boxes stay where they were when others come, go and change`() {
    let session = session(Self.script)
    func quiet(_ lines: [String]) -> [String] {
      lines.map { String($0.map { Self.light[$0] ?? $0 }) }
    }
    let before = quiet(picture(session))
    for line in ["x = new counter", "incr x", "drop x", "strong_count a"] {
      _ = session.evaluate(Array(line.utf8), number: 99)
      // The first line tells a changed count.
      #expect(Array(quiet(picture(session))[1..<11]) == Array(before[1..<11]), "\(line)")
    }
  }

  private static let light: [Character: Character] = Dictionary(
    uniqueKeysWithValues: zip("━┃┏┓┗┛┣", "─│┌┐└┘├"))

  @Test(arguments: [24, 40, 60, 80, 200], [true, false])
  func `every row fits, whatever there is to draw`(columns: Int, usesUnicode: Bool) {
    let session = session(Self.script)
    for (index, line) in Samples.script.split(separator: "\n").enumerated() {
      _ = session.evaluate(Array(line.utf8), number: index + 100)
      for rows in [4, 5, 12] {
        let pane = pane(session, usesUnicode: usesUnicode, columns: columns, rows: rows)
        #expect(pane.count == rows)
        #expect(pane.allSatisfy { DisplayWidth.of($0) <= columns }, "\(line)")
        #expect(usesUnicode || pane.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(pane.allSatisfy { $0.isSame(as: $0.printable) })
      }
      let lines = picture(session, usesUnicode: usesUnicode, width: columns)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(line)")
    }
  }

  @Test
  func
    `of a thousand objects as many are drawn as asked for, the touched ones among them, and a note tells the rest`()
  {
    let script = (1...1_000).map { "a\($0) = new counter" }.joined(separator: "\n") + "\nincr a700"
    let session = session(script)
    let lines = picture(session)
    #expect(lines.count { $0.contains("Counter") } == 24)
    #expect(lines.contains { $0.contains("┏ @700 Counter") })
    #expect(lines.last == "976 more objects are left out; .heap h draws what h leads to")
    let pane = pane(session, rows: 10)
    #expect(pane.contains { $0.hasPrefix("* a700 ──▶ @700 Counter") }, "\(pane)")
    #expect(pane.last?.hasPrefix("── 991 more objects ── 1001: incr a700 ──") == true)
  }

  @Test func `arrows that found no room are counted`() {
    let holders = (1...8).map { "c\($0) = new cell a\($0)" }.joined(separator: "\n")
    let script = (1...8).map { "a\($0) = new counter" }.joined(separator: "\n") + "\n" + holders
    #expect(picture(session(script)).last == "arrows without room: 2; the word 'holds' names where they lead")
  }

  @Test func `the pane draws boxes while they have room, then a row for each object`() {
    let session = session("a = new counter\nb = new cell a\np = as_raw b")
    #expect(pane(session, rows: 12)[0].contains("┌ @1 Counter"))
    #expect(
      pane(session, rows: 6) == [
        "     a ──▶ @1 Counter 0                     count 2",
        "*  b,p ──▶ @2 Cell    holds @1              count 1",
        "", "", "",
        "── 3: p = as_raw b " + String(repeating: "─", count: 41),
      ])
    _ = session.evaluate(Array("drop b".utf8), number: 4)
    let rows = pane(session, rows: 6)
    #expect(rows[1] == "     p ╌╌▶ @2 is gone: dangling")
    #expect(rows[5].hasPrefix("── destroyed @2 ── 4: drop b ──"))
  }

  @Test func `in a narrow box the count stands without the word`() {
    let session = session("a = new counter\nb = clone a")
    #expect(pane(session, columns: 40, rows: 12)[0].hasSuffix("@1 Counter ━━━ 1 → 2 ┓"))
    #expect(pane(session, columns: 40, rows: 12, racing: ObjectID(1))[0].hasSuffix(" race 2 ┓"))
  }

  @Test(arguments: [24, 30, 40, 80])
  func `a block's picture stays in its box`(columns: Int) {
    let session = session("a = new counter")
    _ = session.evaluate(Array(".layout a".utf8), number: 2)
    let style = TextStyle(width: columns)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render(session.events[...], into: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    let boxed = lines.filter { $0.contains("│") }
    #expect(boxed.count == 3)
    #expect(boxed.allSatisfy { $0.count { $0 == "│" } == 2 && $0.hasSuffix(" bytes") })
    #expect(lines.allSatisfy { $0.count <= columns })
  }

  @Test func `during a race the object of the race is marked, and no line`() {
    let session = session("a = new counter\nb = new counter")
    let rows = pane(session, rows: 12, racing: ObjectID(1))
    #expect(rows[0].contains("┏ @1 Counter ━━━━━━━ racing, count 1 ┓"))
    #expect(rows[3].contains("┌ @2 Counter"))
    #expect(rows[11] == String(repeating: "─", count: 60))
  }
}
