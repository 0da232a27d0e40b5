import Foundation
import Files
@testable import Lessons
import Model
import Session
import SystemPackage

/// The document with this text.
func document(_ text: String) throws(DocumentError) -> Document {
  try Document(name: "d.md", source: Array(text.utf8))
}

/// A document of one block.
func block(_ lines: String) throws(DocumentError) -> Document {
  try document("```externref\n\(lines)\n```\n")
}

extension Document {
  /// What the document would be with the answers that its lines get.
  func updatedText(folders: [Folder] = []) throws(DocumentError) -> String {
    String(decoding: try updated(with: try check(folders: folders).differences), as: UTF8.self)
  }

  /// The answers that the lines of the only block get.
  func answers(folders: [Folder] = []) throws(DocumentError) -> [[String]] {
    let runner = try DocumentRunner(folders: folders)
    var answers: [[String]] = []
    for block in blocks {
      if block.isFresh { try runner.startAnew() }
      for step in block.steps { answers.append(runner.answer(runner.perform(step))) }
    }
    return answers
  }
}

/// The package's folder.
let packageFolder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The numbers of a linear congruential generator: the same on every run.
struct FixedNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
