import Foundation
import Files
@testable import Model
@testable import Session
import SystemPackage
import TestSupport
import Testing

struct ErrorTests {
  /// A session that fails in a way of its own with its last line.
  private struct Mishap {
    var before = ""
    let line: String
    var column = 1
  }

  /// There is no default: a new code does not compile until it has a case here.
  private func mishap(for code: ErrorCode) -> Mishap? {
    switch code {
    case .unknownVerb: Mishap(line: "nwe counter")
    case .unknownName: Mishap(line: "drop a", column: 6)
    case .usage: Mishap(line: "a = new", column: 8)
    case .unterminatedString: Mishap(line: #"a = new string "x"#, column: 16)
    case .badEscape: Mishap(line: #"a = new string "\x""#, column: 17)
    case .departedName: Mishap(before: "a = new counter\ndrop a", line: "clone a", column: 7)
    case .danglingPointer:
      Mishap(before: "a = new counter\np = as_raw a\ndrop a", line: "clone_from_raw p", column: 16)
    case .wrongRole: Mishap(before: "a = new counter\np = as_raw a", line: "drop p", column: 6)
    case .wrongType: Mishap(before: "a = new counter", line: "read a", column: 6)
    case .sharedImmutability: Mishap(before: "a = new string \"x\"", line: "incr a", column: 6)
    case .badNumber: Mishap(line: "a = new counter x", column: 17)
    case .expectation: Mishap(before: "a = new counter", line: "expect strong_count a 2", column: 23)
    case .system: Mishap(line: "a = new file /nowhere/at/all", column: 14)
    case .unusableFile: Mishap(line: "a = new file / r", column: 14)
    case .unknownType: Mishap(before: "a = new counter", line: "is a Int", column: 6)
    case .nothingOwned: Mishap(before: "a = new counter\np = as_raw a", line: "from_raw p", column: 10)
    case .nothingToBind: Mishap(before: "a = new counter", line: "n = strong_count a")
    case .emptyCell: Mishap(before: "a = new cell", line: "take a", column: 6)
    case .overflow: Mishap(before: "a = new counter \(Int.max)", line: "incr a", column: 6)
    case .badName: Mishap(line: "1a = new counter")
    case .repeatedName: Mishap(before: "a = new counter\nb = clone a", line: "drop a b a", column: 10)
    case .controlCharacter: Mishap(line: "a = new\u{1}counter", column: 8)
    case .noWayBack: Mishap(line: ".undo")
    // These take more than a line of text; each has a test below.
    case .invalidUTF8, .lineTooLong, .interrupted, .nesting, .forgottenLines, .bookkeeping, .outsideScope,
      .notReproducible, .noPane, .noPage:
      nil
    // With modules: see WasmTests.
    case .noEngine, .badModule, .missingImport, .trap, .guestArgument, .guestLimit: nil
    // For readers of documents; no line of a session fails so.
    case .document: nil
    // For readers of traces: see TracesTests.
    case .otherProgram, .badTrace: nil
    }
  }

  @Test(arguments: ErrorCode.allCases)
  func `a line for each code`(code: ErrorCode) throws {
    guard let mishap = mishap(for: code) else { return }
    let dialogue = Dialogue(mishap.before)
    let before = SessionState(of: dialogue.session)
    #expect(dialogue(mishap.line) == "\(code.rawValue):\(mishap.column)")
    #expect(dialogue.session.failed)
    #expect(dialogue.request == nil)
    #expect(SessionState(of: dialogue.session) == before)
    let diagnostic = try #require(dialogue.diagnostic)
    #expect(!diagnostic.message.isEmpty && !diagnostic.remedy.isEmpty)
    #expect(diagnostic.source == mishap.line)
  }

  @Test func `a line that is not UTF-8`() {
    #expect(Dialogue().evaluate([0x61, 0xFF]) == "E0012:2")
  }

  @Test func `a line that was too long to read`() throws {
    let dialogue = Dialogue("a = new counter")
    dialogue.session.reject(lineOfLength: 17, limit: 16, number: 2)
    guard case .error(let diagnostic) = dialogue.session.events.first else {
      return #expect(Bool(false), "no error")
    }
    #expect(diagnostic.code == .lineTooLong)
    #expect(diagnostic.message.contains("17"))
    #expect(dialogue.session.failed)
    #expect(dialogue("strong_count a") == "1")
  }

  @Test(
    arguments: [
      (Refusal.nesting(path: "x", limit: 16), ErrorCode.nesting),
      (.unreadable(path: "x", .noSuchFileOrDirectory), .system),
      (.unwritable(path: "x", .fileExists), .system),
      (.noPane("x"), .noPane),
      (.noPage("x"), .noPage),
    ] as [(Refusal, ErrorCode)])
  func `what the program around the session refuses`(refusal: Refusal, code: ErrorCode) throws {
    let dialogue = Dialogue()
    dialogue(".read x")
    #expect(dialogue.request == .read(path: "x"))
    dialogue.session.refuse(refusal, in: Array(".read x".utf8))
    let diagnostic = try #require(dialogue.diagnostic)
    #expect(diagnostic.code == code)
    #expect(diagnostic.column == 7)
    #expect(Diagnostic(refusal).message == diagnostic.message)
  }

  @Test func `a file outside of the folders that the session may use`() throws {
    let (inside, outside) = (try TemporaryDirectory(), try TemporaryDirectory())
    let secret = outside.appending("secret")
    #expect(FileManager.default.createFile(atPath: secret, contents: Data("secret".utf8)))
    try FileManager.default.createSymbolicLink(atPath: inside.appending("link"), withDestinationPath: secret)
    let dialogue = Dialogue()
    dialogue.session.fileScope = FileScope(beneath: [try Folder(inside.path)])
    let before = SessionState(of: dialogue.session)
    for path in [
      secret, "link", "../\(secret.split(separator: "/").suffix(2).joined(separator: "/"))", "/dev/null",
    ] {
      #expect(dialogue("f = new file \(path) r") == "E0029:14", "\(path)")
      #expect(dialogue("f = new_with file \(path) w") == "E0029:19", "\(path)")
    }
    #expect(SessionState(of: dialogue.session) == before)
    #expect(FileManager.default.contents(atPath: secret) == Data("secret".utf8))
    #expect(dialogue("f = new file own w") == "new @1 File 1 f")
    #expect(FileManager.default.fileExists(atPath: inside.appending("own")))
    #expect(dialogue("g = new file \(inside.appending("own")) r") == "new @2 File 1 g")
  }

  @Test func `what differs from run to run, where answers must not`() throws {
    let dialogue = Dialogue("a = new counter\np = as_raw a\ndrop a\na = new counter")
    dialogue.session.isReproducible = true
    #expect(dialogue(".addresses on") == "E0031:1")
    #expect(dialogue("hash a") == "hash(@2)")
    #expect(dialogue("clone_from_raw p") == "E0007:16")
    #expect(
      try #require(dialogue.diagnostic).message.hasSuffix("if its address belongs to a newer object by now"))
    dialogue(".timer on")
    dialogue.session.refuse(.notReproducible("times"), in: [])
    #expect(dialogue.diagnostic?.code == .notReproducible)
  }

  @Test func `a count that the bookkeeping cannot explain`() {
    let dialogue = Dialogue("a = new counter")
    dialogue.session.heap.ledger.add(.lost, to: ObjectID(1))
    #expect(dialogue("b = clone a") == "@1 1>2 b; E0028:1")
    dialogue.session.heap.ledger.remove(.lost, from: ObjectID(1))
    #expect(dialogue("drop b") == "@1 2>1 b")
  }

  @Test func `every code has a title and a story, and the codes go up`() {
    #expect(ErrorCode.allCases.map(\.rawValue) == ErrorCode.allCases.map(\.rawValue).sorted())
    for code in ErrorCode.allCases {
      #expect(code.rawValue.wholeMatch(of: /E\d{4}/) != nil)
      #expect(!code.story.title.isEmpty)
      #expect(
        !code.story.paragraphs.isEmpty && code.story.paragraphs.allSatisfy { $0.hasSuffix(".") }, "\(code)")
    }
  }

  /// Every verb with every choice of up to two arguments, from a pool where each is right somewhere and wrong
  /// elsewhere.
  @Test(arguments: CommandTable.verbs.map(\.name))
  func `a line that fails changes nothing`(verb: String) throws {
    let script = #"""
      s = new string "x"
      c = new counter 9223372036854775807
      f = new file /dev/full
      e = new cell
      k = new cell s
      p = as_raw s
      o = new counter
      o = into_raw o
      d = new counter
      q = as_raw d
      drop d
      t = new counter
      t = into_raw t
      u = from_raw t
      .watch s
      """#
    let pool = [
      "s", "c", "f", "e", "k", "p", "o", "d", "q", "t", "u", "nobody", "String", "Int", "1", "-1", "x",
      "\"x\"",
      "\"", "string", "counter", "cell", "file /nowhere/f", "file /",
    ]
    var dialogue = Dialogue(script)
    var before = SessionState(of: dialogue.session)
    var failures = 0
    for arguments in [""] + pool + pool.flatMap({ first in pool.map { "\(first) \($0)" } }) {
      for target in verb.hasPrefix(".") ? [""] : ["", "s = ", "o = "] {
        let line = "\(target)\(verb) \(arguments)"
        dialogue(line)
        if let diagnostic = dialogue.diagnostic {
          failures += 1
          let after = SessionState(of: dialogue.session)
          try #require(after == before, "\(line)")
          let isWatched = !line.hasPrefix(".")
          try #require(dialogue.session.events.count == (isWatched ? 2 : 1), "\(line)")
          try #require(diagnostic.code != .bookkeeping, "\(line)")
        } else if SessionState(of: dialogue.session) != before {
          dialogue = Dialogue(script)
          before = SessionState(of: dialogue.session)
        }
      }
    }
    #expect(failures > 0)
  }

  @Test(
    arguments: [
      (#"expect get s "日本""#, 14, 4),
      (#"new string "🦀é" extra"#, 17, 5),
      ("\tdrop\tnobody # x", 7, 6),
      ("a = new counter 99999999999999999999", 17, 20),
      ("a = new counter --5", 17, 3),
    ])
  func `columns count characters, and tokens are marked whole`(line: String, column: Int, length: Int) throws
  {
    let dialogue = Dialogue(#"s = new string "x""#)
    dialogue(line)
    let diagnostic = try #require(dialogue.diagnostic)
    #expect(diagnostic.column == column)
    #expect(diagnostic.length == length)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("007", 7), ("-5", -5), ("9223372036854775807", Int.max),
      ("-9223372036854775808", Int.min),
    ])
  func `numbers are decimal, with a minus sign at most`(text: String, number: Int) {
    #expect(Dialogue("c = new counter \(text)")("get c") == "\(number)")
  }

  @Test(
    arguments: [
      ("9223372036854775808", true), ("-9223372036854775809", true), ("+5", false), ("--5", false),
      ("-", false),
      ("1e3", false), ("0x10", false), ("１２", false), ("1_000", false), ("1.0", false),
    ])
  func `what is no number, and what is too large a one`(text: String, isOutOfRange: Bool) throws {
    let dialogue = Dialogue()
    #expect(dialogue("c = new counter \(text)") == "E0011:17")
    #expect(try #require(dialogue.diagnostic).message.contains("out of range") == isOutOfRange)
  }

  @Test func `counters stop at both ends of the range`() {
    Dialogue("c = new counter").expect(
      """
      incr c 9223372036854775807   => @1 is 9223372036854775807; 9223372036854775807
      incr c                       => E0022:6
      get c                        => 9223372036854775807
      incr c -9223372036854775808  => @1 is -1; -1
      incr c -9223372036854775807  => @1 is -9223372036854775808; -9223372036854775808
      incr c -1                    => E0022:6
      """)
  }
}
