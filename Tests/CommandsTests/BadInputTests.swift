import Foundation
import TestSupport
import Testing

/// What no line should be: each ends in an error with code, place and remedy, and the session keeps what it had.
struct BadInputTests {
  private static let before = "keep = new string \"kept\"\n"

  /// Runs one line in a session that holds something, and gives its error.
  private func error(of line: [UInt8], _ options: String...) throws -> JSONValue {
    let run = try Tool.run(
      ["run", "--json"] + options + ["-"], input: Data(Self.before.utf8) + line + Data("\nshow keep\n".utf8))
    #expect(run.status == 1)
    let events = try run.events()
    #expect(events.named("value").count == 1, "the session lost what it had")
    let errors = events.named("error")
    #expect(errors.count == 1)
    let error = try #require(errors.first)
    #expect(error["line"] == 2)
    if case .string(let help)? = error["help"] {
      #expect(!help.isEmpty)
    } else {
      Issue.record("an error without a remedy")
    }
    return error
  }

  private func error(of line: String) throws -> JSONValue { try error(of: Array(line.utf8)) }

  @Test(
    arguments: [
      ("frob", "E0001", 1), (".frob", "E0001", 1), ("\"frob\"", "E0001", 1), ("x = frob", "E0001", 5),
      ("new_ counter", "E0001", 1), ("drop nobody", "E0002", 6), ("clone", "E0003", 6), ("x =", "E0003", 3),
      ("new gadget", "E0003", 5), ("new string text", "E0003", 12), ("new string \"a\" \"b\"", "E0003", 16),
      ("new string \"open", "E0004", 12), ("new string \"a\\qb\"", "E0005", 14),
      ("new string \"\\u{110000}\"", "E0005", 13), ("new string \"\\u{d800}\"", "E0005", 13),
      ("write keep \"x\"", "E0010", 7), ("incr keep", "E0010", 6), ("read keep", "E0009", 6),
      ("new counter 9223372036854775808", "E0011", 13), ("new counter 0x10", "E0011", 13),
      ("new counter 1.5", "E0011", 13), ("race keep threads 0 times 1", "E0011", 19),
      ("race keep threads 65 times 1", "E0011", 19), ("is keep Text", "E0018", 9),
      ("is keep string", "E0018", 9),
      ("x = strong_count keep", "E0020", 1), ("1x = new counter", "E0023", 1),
      ("a-b = new counter", "E0023", 1),
      ("ä = new counter", "E0023", 1), ("drop keep keep", "E0024", 11), ("as_raw keep keep", "E0003", 13),
      ("from_raw keep", "E0008", 10), ("new file \"a\\u{0}b\"", "E0003", 10),
      (".read \"a\\u{0}b\"", "E0003", 7),
    ] as [(String, String, Int)])
  func `a line that makes no sense`(line: String, code: String, column: Int) throws {
    #expect(try error(of: line).has(["code": .string(code), "column": .integer(column)]))
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE], 1), ([0x61, 0x20, 0xC3], 3), ([0x61, 0xC0, 0xAF], 2), ([0xED, 0xA0, 0x80], 1),
      ([0xC3, 0xA4, 0x80, 0x61], 2),
    ] as [([UInt8], Int)])
  func `bytes that are no UTF-8`(line: [UInt8], column: Int) throws {
    #expect(try error(of: line).has(["code": "E0012", "column": .integer(column)]))
  }

  @Test(arguments: [0x00, 0x01, 0x07, 0x08, 0x0B, 0x0D, 0x1B, 0x7F] as [UInt8])
  func `control characters are refused, and never reach the terminal`(byte: UInt8) throws {
    #expect(try error(of: [UInt8(ascii: "a"), byte, UInt8(ascii: "b")]).has(["code": "E0013", "column": 2]))
    let text = try Tool.run(
      ["run", "--echo", "-"], input: Data([UInt8(ascii: "a"), byte, UInt8(ascii: "b")]))
    #expect(text.errors.contains("a\\u{\(String(byte, radix: 16))}b"))
    #expect(!(text.output + text.errors).utf8.contains(byte))
  }

  @Test(arguments: ["\u{85}", "\u{9B}31m", "\u{202E}abc", "\u{2066}", "\u{FEFF}", "\u{E000}"])
  func `what hides or reorders text is shown as an escape`(text: String) throws {
    let run = try Tool.run(script: "a = new string \"\(text)\"\nfrob\(text)\n", "--echo")
    let escape = "\\u{\(String(text.unicodeScalars.first!.value, radix: 16))}"
    // In the value on the one, in the verb that there is not on the other.
    #expect(run.output.contains(escape) && run.errors.contains(escape))
    for scalar in (run.output + run.errors).unicodeScalars {
      #expect(scalar != text.unicodeScalars.first)
    }
  }

  @Test func `a name of a file may hold anything`() throws {
    let folder = try TemporaryDirectory()
    let name = "\u{1B}[31mred\u{202E}.xr"
    try Data("frob\n".utf8).write(to: URL(filePath: folder.appending(name)))
    let run = try Tool.run(["run", name, name + "x"], in: folder.path)
    #expect(run.errors.contains("\\u{1b}[31mred\\u{202e}.xr:1:1: error E0001"))
    #expect(run.errors.contains("cannot read '\\u{1b}[31mred\\u{202e}.xrx': ENOENT"))
    #expect(!run.errors.contains("\u{1B}"))
  }

  // MARK: Much of it

  @Test func `a line of 1 MiB is like any other, and what is shown of it is short`() throws {
    let text = String(repeating: "x", count: 1 << 20)
    let run = try Tool.run(
      script: "a = new string \"\(text)\"\nshow a\n\(text)\ndrop \(text)\nnew string \"\(text)\n")
    #expect(run.status == 1)
    #expect(run.output.utf8.count < 1000)
    #expect(run.errors.utf8.count < 2000)
    for code in ["E0001", "E0002", "E0004"] { #expect(run.errors.contains(code)) }
    #expect(try Tool.run(script: "a = new string \"\(text)\"\ndowncast a String\n").output.contains(text))
  }

  @Test func `a line that is too long is skipped, and the next is read`() throws {
    let run = try Tool.shell(
      """
      { echo 'a = new counter'; head -c 17000000 /dev/zero | tr '\\0' x; echo; echo 'strong_count a'; } |
      "$externref" run --json -
      """)
    #expect(run.status == 1)
    #expect(
      try run.events().prefix(3).map { $0 }.match([
        ["line": 1, "event": "created"], ["line": 2, "event": "error", "code": "E0014", "column": 1],
        ["line": 3, "event": "value", "value": 1],
      ]))
  }

  @Test(.enabled(if: Sanitizer.current == nil, "a sanitizer needs a large address space"))
  func `a million lines need little memory`() throws {
    // A debug build would take minutes.
    let count = Tool.isOptimized ? 1_000_000 : 20_000
    // The limit is on the address space, of which a program that does nothing needs a good part.
    let run = try Tool.shell(
      """
      ulimit -v 400000
      yes 'a = new string "a text that does not fit into a pointer"' | head -n \(count) |
      "$externref" run - | tail -n 1
      """)
    #expect(run.errors.isEmpty)
    #expect(run.output == "@\(count)  count 1 → 0  String destroyed\n")
  }

  @Test func `a line without an end of line counts, and so do the line ends of Windows`() throws {
    let run = try Tool.run(
      script: "a = new string \"x\"\r\n\r\nstrong_count a\r\ndowncast a String", "--json")
    #expect(run.status == 0)
    #expect(
      try run.events().named("value").match([["line": 3, "value": 1], ["line": 4, "value": "x"]]))
  }

  // MARK: Scripts that are none

  @Test(arguments: [
    ("missing.xr", "ENOENT"), (".", "EISDIR"), ("locked.xr/a", "ENOTDIR"), ("loop.xr", "ELOOP"),
  ])
  func `a script that cannot be read`(path: String, errno: String) throws {
    let folder = try TemporaryDirectory()
    try Data().write(to: URL(filePath: folder.appending("locked.xr")))
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending("loop.xr"), withDestinationPath: "loop.xr")
    let run = try Tool.run(["run", path], in: folder.path)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("error E0016: cannot read '\(path)': \(errno)"))
    #expect(run.errors.contains("help: "))
    let events = try Tool.run(["run", "--json", path], in: folder.path).events()
    #expect(events.match([["line": 1, "event": "error", "code": "E0016", "column": 1]]))
  }

  @Test func `a script that may not be read`() throws {
    let folder = try TemporaryDirectory()
    try Data().write(to: URL(filePath: folder.appending("secret.xr")))
    // Root may read everything; another user may not.
    let run = try Tool.shell(
      """
      chmod 0 secret.xr; chmod 755 .
      if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid 65534 --clear-groups --inh-caps=-all "$externref" run secret.xr
      fi
      exec "$externref" run secret.xr
      """, in: folder.path)
    #expect(run.errors.hasPrefix("error E0016: cannot read 'secret.xr': EACCES"))
    #expect(run.status == 1)
  }
}
