@testable import Model
@testable import Session
import TestSupport
import Testing

/// What the eye cannot see or tell apart shows as an escape, and texts are compared by their bytes.
struct VisibleTextTests {
  @Test(
    arguments: [
      ("a\u{A0}b", #"a\u{a0}b"#), ("a\u{3000}b", #"a\u{3000}b"#), ("a\u{200B}b", #"a\u{200b}b"#),
      ("\u{FEFF}a", #"\u{feff}a"#), ("a\u{202E}b", #"a\u{202e}b"#), ("a\u{2009}b", #"a\u{2009}b"#),
      ("a\u{3164}b", #"a\u{3164}b"#), ("a\u{34F}b", #"a\u{34f}b"#), ("a\u{200D}b", #"a\u{200d}b"#),
      ("a\u{FE0F}", #"a\u{fe0f}"#), ("\u{301}a", #"\u{301}a"#), ("\u{2800}", #"\u{2800}"#),
      ("\u{85}", #"\u{85}"#),
      ("1\u{FE0F}", #"1\u{fe0f}"#),
      // What can be seen stays.
      ("é", "é"), ("e\u{301}", "e\u{301}"), ("日本語", "日本語"), ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"), ("❤️", "❤️"), ("1️⃣", "1️⃣"), ("🇩🇪", "🇩🇪"),
      ("a b\tc\n", #"a b\tc\n"#),
    ])
  func `escapes`(text: String, shown: String) {
    #expect(text.printable.isSame(as: shown))
  }

  @Test func `a message shows what a line hides`() {
    let dialogue = Dialogue()
    dialogue("a = new\u{A0}counter")
    #expect(dialogue.diagnostic?.message == #"unknown verb 'new\u{a0}counter'"#)
    #expect(dialogue.session.suggestion == "a = new counter")
  }

  @Test func `expect compares bytes, and shows how texts that look the same differ`() {
    let dialogue = Dialogue("a = new string \"\u{E9}\"")
    #expect(dialogue("expect get a \"\u{E9}\"") == "ok")
    #expect(dialogue("expect get a \"e\u{301}\"") == "E0015:14")
    #expect(dialogue.diagnostic?.message.isSame(as: #"get a is "\u{e9}", not "e\u{301}""#) == true)
    dialogue("b = new string \"p\u{430}y\"")
    #expect(dialogue("expect get b \"pay\"") == "E0015:14")
    #expect(dialogue.diagnostic?.message.contains(#""p\u{430}y""#) == true)
  }

  @Test func `a name is its bytes`() {
    // U+212A, the sign for kelvin, is canonically a K.
    Dialogue("K = new counter").expect("strong_count K => 1\nstrong_count \u{212A} => E0023:14")
  }

  @Test(arguments: [
    "expect get c +7", "incr c +7", "d = new counter +7", "race c threads +2 times 3", ".at +1",
  ])
  func `a plus sign makes no number, anywhere`(line: String) {
    let dialogue = Dialogue("c = new counter 7")
    dialogue(line)
    #expect(dialogue.diagnostic?.code == .badNumber)
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], #""a\xFFb""#), ([0xE2, 0x82], #""\xE2\x82""#), ([0xC3, 0xA9], #""é""#),
      ([0x22, 0x80], #""\"\x80""#),
      ([0x61, 0x0A, 0xFE], #""a\n""# + "|" + #""\xFE""#), ([], #""""#), ([0x0A], #""\n""#),
    ] as [([UInt8], String)])
  func `bytes that are no UTF-8 show one by one`(bytes: [UInt8], shown: String) {
    #expect(ReadText(bytes).literals.joined(separator: "|") == shown)
  }

  @Test func `reading keeps the bytes`() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("", to: "bytes")
    let dialogue = Dialogue("f = new file \(path)\nwrite f \"\u{E9}x\"\nrewind f")
    #expect(dialogue("read f 1") == #"read @1 "\xC3""#)
    guard case .output(_, let content, _)? = dialogue.session.events.first else {
      return #expect(Bool(false), "no output")
    }
    #expect(content.bytes == [0xC3] && !content.isText && content.text == "\u{FFFD}")
    #expect(dialogue("read f") == #"read @1 "\xA9x""#)
  }

  @Test(
    arguments: [
      ("plain", "plain"), ("read me", "\"read me\""), ("#x", "\"#x\""), ("", "\"\""), ("a\"b", #""a\"b""#),
      ("a\u{200B}", #""a\u{200b}""#), ("a#b", "a#b"), ("a\\b", "a\\b"),
    ])
  func `a text as an argument can be typed back`(text: String, argument: String) throws {
    #expect(text.argument == argument)
    let tokens = try Lexer.tokenize(Array("x \(argument)".utf8))
    #expect(tokens.count == 2 && tokens[1].text.isSame(as: text))
  }
}
