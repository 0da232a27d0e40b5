import Foundation
@testable import Model
@testable import Session
import Testing
import TestSupport

struct FileTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func write(_ text: String, to name: String) -> String {
    let path = folder.appending(name)
    precondition(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
    return path
  }

  private func contents(of path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `the descriptor closes when the count reaches 0, not before`() {
    let path = folder.appending("f")
    let dialogue = Dialogue()
    dialogue("a = new file \(path)")
    #expect(descriptorCount(of: path) == 1)
    dialogue.expect(
      """
      b = clone a
      c = new cell b
      p = into_raw b
      drop a                   => @1 3>2 a
      drop c                   => @2 1>0 c; end @2; @1 2>1 @2
      """)
    #expect(descriptorCount(of: path) == 1)
    dialogue.expect("from_raw p             => move @1 *p>- 1; @1 1>0 -; end @1")
    #expect(descriptorCount(of: path) == 0)
  }

  @Test func `the end of a session closes all files, leaked ones too`() {
    let path = folder.appending("f")
    let dialogue = Dialogue("f = new file \(path)\nc = new cell f\nd = new cell c\nput c d\np = into_raw f")
    #expect(descriptorCount(of: path) == 1)
    dialogue("g = new file \(path)")
    #expect(descriptorCount(of: path) == 2)
    #expect(dialogue.end().hasSuffix("leak @1 @2 @3"))
    #expect(descriptorCount(of: path) == 0)
  }

  @Test func `clones share one position, two openings don't`() {
    let path = folder.appending("f")
    Dialogue().expect(
      #"""
      a = new file \#(path)
      b = clone a
      write a "one two"        => wrote @1 7
      write b " three"         => wrote @1 6
      read a                   => read @1 end
      rewind b                 => rewound @1
      read a 3                 => read @1 "one"
      read b 4                 => read @1 " two"
      read a                   => read @1 " three"
      read b                   => read @1 end
      c = new file "\#(path)" r
      read c 3                 => read @2 "one"
      read a                   => read @1 end
      """#)
  }

  @Test func `mode r reads, and the file must be there`() {
    let path = write("text", to: "f")
    Dialogue().expect(
      #"""
      f = new file \#(path) r
      read f                   => read @1 "text"
      write f "x"              => E0016:7
      g = new file \#(path)2 r => E0016:14
      """#)
    #expect(contents(of: path) == "text")
  }

  @Test func `mode w empties or creates, and writes only`() {
    let path = write("text", to: "f")
    let missing = folder.appending("g")
    Dialogue().expect(
      #"""
      f = new file \#(path) w
      read f                   => E0016:6
      write f "x"              => wrote @1 1
      g = new file \#(missing) w
      """#)
    #expect(contents(of: path) == "x")
    #expect(contents(of: missing) == "")
  }

  @Test func `mode a writes at the end, wherever the position is`() {
    let path = write("text", to: "f")
    Dialogue().expect(
      #"""
      f = new file \#(path) a
      rewind f                 => rewound @1
      write f " more"          => wrote @1 5
      read f                   => E0016:6
      """#)
    #expect(contents(of: path) == "text more")
  }

  @Test func `mode rw is the default, creates, and keeps what is there`() {
    let path = write("text", to: "f")
    Dialogue().expect(
      #"""
      f = new file \#(path)
      g = new file \#(path) rw
      write f "T"              => wrote @1 1
      read g                   => read @2 "Text"
      h = new file \#(folder.appending("new"))
      """#)
    #expect(contents(of: folder.appending("new")) == "")
  }

  @Test func `paths may hold #, =, blanks and letters of any script`() {
    for name in ["a#b", "a=b", "=x", "é日本🦀"] {
      let path = folder.appending(name)
      #expect(Dialogue()("f = new file \(path) w") == "new @1 File 1 f")
      #expect(contents(of: path) == "", "\(name)")
    }
    #expect(Dialogue()("f = new file \"\(folder.appending("a b # c"))\" w") == "new @1 File 1 f")
    #expect(contents(of: folder.appending("a b # c")) == "")
  }

  @Test func `what is written comes back, NUL and all`() {
    let path = folder.appending("f")
    Dialogue().expect(
      #"""
      f = new file \#(path)
      write f "é\u{0}\u{1b}\n🦀" => wrote @1 9
      rewind f
      read f                   => read @1 "é\u{0}\u{1b}\n🦀"
      write f ""               => wrote @1 0
      """#)
  }

  @Test func `what cannot be opened leaves nothing: no object, no number, no descriptor, no name`() throws {
    let fifo = folder.appending("fifo")
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(fifo, 0o600) == 0)
    let loop = folder.appending("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    let regular = write("", to: "regular")
    let cases = [
      (folder.path, "E0016", "EISDIR"),
      ("\(folder.path) r", "E0017", "a directory"),
      (fifo, "E0017", "a FIFO"),
      ("\(fifo) r", "E0017", "a FIFO"),
      ("\(fifo) w", "E0016", "ENXIO"),
      (loop, "E0016", "ELOOP"),
      (folder.appending("missing/f"), "E0016", "ENOENT"),
      ("\(regular)/f", "E0016", "ENOTDIR"),
      (folder.appending(String(repeating: "x", count: 300)), "E0016", "ENAMETOOLONG"),
      ("\"\"", "E0016", "ENOENT"),
      ("\"\(regular)\\u{0}x\"", "E0003", "NUL"),
    ]
    for (arguments, code, word) in cases {
      for verb in ["new", "new_with"] {
        let dialogue = Dialogue("a = new counter")
        let before = SessionState(of: dialogue.session)
        #expect(dialogue("a = \(verb) file \(arguments)").hasPrefix("\(code):"), "\(arguments)")
        #expect(try #require(dialogue.diagnostic).message.contains(word), "\(arguments)")
        #expect(SessionState(of: dialogue.session) == before)
        #expect(dialogue("b = new counter") == "new @2 Counter 1 b")
      }
    }
    #expect(descriptorCount(of: folder.path) == 0)
    #expect(descriptorCount(of: fifo) == 0)
  }

  @Test func `a full device is an error of the line, and the file stays usable`() throws {
    let dialogue = Dialogue("f = new file /dev/full")
    #expect(dialogue("write f \"x\"") == "E0016:7")
    #expect(try #require(dialogue.diagnostic).message.contains("ENOSPC"))
    #expect(dialogue("read f 2") == #"read @1 "\u{0}\u{0}""#)
  }

  @Test func `reads are limited to what was asked for and to a megabyte`() {
    Dialogue("f = new file /dev/zero r").expect(
      """
      read f 0                 => E0011:8
      read f -1                => E0011:8
      read f 1048577           => E0011:8
      """)
    let path = write(String(repeating: "x", count: 100_000), to: "f")
    let dialogue = Dialogue("f = new file \(path) r")
    func length(_ line: String) -> Int? {
      dialogue(line)
      if case .output(_, let content, _)? = dialogue.session.events.first { return content.bytes.count }
      return nil
    }
    #expect(length("read f") == CommandTable.defaultReadLimit)
    #expect(length("read f 1048576") == 100_000 - CommandTable.defaultReadLimit)
  }

  @Test(
    arguments: [
      ("read s", "E0009:6"), ("read c", "E0009:6"), ("rewind s", "E0009:8"), ("write c \"x\"", "E0009:7"),
      ("write s \"x\"", "E0010:7"),
    ])
  func `verbs for files refuse other kinds`(line: String, answer: String) {
    #expect(Dialogue("s = new string \"\"\nc = new counter")(line) == answer)
  }
}

/// How many descriptors of this process are open on the file at `path`.
func descriptorCount(of path: String) -> Int {
  let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
  return descriptors.count { descriptor in
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")) == target
  }
}
