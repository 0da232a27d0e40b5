@testable import LineEditor
import Testing

struct PromptTests {
  @Test func `escape sequences are marked, and nothing else is`() {
    #expect(Prompt.markingEscapes(in: "plain ›") == "plain ›")
    #expect(
      Prompt.markingEscapes(in: "\u{1B}[1;32mé\u{1B}[0m>") == "\u{1}\u{1B}[1;32m\u{2}é\u{1}\u{1B}[0m\u{2}>")
    #expect(Prompt.markingEscapes(in: "\u{1B}[m\u{1B}[K") == "\u{1}\u{1B}[m\u{2}\u{1}\u{1B}[K\u{2}")
  }

  @Test func `what only begins like an escape sequence is not marked`() {
    for prompt in ["\u{1B}", "a\u{1B}[", "\u{1B}[1;", "\u{1B}c", "[1m"] {
      #expect(Prompt.markingEscapes(in: prompt) == prompt)
    }
  }

  @Test func `control characters are shown with a caret`() {
    #expect(Prompt.escapingControls(in: Array("a\u{1B}[m\u{0}\u{7F}\té\u{9B}".utf8)) == "a^[[m^@^?\té^[")
    #expect(Prompt.escapingControls(in: [0x61, 0xFF]) == "a\u{FFFD}")
  }
}

struct QuotedPathTests {
  @Test func `a path comes back as it was`() {
    let path = Array(0x01...0xFF as ClosedRange<UInt8>)
    #expect(QuotedPath.unescaping(QuotedPath.escaping(path)) == path)
  }

  @Test func `the escapes are those of the shell's strings`() {
    #expect(QuotedPath.escaping(Array("a\"b\\c\nd\te".utf8)) == Array(#"a\"b\\c\nd\te"#.utf8))
    #expect(QuotedPath.unescaping(Array(#"a\xb\"#.utf8)) == Array("axb".utf8))
  }
}
