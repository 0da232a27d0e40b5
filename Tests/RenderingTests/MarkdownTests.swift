import Markdown
@testable import Rendering
import Testing

struct MarkdownTests {
  private func render(_ source: String, width: Int? = 40, color: Bool = false) -> String {
    let style = TextStyle(usesColor: color, width: width)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render(markdown: source, into: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test func `headings, paragraphs, lists, quotations, code, tables and rules`() {
    #expect(
      render(
        """
        # One
        ## Two *three*
        text that goes on
        on the next line

        - an item of a list that is too long for one line
          and goes on
          - a nested one
        12. numbered

        > quoted text that is too long for one line
        > and goes on

        ```swift
        let   x = 1
        ```

            indented
              code

        | a | b |
        |---|---|

        ---
        <!-- a comment
        of two lines -->
        end
        """) == """
          # One

          ## Two *three*

          text that goes on on the next line

          - an item of a list that is too long for
            one line and goes on
            - a nested one
          12. numbered

          | quoted text that is too long for one
          | line and goes on

              let   x = 1

              indented
                code

              | a | b |
              |---|---|

          ----------------------------------------

          end

          """)
  }

  @Test func `what is emphasis, code and a link, and what only looks like it`() {
    func runs(_ source: String) -> [String] {
      MarkdownInline.runs(of: source, keepingMarks: false).map { run in
        switch run.look {
        case .plain: run.text
        case .emphasis: "<e>\(run.text)"
        case .strong: "<s>\(run.text)"
        case .code: "<c>\(run.text)"
        case .address: "<f>\(run.text)"
        }
      }
    }
    #expect(runs("a *b* **c** _d_ `e`") == ["a ", "<e>b", " ", "<s>c", " ", "<e>d", " ", "<c>e"])
    #expect(runs("`a *b* [c](d)`") == ["<c>a *b* [c](d)"])
    #expect(runs("``a ` b``") == ["<c>a ` b"])
    #expect(runs("strong_count a_b_c 2 * 3 * 4") == ["strong_count a_b_c 2 * 3 * 4"])
    #expect(runs("*open and `open and [open](") == ["*open and `open and [open]("])
    #expect(runs("[text *x*](http://a) behind") == ["text ", "<e>x", "<f> (http://a)", " behind"])
    #expect(runs("[a] (b) [c [d](e)") == ["[a] (b) [c d", "<f> (e)"])
    #expect(runs("\\*a\\* \\a \\`") == ["*a* \\a `"])
    #expect(runs("**a *b* c**").joined() == "<s>a <e>b<s> c")
  }

  @Test(arguments: [true, false])
  func `with colours the marks go, without them they stay`(color: Bool) {
    let text = render("# H\n\n**a** `b`\n", color: color)
    #expect(text.contains("\u{1B}[") == color)
    #expect(text.contains("**") == !color && text.contains("`") == !color && text.contains("#") == !color)
  }

  @Test(arguments: [10, 20, 40, 80])
  func `no line is wider than the terminal, however long its words`(columns: Int) {
    let word = String(repeating: "unbroken", count: 30)
    let source =
      "# \(word)\n\n\(word) a b c \(word)\n\n- \(word)\n\n> \(word)\n\n    \(word)\n\n```\n\(word)\n```\n\n日本語日本語日本語日本語日本語\n"
    for line in render(source, width: columns).split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= columns, "\(line)")
    }
  }

  @Test func `what could move the cursor is shown as an escape`() {
    let source =
      "# \u{1B}[2J\n\n\u{1B}[31m \u{7} \u{202E}\n\n- \u{9B}2J\n\n> \u{8}\n\n```\n\u{1B}]0;x\u{7}\n```\n"
    let text = render(source)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(!text.unicodeScalars.contains { ["\u{9B}", "\u{202E}", "\u{7F}"].contains($0) })
  }

  @Test(
    arguments: [
      "*a ", "**a _b ", "[a ", "[a](", "`a ``b ", "_a_b ", "text\n", "    code\n", "> quote\n", "- a\n  b\n",
    ])
  func `a text full of marks that nothing closes takes no longer than its length says`(piece: String) {
    // Searched from each mark to the end, this would take minutes.
    #expect(!render(String(repeating: piece, count: 30_000)).isEmpty)
  }
}

struct AsciicastTests {
  @Test func `a header, and events with the time since the one before`() {
    var cast = Asciicast(title: "T \"x\"", columns: 80, rows: 24)
    cast.write([])
    cast.wait(milliseconds: 1_500)
    cast.mark("a = 1")
    cast.write(Array("a\nb\u{1B}[1m".utf8))
    cast.wait(milliseconds: 7)
    cast.wait(milliseconds: 30)
    cast.write(Array("é".utf8))
    cast.wait(milliseconds: 2_000)
    cast.end()
    #expect(
      String(decoding: cast.bytes, as: UTF8.self) == #"""
        {"version":3,"term":{"cols":80,"rows":24},"title":"T \"x\""}
        [1.500,"m","a = 1"]
        [0.000,"o","a\u000d\nb\u001b[1m"]
        [0.037,"o","é"]
        [2.000,"x","0"]

        """#)
    #expect(cast.duration == 3_537)
  }
}
