@testable import Model
@testable import Session
import Testing

struct LexerTests {
  /// The tokens of a line: words as they are, strings in angle brackets.
  private func tokens(_ line: String) throws -> [String] {
    try Lexer.tokenize(Array(line.utf8)).map { token in
      switch token.kind {
      case .word: token.text
      case .text: "<\(token.text)>"
      case .equals: "{=}"
      }
    }
  }

  @Test(
    arguments: [
      ("", []),
      (" \t ", []),
      ("# all comment", []),
      ("drop a", ["drop", "a"]),
      ("\tdrop\t\ta  ", ["drop", "a"]),
      ("drop a # b", ["drop", "a"]),
      ("drop a #b", ["drop", "a"]),
      ("drop a#b", ["drop", "a#b"]),
      (##"new string "a # b" # c"##, ["new", "string", "<a # b>"]),
      (##"new string "a"# c"##, ["new", "string", "<a>"]),
    ] as [(String, [String])])
  func `blanks separate, comments end`(line: String, expected: [String]) throws {
    #expect(try tokens(line) == expected)
  }

  @Test(
    arguments: [
      ("a = new counter", ["a", "{=}", "new", "counter"]),
      ("a=new counter", ["a", "{=}", "new", "counter"]),
      ("a= new counter", ["a", "{=}", "new", "counter"]),
      ("a =new counter", ["a", "{=}", "new", "counter"]),
      ("new file x=y=z", ["new", "file", "x=y=z"]),
      ("new file =x", ["new", "file", "=x"]),
      ("f = new file a=b#c", ["f", "{=}", "new", "file", "a=b#c"]),
      ("a == b", ["a", "{=}", "=", "b"]),
      ("= a", ["=", "a"]),
      ("é=new", ["é", "{=}", "new"]),
    ] as [(String, [String])])
  func `= assigns behind the first word only`(line: String, expected: [String]) throws {
    #expect(try tokens(line) == expected)
  }

  @Test(
    arguments: [
      (#""""#, "<>"),
      (#""a b""#, "<a b>"),
      (#""\n\t\"\\""#, "<\n\t\"\\>"),
      (#""\u{41}\u{1F980}\u{0000e9}""#, "<A🦀é>"),
      (#""\u{0}""#, "<\0>"),
      (#""\\n""#, #"<\n>"#),
      (#""日本語 é""#, "<日本語 é>"),
    ])
  func `strings resolve their escapes`(line: String, expected: String) throws {
    #expect(try tokens(line) == [expected])
  }

  @Test(
    arguments: [
      (#"new string "abc"#, ErrorCode.unterminatedString, 12, 4),
      (#"new string "abc\"#, .unterminatedString, 12, 5),
      (#"new string "abc\""#, .unterminatedString, 12, 6),
      (#"new string "a\q""#, .badEscape, 14, 2),
      (#"new string "a\é""#, .badEscape, 14, 2),
      (#"new string "\u41""#, .badEscape, 13, 4),
      (#"new string "\u{}""#, .badEscape, 13, 4),
      (#"new string "\u{110000}""#, .badEscape, 13, 10),
      (#"new string "\u{D800}""#, .badEscape, 13, 8),
      (#"new string "\u{000000041}""#, .badEscape, 13, 13),
      (#"new string "\u{+41}""#, .badEscape, 13, 7),
      (#"new string "\u{41""#, .badEscape, 13, 5),
      (#"new string "\u"#, .badEscape, 13, 2),
      (#"new string "a"b"#, .usage, 15, 1),
      (#"new string "a""b""#, .usage, 15, 1),
      (#"# é"# + "\u{1b}", .controlCharacter, 4, 1),
      ("a\0b", .controlCharacter, 2, 1),
      ("new string \"\u{7f}\"", .controlCharacter, 13, 1),
      ("drop a\r", .controlCharacter, 7, 1),
      ("drop a\n", .controlCharacter, 7, 1),
      ("日本 🦀🦀 \u{1}", .controlCharacter, 7, 1),
      ("new string \"\u{9b}31m\"", .controlCharacter, 13, 1),
      ("# \u{85}", .controlCharacter, 3, 1),
    ] as [(String, ErrorCode, Int, Int)])
  func `a string that cannot be is refused at its place`(
    line: String, code: ErrorCode, column: Int, length: Int
  ) throws {
    let dialogue = Dialogue()
    dialogue(line)
    let diagnostic = try #require(dialogue.diagnostic)
    #expect(diagnostic.code == code)
    #expect(diagnostic.column == column)
    #expect(diagnostic.length == length)
    #expect(!diagnostic.remedy.isEmpty)
  }

  @Test(
    arguments: [
      (Array("drop ".utf8) + [0xFF], 6),
      ([0x80], 1),
      (Array("é🦀".utf8) + [0xC3] + Array(" x".utf8), 3),
      (Array("# ".utf8) + [0xED, 0xA0, 0x80], 3),
      (Array("new string \"".utf8) + [0xC0, 0x80] + Array("\"".utf8), 13),
      (Array("a".utf8) + [0xF4, 0x90, 0x80, 0x80], 2),
    ] as [([UInt8], Int)])
  func `bytes that are no UTF-8 are refused at their column`(line: [UInt8], column: Int) throws {
    let dialogue = Dialogue()
    #expect(dialogue.evaluate(line) == "E0012:\(column)")
  }

  @Test(
    arguments: [
      ("a", true), ("_", true), ("Z9_", true), ("a1", true),
      ("", false), ("1a", false), ("a-b", false), ("é", false), ("a b", false), ("@1", false), ("[", false),
      ("`", false),
      ("{", false), ("\u{FF41}", false),
    ])
  func `a name is ASCII letters, digits and _`(text: String, isName: Bool) {
    #expect(text.isName == isName)
  }

  @Test func `a megabyte is one token`() {
    let dialogue = Dialogue()
    let text = String(repeating: "x", count: 1 << 20)
    #expect(dialogue("a = new string \"\(text)\"") == "new @1 String 1 a")
    #expect(dialogue("expect get a \"\(text)\"") == "ok")
    #expect(dialogue(text) == "E0001:1")
    #expect((dialogue.diagnostic?.message.count ?? .max) < 200)
  }
}
