import Foundation
import Files
import Documents
import Exporting
import Lessons
import Model
import Running
import Session
import SystemPackage
import TestSupport
import Testing

/// A document's answers are the same everywhere, and it leaves nothing behind.
struct TranscriptTests {
  @Test func `blocks are one session, unless one says that it is fresh`() throws {
    let text = """
      ```externref
      > a = new counter
      ```
      ```externref
      > strong_count a
      ```
      ```externref fresh
      > strong_count a
      > b = new counter
      ```

      """
    let answers = try document(text).answers()
    #expect(answers[1] == ["1"])
    #expect(answers[2].first == "error E0002: nothing is bound to 'a'")
    #expect(answers[3] == ["@1  Counter  0  count 1  held by b"])
  }

  @Test func `a block may ask about a trace that the session could open, and leaves the session alone`()
    throws
  {
    let text = """
      ```externref
      > a = new counter
      ```
      ```externref trace=t.trace
      > show @6
      > drop @6
      ```
      ```externref
      > strong_count a
      > nonsense
      ```

      """
    let document = try document(text).adding(file: "t.trace", TraceBuilder.server.bytes)
    let answers = try document.answers()
    #expect(answers[1].first?.hasPrefix("@6  App.Node  a class instance  count 1") == true)
    #expect(answers[2].first?.hasPrefix("error E0040: 'drop' would change something") == true)
    #expect(answers[3] == ["1"])
    let recording = try document.recording(webAssembly: WebAssembly())
    #expect(
      recording.steps.map(\.line.text).prefix(4) == [
        "a = new counter", "show @6", "drop @6", "strong_count a",
      ])
    #expect(recording.steps.map(\.line.number).prefix(4) == [1, 2, 2, 2])
  }

  @Test(arguments: [
    ("t.trace", "cannot read 't.trace' as a trace: it is no trace"), ("missing", "'missing'"),
    ("../t.trace", "'../t.trace'"),
  ])
  func `a trace that cannot be had is a mistake of the document, with its line`(name: String, reason: String)
    throws
  {
    let document = try document("\n```externref trace=\(name)\n> .leaks\n```\n")
      .adding(file: "t.trace", Array("hello".utf8))
    let error = #expect(throws: DocumentError.self) { try document.answers() }
    #expect(error?.line == 2)
    #expect(error?.diagnostic.message.contains(reason) == true)
  }

  @Test func `typed lines are numbered from 1 in each session; questions are no lines of it`() throws {
    let answers = try block(
      "> a = new counter\n> p = as_raw a\n? get a\n> drop a\n> clone_from_raw p\n> .history"
    ).answers()
    #expect(answers[4].first?.contains("destroyed on line 3") == true)
    #expect(!answers[5].contains { $0.contains("get a") })
  }

  @Test func `nothing that differs from run to run is shown`() throws {
    let answers = try block(
      "> .addresses on\n> .timer on\n> a = new counter\n> show a\n> .layout a\n> hash a"
    ).answers()
    #expect(answers[0].first?.hasPrefix("error E0031") == true)
    #expect(answers[1].first?.hasPrefix("error E0031") == true)
    #expect(!answers.joined().contains { $0.contains("0x") })
  }

  @Test func `the mode holds for the answers, and ends with the session`() throws {
    let text = "```externref\n> .mode json\n> new counter\n```\n```externref fresh\n> new counter\n```\n"
    let answers = try document(text).answers()
    #expect(
      answers[1].first
        == #"{"line":2,"event":"created","object":1,"type":"Counter","after":1,"name":null,"value":0}"#)
    #expect(answers[2].first?.hasPrefix("@1  Counter") == true)
  }

  @Test func `quit ends the session as the shell does, and the next line begins another`() throws {
    let answers = try block("> a = new counter\n> .quit\n> a").answers()
    #expect(answers[1] == ["@1  count 1 → 0  Counter destroyed"])
    #expect(answers[2].first?.hasPrefix("error E0001") == true)
  }

  @Test func `a file is read line by line, and one that reads itself comes to an end`() throws {
    let folder = try TemporaryDirectory()
    try Data("a = new counter\n\nb = clone a".utf8).write(to: URL(filePath: folder.appending("lines.xr")))
    try Data(".read loop.xr\n".utf8).write(to: URL(filePath: folder.appending("loop.xr")))
    let answers = try block("> .read lines.xr\n> .read loop.xr\n> .read missing.xr").answers(
      folders: [try Folder(folder.path)])
    #expect(
      answers[0] == ["@1  Counter  0  count 1  held by a", "@1  count 1 → 2  held by a, b"])
    #expect(
      answers[1] == [
        "loop.xr:1:7: error E0026: 'loop.xr' would be file number 17 that reads another",
        "  .read loop.xr", "        ^^^^^^^", "  help: look for a file that reads itself",
      ])
    #expect(answers[2].first == "error E0016: cannot read 'missing.xr': ENOENT, No such file or directory")
  }

  @Test func `what a session writes is found again by that session only, and is gone in the end`() throws {
    // Other tests make folders of their own meanwhile: those of this one hold a file of this name.
    let mark = "\(UUID().uuidString).xr"
    let text = """
      ```externref
      > f = new file notes.txt w
      > write f "one"
      > .save \(mark)
      > f = new file notes.txt r
      > read f
      > .read \(mark)
      ```
      ```externref fresh
      > f = new file notes.txt r
      ```

      """
    var run: Answers? = try Answers(to: document(text))
    try run?.run.walk(with: run!)
    let answers = run!.lines
    #expect(answers[4] == ["@2  read \"one\""])
    #expect(answers[5].count > 2)
    #expect(answers[6].first?.hasPrefix("error E0016") == true)
    #expect(!answers.joined().contains { $0.contains(TemporaryFolder.parent + "/") })
    run = nil
    #expect(try temporaryFolders(with: mark).isEmpty)
  }

  private func temporaryFolders(with file: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.parent).filter {
      $0.hasPrefix("externref-")
        && FileManager.default.fileExists(atPath: "\(TemporaryFolder.parent)/\($0)/\(file)")
    }
  }

  @Test func `a user whom the session is lent to may open anything, and the document afterwards may not`()
    throws
  {
    let outside = try TemporaryDirectory()
    let path = outside.appending("mine.txt")
    try Data("mine".utf8).write(to: URL(filePath: path))
    let transcript = Transcript()
    let run = try DocumentRun(
      document(""), folders: [], by: Runner(host: transcript, webAssembly: webAssembly))
    func step(_ line: String) throws -> String {
      _ = try run.perform(block("> \(line)").blocks[0].steps[0])
      return transcript.take().lines.joined(separator: "\n")
    }
    #expect(try step("f = new file \(path) r").hasPrefix("error E0029"))
    let lent = try run.lend { makeRunner in
      let host = Transcript()
      let lines = [
        "f = new file \(path) r", ".addresses on", "show f", "g = new file scratch.txt w",
      ]
      _ = try makeRunner(host).run(Lines(lines), from: .terminal)
      return host.take().lines
    }
    #expect(lent[0].hasPrefix("@1  File") && lent[1].contains("0x") && lent[2].hasPrefix("@2  File"))
    #expect(try step("g = new file \(path) r").hasPrefix("error E0029"))
    #expect(try step("g = new file scratch.txt r").hasPrefix("@3  File"))
    #expect(try !step("show f").contains("0x"))
  }

  @Test func `two runs of every lesson give the same`() throws {
    for lesson in Lesson.all {
      let document = try lesson.document()
      #expect(try document.answers() == document.answers(), "\(lesson.name)")
    }
  }
}
