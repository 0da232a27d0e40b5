import Foundation
import Documents
@testable import Lessons
import Model
import Running
import Session
import Testing

/// The lessons.
struct LessonTests {
  private static let names = Lesson.all.map(\.name)

  @Test(arguments: names)
  func `every lesson's answers are what the shell says`(name: String) throws {
    let document = try #require(Lesson.named(name)).document()
    let report = try document.check(webAssembly: webAssembly)
    if let obstacle = report.obstacle { try Test.cancel("\(name): \(obstacle.diagnostic.message)") }
    #expect(report.faults.isEmpty && report.differences.map(\.step.text).isEmpty)
    #expect(report.passed > 4)
  }

  @Test(arguments: names)
  func `each is a page with a title, questions that have answers, and what other languages call it`(
    name: String
  ) throws {
    let document = try #require(Lesson.named(name)).document()
    let text = document.text(document.source.indices)
    #expect(text.hasPrefix("# \(document.title)\n"))
    #expect(document.title.count <= 40)
    #expect(document.questionCount >= 3)
    for step in document.blocks.flatMap(\.steps) {
      // A lesson's claims are to be checked: none of its answers is left open.
      if step.isPrediction { #expect(!step.answer.lines.isEmpty, "line \(step.line)") }
      #expect(!step.answer.lines.contains(.any), "line \(step.line)")
    }
    for language in ["Rust", "Swift", "C++"] { #expect(text.contains(language)) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 100)
    let proseIsNarrow = lines.allSatisfy { $0.count <= 120 || $0.hasPrefix("@") || $0.hasPrefix("error") }
    #expect(proseIsNarrow)
  }

  @Test func `every file of the folder is a lesson, once, under the file's name`() throws {
    let folder = packageFolder.appending(path: "Sources/Lessons/Resources")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    let traces = try Lesson.all.flatMap {
      try $0.document().files.filter { $0.name.hasSuffix(".trace") }.map(\.name)
    }
    #expect(files.sorted() == (Self.names.map { "\($0).md" } + traces).sorted())
    for lesson in Lesson.all {
      let file = try Data(contentsOf: folder.appending(path: "\(lesson.name).md"))
      #expect(try lesson.document().source == Array(file), "\(lesson.name)")
    }
    #expect(try Set(Lesson.all.map { try $0.document().title }).count == Lesson.all.count)
  }

  @Test func `the order builds: no lesson before the one that explains what it needs`() throws {
    func place(_ name: String) throws -> Int { try #require(Self.names.firstIndex(of: name)) }
    for (earlier, later) in [
      ("counts", "temporaries"), ("counts", "moving"), ("raw", "dangling"), ("dangling", "reuse"),
      ("nesting", "cycles"), ("raw", "weak"), ("cycles", "weak"), ("raw", "into-raw"), ("shared", "threads"),
    ] {
      #expect(try place(earlier) < place(later))
    }
    #expect(Self.names.count >= 18)
    #expect(Self.names.first == "counts")
  }

  @Test func `the index of the documentation has a row for each lesson, in order`() throws {
    let page = try String(contentsOf: packageFolder.appending(path: "docs/lessons.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let wanted = try Lesson.all.map { lesson in
      let document = try lesson.document()
      return "| `\(lesson.name)` | \(document.title) | \(document.questionCount) |"
    }
    #expect(rows.map(String.init) == wanted)
  }
}
