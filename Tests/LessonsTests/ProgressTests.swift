import Files
import Foundation
import Documents
@testable import Lessons
import Model
import Session
import SystemPackage
import TestSupport
import Testing

/// Lessons by name, and the learner's progress.
struct ProgressTests {
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

  @Test func `a word is a lesson, a path is a file, and a slip of the finger gets a suggestion`() throws {
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

  private var progress: Lessons.Progress {
    Lessons.Progress(path: FilePath(folder.appending("state/externref/lessons")))
  }

  @Test func `the best score is remembered, in a folder that is made for the user alone`() throws {
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

  @Test func `a lesson whose questions changed is counted by the share of right answers`() throws {
    try progress.record(Score(right: 4, asked: 8), of: "raw")
    try progress.record(Score(right: 3, asked: 4), of: "raw")
    #expect(progress.scores["raw"] == Score(right: 3, asked: 4))
  }

  @Test(arguments: [
    "garbage\n", "raw 1\n", "raw one 2\n", "raw 3 2\n", "raw -1 2\n", "raw 1 2 3\n", "\u{0}\u{0}\n",
    "raw 99999999999999999999 99999999999999999999\n",
  ])
  func `what is no score in the file is passed over`(line: String) throws {
    try makeFolder("state/externref")
    try write("counts 1 2\n\(line)moving 2 2", "state/externref/lessons")
    #expect(progress.scores == ["counts": Score(right: 1, asked: 2), "moving": Score(right: 2, asked: 2)])
    try progress.record(Score(right: 1, asked: 1), of: "raw")
    #expect(try text("state/externref/lessons") == "counts 1 2\nmoving 2 2\nraw 1 1\n")
  }

  @Test func `a file that cannot be read holds no scores, and one that cannot be written says so`() throws {
    try makeFolder("state/externref/lessons")
    #expect(progress.scores.isEmpty)
    #expect(throws: WritingProblem.self) { try progress.record(Score(right: 1, asked: 1), of: "raw") }
    try Lessons.Progress(path: nil).record(Score(right: 1, asked: 1), of: "raw")
  }
}
