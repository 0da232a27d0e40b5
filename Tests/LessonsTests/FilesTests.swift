import Files
import Foundation
@testable import Lessons
import Session
import SystemPackage
import TestSupport
import Testing

@Suite("Documents on disk, and the learner's progress")
struct FilesTests {
  private let folder = try! TemporaryDirectory()

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.appending(name))), as: UTF8.self)
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.appending(name), withIntermediateDirectories: true)
  }

  // MARK: Documents

  @Test("a folder stands for the Markdown files in and beneath it, by name")
  func folders() throws {
    for name in ["b", "a/deep", ".hidden"] { try makeFolder(name) }
    for name in ["z.md", "a/deep/x.md", "a/y.md", "b/notes.txt", ".hidden/h.md", ".h.md", "B.md"] {
      try write("", name)
    }
    // Neither may be read: one waits for a writer for ever, and the other has no end.
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(folder.appending("fifo.md"), 0o600) == 0)
    for (name, target) in [
      ("null.md", "/dev/zero"), ("link", "a"), ("link.md", "z.md"), ("broken.md", "missing"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.appending(name), withDestinationPath: target)
    }
    #expect(
      try DocumentFiles.documents(in: FilePath(folder.path)).map {
        $0.string.dropFirst(folder.path.count).drop { $0 == "/" }
      } == ["B.md", "a/deep/x.md", "a/y.md", "broken.md", "fifo.md", "link.md", "null.md", "z.md"])
    // What cannot be read is not passed over in silence.
    for name in ["broken.md", "fifo.md", "null.md"] {
      #expect(throws: DocumentError.self) { try DocumentFiles.read(folder.appending(name)) }
    }
  }

  @Test("what is no document is an error without a line")
  func unreadable() throws {
    for path in [folder.path, folder.appending("missing.md"), "/dev/zero"] {
      let error = #expect(throws: DocumentError.self) { try DocumentFiles.read(path) }
      #expect(error?.diagnostic.message.isEmpty == false)
    }
  }

  @Test("a word is a lesson, a path is a file, and a slip of the finger gets a suggestion")
  func sources() throws {
    #expect(try DocumentSource("counts").isOwnLesson)
    try write("# Mine\n", "counts")
    let own = try DocumentSource(folder.appending("counts"))
    #expect(!own.isOwnLesson && own.folders.count == 1 && own.document.title == "Mine")
    #expect(
      #expect(throws: DocumentError.self) { try DocumentSource("conuts") }?.diagnostic.remedy
        == "did you mean counts?")
    #expect(
      #expect(throws: DocumentError.self) { try DocumentSource("zzz") }?.diagnostic.remedy
        == "'externref learn' lists the lessons")
  }

  // MARK: Progress

  private var progress: Lessons.Progress {
    Lessons.Progress(path: FilePath(folder.appending("state/externref/lessons")))
  }

  @Test("the best score is remembered, in a folder that is made for the user alone")
  func best() throws {
    #expect(progress.scores.isEmpty)
    try progress.record(Score(right: 2, asked: 4), of: "raw")
    try progress.record(Score(right: 1, asked: 4), of: "raw")
    try progress.record(Score(right: 3, asked: 3), of: "counts")
    #expect(progress.scores == ["raw": Score(right: 2, asked: 4), "counts": Score(right: 3, asked: 3)])
    try progress.record(Score(right: 4, asked: 4), of: "raw")
    #expect(try text("state/externref/lessons") == "counts 3 3\nraw 4 4\n")
    #expect(
      try FilePath(folder.appending("state/externref")).stat().permissions == FilePermissions(rawValue: 0o700)
    )
  }

  @Test("a lesson whose questions changed is counted by the share of right answers")
  func changedLesson() throws {
    try progress.record(Score(right: 4, asked: 8), of: "raw")
    try progress.record(Score(right: 3, asked: 4), of: "raw")
    #expect(progress.scores["raw"] == Score(right: 3, asked: 4))
  }

  @Test(
    "what is no score in the file is passed over",
    arguments: [
      "garbage\n", "raw 1\n", "raw one 2\n", "raw 3 2\n", "raw -1 2\n", "raw 1 2 3\n", "\u{0}\u{0}\n",
      "raw 99999999999999999999 99999999999999999999\n",
    ])
  func corrupt(line: String) throws {
    try makeFolder("state/externref")
    try write("counts 1 2\n\(line)moving 2 2", "state/externref/lessons")
    #expect(progress.scores == ["counts": Score(right: 1, asked: 2), "moving": Score(right: 2, asked: 2)])
    try progress.record(Score(right: 1, asked: 1), of: "raw")
    #expect(try text("state/externref/lessons") == "counts 1 2\nmoving 2 2\nraw 1 1\n")
  }

  @Test("a file that cannot be read holds no scores, and one that cannot be written says so")
  func unwritable() throws {
    try makeFolder("state/externref/lessons")
    #expect(progress.scores.isEmpty)
    #expect(throws: WritingProblem.self) { try progress.record(Score(right: 1, asked: 1), of: "raw") }
    try Lessons.Progress(path: nil).record(Score(right: 1, asked: 1), of: "raw")
  }
}
