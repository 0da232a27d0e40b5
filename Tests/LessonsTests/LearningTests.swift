import Documents
@testable import Lessons
import Rendering
import Model
import Running
import Session
import Testing

/// A learner's answers are judged, and explained by what led to them.
struct LearningTests {
  private func run(_ lines: String) throws -> (run: LessonRun, block: Document.Block) {
    let document = try block(lines)
    return (try LessonRun(document, webAssembly: webAssembly), document.blocks[0])
  }

  /// Goes through a block up to its question number `count`.
  private func question(_ count: Int, of run: LessonRun, _ block: Document.Block) throws -> LessonRun.Question
  {
    var left = count
    for (index, step) in block.steps.enumerated() {
      guard let question = try run.question(of: step) else {
        _ = try run.perform(index, of: block)
        continue
      }
      left -= 1
      if left == 0 { return question }
      _ = run.reveal()
    }
    throw Unasked()
  }

  private struct Unasked: Error {}

  /// Does all lines, and leaves the questions out.
  private final class EachStep: DocumentHost {
    private let run: LessonRun

    init(_ run: LessonRun) {
      self.run = run
    }

    func begin(_ block: Document.Block) -> DocumentRun.Cue {
      run.begin(block)
      return .next
    }

    func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
      if !block.steps[index].isPrediction { _ = try run.perform(index, of: block) }
      return .next
    }
  }

  private func lines(_ entries: [RecordedLine]) -> [String] {
    entries.map { $0.text }
  }

  @Test(arguments: [
    ("a = new counter 5", "get a", ["5", " 5 ", "05", "5 # sure"], ["", "6", "five", "\"5\"", "5 5"]),
    (
      "a = new string \"two words\"", "get a", ["\"two words\"", "two words", " two words "],
      ["two  words", "two"]
    ),
    ("a = new counter", "is a Counter", ["true"], ["True", "yes", "false", "1"]),
    ("a = new counter", "downcast a String", ["null"], ["nil", "\"null\"", "0"]),
  ])
  func `an answer is right as expect would take it, or as the bare text of a string`(
    line: String, query: String, right: [String], wrong: [String]
  ) throws {
    let (run, block) = try run("> \(line)\n? \(query)")
    let question = try question(1, of: run, block)
    for answer in right { #expect(run.isRight(Array(answer.utf8), to: question), "\(answer)") }
    for answer in wrong { #expect(!run.isRight(Array(answer.utf8), to: question), "\(answer)") }
  }

  @Test func `text is compared by its bytes, with and without its quotes`() throws {
    let (run, block) = try run("> a = new string \"caf\u{E9}\"\n? get a")
    let question = try question(1, of: run, block)
    #expect(run.isRight(Array("caf\u{E9}".utf8), to: question))
    #expect(!run.isRight(Array("cafe\u{301}".utf8), to: question))
    #expect(!run.isRight(Array("\"cafe\u{301}\"".utf8), to: question))
  }

  @Test func `the first answer to a question counts, however often it is asked`() throws {
    let (run, block) = try run("> a = new counter\n? get a\n? strong_count a")
    let first = try question(1, of: run, block)
    #expect(run.judge(first, given: Array("7".utf8), isRight: false, isSolved: true, tries: 2).counts)
    #expect(!run.judge(first, given: Array("0".utf8), isRight: true, isSolved: true).counts)
    #expect(run.score == Score(right: 0, asked: 1))
    #expect(run.missed.map(\.question.number) == [1])
  }

  @Test func `percentages are rounded down, and a lesson without questions is passed`() {
    #expect(Score(right: 2, asked: 3).percent == 66)
    #expect(Score(right: 199, asked: 200).percent == 99)
    #expect(Score(right: 3, asked: 3).percent == 100)
    #expect(Score().percent == 100)
  }

  @Test func `the lines that led to a count are those that touched the object, questions and failures apart`()
    throws
  {
    let (run, block) = try run(
      """
      > a = new string "x"
      > z = new counter
      > b = clone a
      > strong_count a
      > incr z
      > frob a
      > c = new cell b
      > drop a
      ? strong_count b
      ? get z
      """)
    let first = try question(1, of: run, block)
    #expect(
      lines(run.allEntries(about: first)) == [
        "a = new string \"x\"", "b = clone a", "c = new cell b", "drop a",
      ])
    #expect(
      run.allEntries(about: first).map { $0.events.count } == [1, 1, 1, 1],
      "the cell's own creation has no part")
    let second = try #require(try run.question(of: block.steps[9]))
    #expect(lines(run.allEntries(about: second)) == ["z = new counter", "incr z"])
  }

  @Test func `what a line did is held back until the question that it answers`() throws {
    let (run, block) = try run(
      "> a = new counter\n? strong_count a\n> b = clone a\n? strong_count a\n> drop b")
    run.begin(block)
    #expect(try run.perform(0, of: block) == nil)
    let question = try #require(try run.question(of: block.steps[1]))
    #expect(run.knownEntries(about: question).isEmpty)
    #expect(lines(run.reveal()) == ["a = new counter"])
    #expect(try run.perform(2, of: block) == nil)
    #expect(lines(run.knownEntries(about: question)) == ["a = new counter"])
    #expect(lines(run.reveal()) == ["b = clone a"])
    #expect(try run.perform(4, of: block)?.events.count == 1, "no question follows, so this is told at once")
  }

  @Test func `a fresh block explains nothing by the session before it`() throws {
    let document = try document(
      "```externref\n> a = new counter\n```\n```externref fresh\n> a = new counter 2\n? get a\n```\n")
    let run = try LessonRun(document, webAssembly: webAssembly)
    try run.walk(with: EachStep(run))
    let question = try #require(try run.question(of: document.blocks[1].steps[1]))
    #expect(lines(run.allEntries(about: question)) == ["a = new counter 2"])
  }

  @Test func `a question that cannot be asked is a mistake of the lesson`() throws {
    let (run, block) = try run("> a = new counter\n? get b")
    let error = #expect(throws: DocumentError.self) { try question(1, of: run, block) }
    #expect(error?.place == "d.md:3")
    #expect(error?.diagnostic.message == "the question has no answer here: nothing is bound to 'b'")
    #expect(error?.diagnostic.column == 7)
  }

  @Test func `a hint names the verb and the lines, and not the answer; a judgement tells all`() throws {
    let (run, block) = try run("> a = new counter 41\n> incr a\n? get a")
    let question = try question(1, of: run, block)
    let renderer = TextRenderer(style: TextStyle())
    var hint = TextBuffer(style: TextStyle())
    renderer.hint(1, for: question, entries: run.allEntries(about: question), into: &hint)
    let text = String(decoding: hint.bytes, as: UTF8.self)
    #expect(text.hasPrefix("get: "))
    #expect(text.hasSuffix("> a = new counter 41\n> incr a\n"))
    #expect(!text.contains("42"))
    var verdict = TextBuffer(style: TextStyle())
    let judgement = run.judge(question, given: Array("7".utf8), isRight: false, isSolved: false, hints: 1)
    renderer.render(judgement.judgement, because: run.reveal(), into: &verdict)
    #expect(
      String(decoding: verdict.bytes, as: UTF8.self) == """
        wrong: get a is 42, not 7
        because:
        > a = new counter 41
        @1  Counter  41  count 1  held by a
        > incr a
        42

        """)
  }
}
