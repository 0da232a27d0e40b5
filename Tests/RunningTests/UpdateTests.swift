import Foundation
@testable import Documents
import Lessons
import Model
import Running
import Session
import TestSupport
import Testing

/// An update writes the answers that differ, and leaves all else byte for byte.
struct UpdateTests {
  /// Documents whose answers are right: the lessons, and one with everything in it.
  private static let documents: [Document] =
    Lesson.all.map { try! $0.document() } + [
      try! document(
        """
        \u{FEFF}prose without a heading \u{20}
        ~~~externref
        > a = new string "é → ü"
        @1  String  "é → ü"  count 1  held by a


        > b = clone a
        ...
        ? strong_count a
        2

        >
        > # nothing
        > frob
        error E0001: unknown verb 'frob'
        ...
        ? get b
        "é → ü"
        ~~~
        ````externref fresh
        > ```
        error E0001: unknown verb '```'
          ```
          ^^^
          help: .help lists them all
        ````
        no line feed at the end
        """)
    ]

  @Test(arguments: 0..<12)
  func `wrong answers in a copy give back the original, whatever is wrong`(seed: UInt64) throws {
    var numbers = FixedNumbers(state: seed)
    for original in Self.documents {
      let report = try original.check(webAssembly: webAssembly)
      #expect(report.failed == 0 && report.passed > 0, "\(original.name)")
      // The copy is made from the end, so that the ranges of what comes before stay right.
      var bytes = original.source
      var spoiled = 0
      for step in original.blocks.flatMap(\.steps).reversed() {
        let lines = step.answer.lines
        // What answers a question in words is no answer of a session.
        if case .question = step.action { continue }
        // An answer that holds three dots only cannot be wrong.
        guard !lines.isEmpty, !lines.contains(.any), numbers.next() % 3 > 0 else { continue }
        let text = String(decoding: bytes[step.answer.range], as: UTF8.self)
        let wrong =
          switch numbers.next() % 4 {
          case 0: ""
          case 1: "wrong\n"
          case 2: text + "one more\n\nand more\n"
          default: "first\n" + text
          }
        bytes.replaceSubrange(step.answer.range, with: wrong.utf8)
        // A question without an answer is open, and stays so.
        if step.isPrediction, wrong.isEmpty {
          bytes.insert(contentsOf: "x\n".utf8, at: step.answer.range.lowerBound)
        }
        spoiled += 1
      }
      var copy = try Document(name: original.name, source: bytes)
      for file in original.files where !copy.files.contains(where: { $0.name == file.name }) {
        copy = copy.adding(file: file.name, file.bytes)
      }
      let differences = try copy.check(webAssembly: webAssembly).differences
      #expect(differences.count == spoiled, "\(original.name)")
      #expect(try copy.updated(with: differences) == original.source, "\(original.name)")
    }
  }

  @Test func `three dots stay, wherever the rest differs`() throws {
    #expect(
      try block("> a = new counter\n> frob\nerror wrong\n  frob\n...\n  help: wrong").updatedText()
        == "```externref\n> a = new counter\n@1  Counter  0  count 1  held by a\n> frob\n"
        + "error E0001: unknown verb 'frob'\n  frob\n...\n  help: .help lists them all\n```\n")
  }

  @Test func `an open question stays open, and what fails to be asked is no difference`() throws {
    let text = "```externref\n> a = new counter\n...\n? get a\n? get b\n1\n```\n"
    let report = try document(text).check(webAssembly: webAssembly)
    #expect(report.differences.isEmpty)
    #expect(report.faults.map(\.place) == ["d.md:5"])
    #expect(report.faults.first?.diagnostic.column == 7)
    #expect((report.passed, report.failed) == (1, 1))
  }

  @Test func `an answer that would end the block is not written`() throws {
    let text = "```externref\n> ```\nwrong\n```\n"
    let error = #expect(throws: DocumentError.self) { try document(text).updatedText() }
    #expect(error?.place == "d.md:2")
    #expect(error?.diagnostic.remedy == "begin and end the block with ````")
    #expect(
      try document(text.replacing("```externref", with: "````externref") + "````\n").updatedText().contains(
        "\n  ```\n"))
  }
}
