import Foundation
import Files
@testable import Lessons
import Rendering
import Model
import Session
import SystemPackage
import TestSupport
import Testing

@Suite("A document's answers are the same everywhere, and it leaves nothing behind")
struct RunnerTests {
  @Test("blocks are one session, unless one says that it is fresh")
  func sessions() throws {
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

  @Test("typed lines are numbered from 1 in each session; questions are no lines of it")
  func numbers() throws {
    let answers = try block(
      "> a = new counter\n> p = as_raw a\n? get a\n> drop a\n> clone_from_raw p\n> .history"
    ).answers()
    #expect(answers[4].first?.contains("destroyed on line 3") == true)
    #expect(!answers[5].contains { $0.contains("get a") })
  }

  @Test("nothing that differs from run to run is shown")
  func reproducible() throws {
    let answers = try block(
      "> .addresses on\n> .timer on\n> a = new counter\n> show a\n> .layout a\n> hash a"
    ).answers()
    #expect(answers[0].first?.hasPrefix("error E0031") == true)
    #expect(answers[1].first?.hasPrefix("error E0031") == true)
    #expect(!answers.joined().contains { $0.contains("0x") })
  }

  @Test("the mode holds for the answers, and ends with the session")
  func mode() throws {
    let text = "```externref\n> .mode json\n> new counter\n```\n```externref fresh\n> new counter\n```\n"
    let answers = try document(text).answers()
    #expect(
      answers[1].first
        == #"{"line":2,"event":"created","object":1,"type":"Counter","after":1,"name":null,"value":0}"#)
    #expect(answers[2].first?.hasPrefix("@1  Counter") == true)
  }

  @Test("quit ends the session as the shell does, and the next line begins another")
  func quit() throws {
    let answers = try block("> a = new counter\n> .quit\n> a").answers()
    #expect(answers[1] == ["@1  count 1 → 0  Counter destroyed"])
    #expect(answers[2].first?.hasPrefix("error E0001") == true)
  }

  @Test("a file is read line by line, and one that reads itself comes to an end")
  func reading() throws {
    let folder = try TemporaryDirectory()
    try Data("a = new counter\n\nb = clone a".utf8).write(to: URL(filePath: folder.appending("lines.xr")))
    try Data(".read loop.xr\n".utf8).write(to: URL(filePath: folder.appending("loop.xr")))
    let answers = try block("> .read lines.xr\n> .read loop.xr\n> .read missing.xr").answers(
      folders: [try Folder(folder.path)])
    #expect(
      answers[0] == ["@1  Counter  0  count 1  held by a", "@1  count 1 → 2  held by a, b"])
    #expect(
      answers[1].first?.hasPrefix("error E0014") == true
        || answers[1].first?.contains("file number 17") == true)
    #expect(answers[2].first == "error E0016: cannot read 'missing.xr': ENOENT, No such file or directory")
  }

  @Test("what a session writes is found again by that session only, and is gone in the end")
  func scratch() throws {
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
    var runner: DocumentRunner? = try DocumentRunner(folders: [])
    var answers: [[String]] = []
    for block in try document(text).blocks {
      if block.isFresh { try runner?.startAnew() }
      for step in block.steps { answers.append(runner!.answer(runner!.perform(step))) }
    }
    #expect(answers[4] == ["@2  read \"one\""])
    #expect(answers[5].count > 2)
    #expect(answers[6].first?.hasPrefix("error E0016") == true)
    #expect(!answers.joined().contains { $0.contains(TemporaryFolder.parent + "/") })
    runner = nil
    #expect(try temporaryFolders(with: mark).isEmpty)
  }

  private func temporaryFolders(with file: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.parent).filter {
      $0.hasPrefix("externref-")
        && FileManager.default.fileExists(atPath: "\(TemporaryFolder.parent)/\($0)/\(file)")
    }
  }

  @Test("a user whom the session is lent to may open anything, and the document afterwards may not")
  func lending() throws {
    let outside = try TemporaryDirectory()
    let path = outside.appending("mine.txt")
    try Data("mine".utf8).write(to: URL(filePath: path))
    let runner = try DocumentRunner(folders: [])
    func answer(_ line: String) -> String {
      _ = runner.session.evaluate(Array(line.utf8), number: 1)
      return runner.answer(runner.session.events).joined(separator: "\n")
    }
    #expect(answer("f = new file \(path) r").hasPrefix("error E0029"))
    runner.lend { _ in
      #expect(answer("f = new file \(path) r").hasPrefix("@1  File"))
      #expect(answer(".addresses on").isEmpty)
      #expect(answer("show f").contains("0x"))
      #expect(answer("g = new file scratch.txt w").hasPrefix("@2  File"))
    }
    #expect(answer("g = new file \(path) r").hasPrefix("error E0029"))
    #expect(answer("g = new file scratch.txt r").hasPrefix("@3  File"))
    #expect(!answer("show f").contains("0x"))
  }

  @Test("two runs of every lesson give the same")
  func twice() throws {
    for lesson in Lesson.all {
      let document = try lesson.document()
      #expect(try document.answers() == document.answers(), "\(lesson.name)")
    }
  }
}
