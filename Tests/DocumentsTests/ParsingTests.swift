@testable import Documents
import Model
import Session
import Testing

/// A document is prose and blocks, and its mistakes are told with place and remedy.
struct ParsingTests {
  /// A document as one line a part: `prose N` with its bytes, `block` with its steps.
  private func outline(_ text: String) throws -> [String] {
    try document(text).parts.map { part in
      switch part {
      case .prose(let range): "prose \(range.count)"
      case .block(let block):
        (block.isFresh ? "fresh" : "block") + " \(block.line):"
          + block.steps.map { step in
            let answer = step.answer.lines.map { line in
              switch line {
              case .text(let text): text
              case .any: "<any>"
              }
            }
            return " [\(step.line) \(step.text)|\(answer.joined(separator: "|"))]"
          }.joined()
      }
    }
  }

  @Test func `typed lines, questions, answers, any answer, sessions of their own`() throws {
    let text = """
      # T

      ```externref
      > a = new counter
      one

      two

      > b = clone a
      ? get a
        ...\u{20}
      ```
      ~~~~ externref\tfresh
      >
      ?  get b
      ~~~
      ```
      ~~~~

      """
    let outline = try outline(text)
    #expect(
      outline == [
        "prose 5", "block 3: [4 > a = new counter|one||two] [9 > b = clone a|] [10 ? get a|<any>]",
        "fresh 13: [14 > |] [15 ?  get b|~~~|```]",
      ])
  }

  @Test(arguments: [
    "```\n> a\n```\n", "```swift externref\n> a\n```\n", "``externref\n> a\n", "```external\n> a\n```\n",
    "```externref-output\n> a\n```\n",
    "    ```externref\n    > a\n", "````markdown\n```externref\n> a\n```\n````\n",
    "~~~\n```externref\n> a\n```\n~~~\n", "- item\n\n      ```\n      code\n      ```\n",
    "> ```\n> code\n> ```\n", "<!--\n```externref\n> a\n```\n-->\n", "text ```externref x``` text\n",
    "```externref` is code\n", "",
  ])
  func `what is no block of this kind is prose`(text: String) throws {
    #expect(try outline(text) == (text.isEmpty ? [] : ["prose \(text.utf8.count)"]))
  }

  @Test
  func `a byte order mark, a fence at the end of the text, and up to three blanks before the closing one`()
    throws
  {
    #expect(try outline("\u{FEFF}```externref\n> a\n```\n") == ["block 1: [2 > a|]"])
    #expect(try outline("\u{FEFF}# T\n") == ["prose 4"])
    #expect(try outline("```externref\n> a\nb\n   ```") == ["block 1: [2 > a|b]"])
    #expect(try outline("<!-- x -->\n```externref\n> a\n`````\n") == ["prose 11", "block 2: [3 > a|]"])
    #expect(try outline("1. x\n\ntext\n\n```externref\n```\n") == ["prose 12", "block 5:"])
  }

  @Test func `the title is the first heading, or the name`() throws {
    #expect(try document("text\n\n## The *title*\n\n# Other\n").title == "The title")
    #expect(try document("\u{FEFF}# T\n").title == "T")
    #expect(
      try document("```externref\n# comment\n> a\n```\n".replacing("# comment\n", with: "")).title == "d.md")
  }

  @Test(arguments: [
    ("# A *b* `c` &amp; x #\n", "A b c & x"), ("text\n\n#no space\n\n##\ttab ##\n", "tab"),
    ("Two\nlines\n===\n", "Two lines"), ("Second level\n---\n", "Second level"), ("# #\n\n# b\\#\n", "b#"),
    ("---\ntitle: front\n# comment\n---\n\n# Behind\n", "Behind"),
    ("---\n\n# A rule before\n", "A rule before"),
    ("---\nno: end\n\n# T\n", "T"), ("<!--\n# hidden\n-->\n# Shown\n", "Shown"),
    ("```text\n# code\n```\n# Prose\n", "Prose"), ("    # code\n\n# Prose\n", "Prose"),
    ("# [link](http://x) ![alt](y.png) &#x41;&#66;&hearts;\n", "link alt AB&hearts;"), ("===\n", "d.md"),
    ("# \u{1B}[31mred\u{202E}\n", "\\u{1b}[31mred\\u{202e}"), ("# one\r\n\r\ntext\r\n", "one"),
    ("# `a*b*` snake_case_name \\*x\\*\n", "a*b* snake_case_name *x*"),
  ])
  func `a title is the text of a heading, without marks and without what could move a cursor`(
    source: String, title: String
  ) throws {
    #expect(try document(source).title == title)
  }

  @Test func `front matter is no prose, and a rule with text below is`() throws {
    let source = "---\ntitle: x\n---\ntext\n"
    let document = try document(source)
    guard case .prose(let range)? = document.parts.first else {
      Issue.record("no prose")
      return
    }
    #expect(document.text(range) == "text\n")
    #expect(try document.updated(with: []) == Array(source.utf8))
    #expect(try outline("---\n\ntext\n\n---\n") == ["prose 15"])
  }

  @Test(arguments: [
    ("Externref", ""), ("EXTERNREF fresh", " fresh"), ("externref,fresh", " fresh"), ("{externref}", ""),
    ("{.externref .fresh}", " fresh"), ("externref:", ""), ("extern-ref", ""), ("extrenref", ""),
    ("externref\u{A0}fresh", " fresh"), ("externref\u{200B}", ""), ("externref{fresh}", " fresh"),
    ("externrefs Fresh", " fresh"),
  ])
  func `a tag that is nearly right is a mistake, told with the right one`(tag: String, words: String) throws {
    let error = #expect(throws: DocumentError.self) { try document("text\n\n~~~~\(tag)\n> a\n~~~~\n") }
    #expect(error?.place == "d.md:3")
    #expect(error?.diagnostic.remedy == "write ~~~~externref\(words), or another tag")
  }

  @Test func `a tag that is nearly right is no mistake where it is not the tag of a block`() throws {
    for source in [
      "````markdown\n```Externref\n```\n````\n", "<!--\n```Externref\n```\n-->\n", "`Externref`\n",
      "    ```Externref\n", "```swift Externref\n```\n", "```\nExternref\n```\n",
    ] {
      #expect(try outline(source) == ["prose \(source.utf8.count)"])
    }
  }

  @Test func `lines that end as on Windows are the same lines, in blocks, answers and files`() throws {
    let text =
      "# T\r\n\r\n```text file=n.txt\r\none\r\n```\r\n```externref fresh\r\n> a\r\nx\r\n...\r\n? get a\r\n```\r\n"
    let document = try document(text)
    #expect(try outline(text).last == "fresh 6: [7 > a|x|<any>] [10 ? get a|]")
    #expect(document.files.map(\.bytes) == [Array("one\n".utf8)])
    let step = document.blocks[0].steps[0]
    let comparison = Comparison(expected: step.answer.lines, actual: ["new", "lines"])
    let updated = try document.updated(with: [
      Difference(block: document.blocks[0], step: step, comparison: comparison)
    ])
    #expect(String(decoding: updated, as: UTF8.self) == text.replacing("\r\nx\r\n", with: "\r\nnew\r\n"))
    // A carriage return alone ends no line.
    #expect(try outline("```externref\n> a\rb\n```\n") == ["block 1: [2 > a\rb|]"])
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"), ([0x00, 0x61, 0x00, 0x62], "UTF-16"),
      ([0x00, 0x00, 0xFE, 0xFF, 0, 0, 0, 0x61], "UTF-32"),
    ] as [([UInt8], String)])
  func `another encoding is told apart`(source: [UInt8], encoding: String) {
    let error = #expect(throws: DocumentError.self) { try Document(name: "d.md", source: source) }
    #expect(error?.diagnostic.message == "the text is \(encoding), not UTF-8")
  }

  @Test func `what is empty is not shown, but begins a session all the same`() throws {
    let parts = try document("\n \n```externref\n```\n\n```externref fresh\n```\n\n").visibleParts
    #expect(parts.count == 1)
    guard case .block(let block)? = parts.first else { return #expect(Bool(false), "no block") }
    #expect(block.isFresh)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let place: String
    let column: Int
    let message: String
    let remedy: String

    init(_ text: String, _ place: String, _ column: Int, _ message: String, _ remedy: String) {
      self.text = text
      self.place = place
      self.column = column
      self.message = message
      self.remedy = remedy
    }

    var testDescription: String { text.debugDescription }
  }

  @Test(arguments: [
    Mistake("\n```externref\n> a\n", "d.md:2", 1, "has no end", "a line of ```"),
    Mistake("~~~~externref\n> a\n~~~\n", "d.md:1", 1, "has no end", "a line of ~~~~"),
    Mistake("```js\n\n```externref\n> a\n", "d.md:1", 1, "has no end", "a line of ```"),
    Mistake("<!--\n```externref\n```\n", "d.md:1", 1, "comment that begins here has no end", "-->"),
    Mistake("- x\n\n  ```externref\n", "d.md:3", 3, "inside a list", "to the left margin"),
    Mistake("12) ```externref\n", "d.md:1", 5, "inside a list", "to the left margin"),
    Mistake("> ```externref\n", "d.md:1", 3, "inside a quotation", "to the left margin"),
    Mistake("* > ```externref\n", "d.md:1", 5, "inside a quotation", "to the left margin"),
    Mistake("  ```externref\n", "d.md:1", 3, "inside an indented paragraph", "to the left margin"),
    Mistake("```externref frehs\n```\n", "d.md:1", 1, "stands 'frehs'", "only 'fresh'"),
    Mistake("```externref fresh x\n```\n", "d.md:1", 1, "stands 'fresh x'", "only 'fresh'"),
    Mistake("```externref trace=\n```\n", "d.md:1", 1, "stands 'trace='", "'trace=' and a file"),
    Mistake("```externref trace=a b\n```\n", "d.md:1", 1, "stands 'trace=a b'", "'trace=' and a file"),
    Mistake(
      "```externref trace=a\n? get a\n```\n", "d.md:2", 1, "a question about a trace",
      "a block of the session"),
    Mistake("```externref\nanswer\n> a\n```\n", "d.md:2", 1, "nothing has been typed", "'> '"),
    Mistake("```externref\n...\n```\n", "d.md:2", 1, "nothing has been typed", "'> '"),
    Mistake("```externref\n>a\n```\n", "d.md:2", 1, "a blank is missing behind '>'", "'> '"),
    Mistake("```externref\n?get a\n```\n", "d.md:2", 1, "a blank is missing behind '?'", "'? '"),
    Mistake(
      "```externref\n? frob a\n```\n", "d.md:2", 3, "unknown query 'frob'", "the queries are strong_count"),
    Mistake(
      "```externref\n?  strong_cuont a\n```\n", "d.md:2", 4, "unknown query", "did you mean strong_count?"),
    Mistake(
      "```externref\n? drop a\n```\n", "d.md:2", 3, "'drop' is a verb that changes something",
      "the queries are strong_count"),
    Mistake("```externref\n?\n```\n", "d.md:2", 2, "expected QUERY", "usage: ? QUERY"),
    Mistake("```externref\n? get \"a\n```\n", "d.md:2", 7, "no closing quote", "\""),
  ])
  func `mistakes have a place and a remedy`(mistake: Mistake) throws {
    do {
      _ = try document(mistake.text)
      #expect(Bool(false), "no mistake was found")
    } catch {
      #expect(error.place == mistake.place)
      #expect(error.diagnostic.code == .document)
      #expect(error.diagnostic.column == mistake.column)
      #expect(error.diagnostic.message.contains(mistake.message), "\(error.diagnostic.message)")
      #expect(error.diagnostic.remedy.contains(mistake.remedy), "\(error.diagnostic.remedy)")
    }
  }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]])
  func `bytes that are no UTF-8`(bytes: [UInt8]) throws {
    let error = #expect(throws: DocumentError.self) {
      _ = try Document(name: "d.md", source: Array("# é\n\né ".utf8) + bytes + Array("\n\n".utf8))
    }
    #expect(error?.place == "d.md:3")
    #expect(error?.diagnostic.column == 3)
    #expect(error?.diagnostic.message == "the text is not valid UTF-8")
  }

  @Test func `a huge document is refused before it is looked at, and one just below is not`() throws {
    var source = Array(repeating: UInt8(ascii: "\n"), count: Document.sizeLimit)
    #expect(try Document(name: "d.md", source: source).parts.count == 1)
    source.append(0xFF)
    let error = #expect(throws: DocumentError.self) { _ = try Document(name: "d.md", source: source) }
    #expect(error?.place == "d.md:1")
    #expect(error?.diagnostic.message.contains("4194304") == true)
  }
}
