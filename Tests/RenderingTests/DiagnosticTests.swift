@testable import Rendering
@testable import Model
@testable import Session
import Testing

struct DiagnosticTests {
  /// The excerpt of the line and the caret line below it, of the error that `line` ends in.
  private func excerpt(of line: String, style: TextStyle = TextStyle()) throws -> (
    source: String, caret: String
  ) {
    let session = Session()
    _ = session.evaluate(Array(line.utf8), number: 1)
    let diagnostic = try #require(
      session.events.lazy.compactMap { if case .error(let diagnostic) = $0 { diagnostic } else { nil } }.first
    )
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render(diagnostic, at: nil, into: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let caret = try #require(lines.firstIndex { $0.contains("^") && $0.allSatisfy { "^ ".contains($0) } })
    return (lines[caret - 1], lines[caret])
  }

  /// What stands above the carets, column for column.
  private func marked(_ excerpt: (source: String, caret: String)) -> String {
    let before = excerpt.caret.prefix { $0 == " " }.count
    let start = DisplayWidth.prefix(of: excerpt.source, columns: before).endIndex
    let length = excerpt.caret.count - before
    return String(DisplayWidth.prefix(of: String(excerpt.source[start...]), columns: length))
  }

  @Test(
    arguments: [
      ("drop nobody", "nobody"),
      ("nonsense", "nonsense"),
      ("\tdrop\t\tnobody # é", "nobody"),
      (#"new string "日本" extra"#, "extra"),
      (#"new string "🦀👩‍👩‍👧‍👦🇩🇪" extra"#, "extra"),
      ("new string \"e\u{301}e\u{301}\" extra", "extra"),
      ("new string \"\u{202E}\u{200B}\" extra", "extra"),
      ("drop 日本 x", "日本"),
      (#"new string "日本\q""#, #"\q"#),
      (#"new string "日本\é""#, #"\é"#),
      ("drop nobody\u{1B}", #"\u{1b}"#),
      ("drop \u{301}x", "x"),
    ] as [(String, String)])
  func `the caret stands below the fault`(line: String, expected: String) throws {
    for width in [nil, 80, 40] {
      let excerpt = try excerpt(of: line, style: TextStyle(width: width))
      #expect(marked(excerpt).hasSuffix(expected), "\(excerpt)")
    }
  }

  @Test func `what is missing is marked behind the end`() throws {
    let excerpt = try excerpt(of: "new")
    #expect(excerpt.source == "  new")
    #expect(excerpt.caret == "     ^")
  }

  @Test(
    arguments: [nil, 80, 40], [true, false])
  func `of a long line the part around the fault shows, with ellipses`(columns: Int?, usesUnicode: Bool)
    throws
  {
    let style = TextStyle(usesUnicode: usesUnicode, width: columns)
    let ellipsis = usesUnicode ? "…" : "..."
    for filler in ["x", "日", "e\u{301}"] {
      let long = String(repeating: filler, count: 500)
      let back = try excerpt(of: #"new string "\#(long)" EXTRA # \#(long)"#, style: style)
      #expect(marked(back) == "EXTRA")
      #expect(back.source.hasPrefix("  \(ellipsis)") && back.source.hasSuffix(ellipsis))
      let front = try excerpt(of: "NOVERB # \(long)", style: style)
      #expect(marked(front) == "NOVERB")
      #expect(front.source.hasPrefix("  NOVERB") && front.source.hasSuffix(ellipsis))
      let all = try excerpt(of: "drop \(long)", style: style)
      #expect(all.source.hasSuffix(ellipsis))
      for excerpt in [back, front, all] {
        #expect(DisplayWidth.of(excerpt.source) <= columns ?? 100)
        #expect(DisplayWidth.of(excerpt.caret) <= columns ?? 100)
      }
    }
  }

  @Test func `a line of a megabyte gives a short error`() throws {
    for filler in ["x", "日"] {
      let long = String(repeating: filler, count: (1 << 20) / filler.utf8.count)
      let excerpt = try excerpt(of: "drop \"\(long)\" \(long)", style: TextStyle(width: 80))
      let width = DisplayWidth.of(excerpt.source)
      #expect(width <= 80)
    }
  }

  @Test func `message, place, code and help`() throws {
    let session = Session()
    _ = session.evaluate(Array("drop nobody".utf8), number: 1)
    guard case .error(let diagnostic)? = session.events.first else { return #expect(Bool(false), "no error") }
    var text = TextBuffer(style: TextStyle())
    TextRenderer(style: TextStyle()).render(diagnostic, at: "demo.xr:3", into: &text)
    #expect(
      String(decoding: text.bytes, as: UTF8.self) == """
        demo.xr:3:6: error E0002: nothing is bound to 'nobody'
          drop nobody
               ^^^^^^
          help: bind it first: nobody = new string "text"; .names lists what is bound
          try:  nobody = new string "text"

        """)
  }
}
