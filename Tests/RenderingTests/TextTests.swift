@testable import Rendering
@testable import Model
@testable import Session
import Testing

struct TextTests {
  /// Everything that the sample session gives rise to, as text.
  private func output(_ style: TextStyle) -> String {
    let renderer = TextRenderer(style: style)
    var text = TextBuffer(style: style)
    renderer.greeting(into: &text)
    for line in Samples.lines {
      renderer.render(echo: line.source, into: &text)
      renderer.render(line.events[...], into: &text)
      for case .error(let diagnostic) in line.events {
        renderer.render(diagnostic, at: nil, into: &text)
        renderer.render(diagnostic, at: "demo.xr:\(line.number)", into: &text)
        renderer.render(diagnostic, at: "\(Samples.hostile)\(Samples.wide).xr:1", into: &text)
      }
      renderer.render(end: line.events, limit: 3, into: &text)
    }
    renderer.render(.microseconds(9_999), into: &text)
    renderer.render(.milliseconds(10), into: &text)
    renderer.list(of: ErrorCode.stories, into: &text)
    for story in ErrorCode.stories { renderer.render(story, into: &text) }
    for verb in CommandTable.help {
      renderer.render([.report(.help(.verbs([verb])))], into: &text)
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func widths(_ text: String) -> [(Int, Substring)] {
    text.split(separator: "\n").map { (DisplayWidth.of(String($0)), $0) }
  }

  @Test(arguments: [120, 80, 40, 24], [true, false])
  func `no line is longer than the terminal is wide`(columns: Int, usesUnicode: Bool) {
    let tooLong = widths(output(TextStyle(usesUnicode: usesUnicode, width: columns))).first { $0.0 > columns }
    #expect(tooLong == nil)
  }

  @Test(arguments: [80, 40, 24])
  func `nothing is lost where a line is broken`(columns: Int) {
    func letters(_ text: String) -> String { text.filter { $0 != " " && $0 != "\n" } }
    let value = String(repeating: "unbroken", count: 100)
    let events: [Event] = [
      .value(query: "q", .text(value)), .output(ObjectID(1), ReadText(Array((value).utf8)), atEnd: false),
      .created(
        Event.Creation(
          object: ObjectID(123_456), type: "String", value: .text("a"), after: 1, owner: .name(value),
          address: 255,
          owners: OwnersExcerpt(Owners((1...8).map { .name("\(value)\($0)") })))),
      .report(
        .names([NameSummary(name: value, object: ObjectID(1), role: .raw(ownsCount: true, isDangling: false))]
        )),
    ]
    func output(_ width: Int?) -> String {
      let style = TextStyle(width: width)
      var text = TextBuffer(style: style)
      TextRenderer(style: style).render(events[...], into: &text)
      return String(decoding: text.bytes, as: UTF8.self)
    }
    #expect(letters(output(columns)) == letters(output(nil)))
    #expect(widths(output(columns)).allSatisfy { $0.0 <= columns })
  }

  @Test func `without a width, each event but reports is one line`() {
    let renderer = TextRenderer(style: TextStyle())
    for event in Samples.events {
      switch event {
      case .report, .output, .leak, .error, .changed, .value(_, .interface), .value(_, .table): continue
      default: break
      }
      var text = TextBuffer(style: renderer.style)
      renderer.render([event], into: &text)
      #expect(text.bytes.count { $0 == UInt8(ascii: "\n") } == 1, "\(event)")
    }
  }

  @Test(arguments: [nil, 80, 40])
  func `an ASCII style writes ASCII only`(columns: Int?) {
    let output = output(TextStyle(usesUnicode: false, width: columns))
    let others = Set(output.unicodeScalars.filter { !$0.isASCII })
    #expect(others.isEmpty)
    let (hasArrow, hasEscape) = (output.contains("1 -> 2"), output.contains(#"\u{65e5}\u{672c}"#))
    #expect(hasArrow && hasEscape)
  }

  @Test(arguments: [nil, 80, 40])
  func `colour is nothing but colour`(columns: Int?) {
    let plain = output(TextStyle(width: columns))
    let colored = output(TextStyle(usesColor: true, width: columns))
    // The texts are too long to be part of a message.
    let (plainHasEscapes, coloredHasEscapes) = (plain.utf8.contains(0x1B), colored.utf8.contains(0x1B))
    #expect(!plainHasEscapes)
    #expect(coloredHasEscapes)
    let isSameWithoutColor = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain
    #expect(isSameWithoutColor)
  }

  @Test(arguments: [true, false], [nil, 80, 40])
  func `hostile text never reaches the output as it is`(usesUnicode: Bool, columns: Int?) {
    let output = output(TextStyle(usesUnicode: usesUnicode, width: columns))
    let raw = output.split(separator: "\n").map(String.init).filter { !$0.isSame(as: $0.printable) }
    #expect(raw.isEmpty)
    // A terminal may break a line anywhere.
    let hasEscape = output.filter { !$0.isWhitespace }.contains(#"\u{1b}[31m"#)
    #expect(hasEscape)
  }

  @Test func `long values are cut, with an ellipsis`() {
    for (usesUnicode, ellipsis) in [(true, "…"), (false, "...")] {
      let style = TextStyle(usesUnicode: usesUnicode)
      var text = TextBuffer(style: style)
      let value = Value.text(String(repeating: "日", count: 50))
      TextRenderer(style: style).render(
        [
          .created(
            Event.Creation(
              object: ObjectID(1), type: "String", value: value, after: 1, owner: .name("a"), address: nil,
              owners: [.name("a")]))
        ], into: &text)
      let output = String(decoding: text.bytes, as: UTF8.self)
      #expect(output.contains("\(ellipsis)  count 1"))
      #expect(DisplayWidth.of(output) < 80)
    }
  }

  @Test(
    arguments: [
      (#"a = new string "hello""#, #"@1  String  "hello"  count 1  held by a"#),
      ("b = clone a", "@1  count 1 → 2  held by a, b"),
      (
        "clone a",
        "@1  count 2 → 3  held by a, b  (no name takes the clone)\n@1  count 3 → 2  held by a, b  (the temporary is dropped)"
      ),
      ("strong_count a", "2"),
      ("p = as_raw a", "@1  count stays 2  p: raw pointer, owns nothing"),
      ("c = move a", "@1  count stays 2  moved from a to c  held by b, c"),
      ("expect strong_count b 2", "ok  strong_count b is 2"),
      ("drop b", "@1  count 2 → 1  held by c"),
      ("drop c", "@1  count 1 → 0  String destroyed"),
    ] as [(String, String)])
  func `what a newcomer sees first`(line: String, expected: String) {
    let session = Session()
    let style = TextStyle()
    let order = [
      #"a = new string "hello""#, "b = clone a", "clone a", "strong_count a", "p = as_raw a", "c = move a",
      "expect strong_count b 2", "drop b", "drop c",
    ]
    for (index, earlier) in order.enumerated() {
      _ = session.evaluate(Array(earlier.utf8), number: index + 1)
      guard earlier == line else { continue }
      var text = TextBuffer(style: style)
      TextRenderer(style: style).render(session.events[...], into: &text)
      #expect(String(decoding: text.bytes, as: UTF8.self) == expected + "\n")
    }
  }

  @Test func `the prompt shows the next line's number and how many objects live`() {
    #expect(TextRenderer(style: TextStyle()).prompt(number: 7, liveCount: 2) == "7 · 2 live > ")
    #expect(
      TextRenderer(style: TextStyle(usesUnicode: false)).prompt(number: 7, liveCount: 2) == "7 - 2 live > ")
    #expect(TextRenderer(style: TextStyle()).prompt(liveCount: 12) == "12 live > ")
  }

  @Test(arguments: [nil, 120, 80, 40], [true, false])
  func `a race's frame stays on one line`(columns: Int?, usesUnicode: Bool) {
    let style = TextStyle(usesUnicode: usesUnicode, width: columns)
    for object in [1, 12_345_678] {
      for done in [0, 64_000_000_000] {
        let progress = RaceProgress(
          object: ObjectID(object), threads: 64, before: 1, count: 65, done: done, total: 64_000_000_000)
        var text = TextBuffer(style: style)
        TextRenderer(style: style).frame(of: progress, counts: (0..<200).map { $0 % 70 }, into: &text)
        let frame = String(decoding: text.bytes, as: UTF8.self)
        #expect(!frame.contains("\n"))
        #expect(DisplayWidth.of(frame) <= columns ?? 120)
        #expect(usesUnicode || frame.utf8.allSatisfy { $0 < 0x80 })
      }
    }
  }
}

struct DisplayWidthTests {
  @Test(
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}\u{302}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("🦀", 2),
      ("👩‍👩‍👧‍👦", 2),
      ("🇩🇪", 2), ("…→", 2), ("한", 2), ("\u{1100}\u{1161}", 2), ("⌚", 2),
    ])
  func `columns of characters`(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(
    arguments: [
      ("日本語", 5, "日本"), ("日本語", 6, "日本語"), ("abc", 0, ""), ("a日", 2, "a"), ("e\u{301}x", 1, "e\u{301}"),
      ("abc", 9, "abc"),
    ])
  func `a prefix never takes more than it may`(text: String, columns: Int, expected: String) {
    #expect(DisplayWidth.prefix(of: text, columns: columns) == expected)
  }
}
