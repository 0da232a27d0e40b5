import Documents
@testable import Lessons
import Model
import Rendering
import Running
import Session
import Testing

/// Exercises are judged by what the session does, each try in a session of its own.
struct ExerciseTests {
  private static let ring = """
    > a = new cell
    > b = new cell a
    > put a b
    > drop b
    > take a
    ! expect live 1
    ! expect strong_count a 1
    ? strong_count a
    """

  /// A run that has come to the exercise.
  private func exercise() throws -> (run: LessonRun, block: Document.Block, question: LessonRun.Question) {
    let document = try block(Self.ring)
    let block = document.blocks[0]
    let run = try LessonRun(document, webAssembly: webAssembly)
    for index in 0..<4 {
      #expect(try run.perform(index, of: block) != nil, "who is to find a line sees where things stand")
    }
    return (run, block, try #require(try run.question(of: block.steps[4])))
  }

  private func attempt(_ line: String, _ run: LessonRun, _ question: LessonRun.Question) throws
    -> LessonRun.Attempt
  {
    try run.attempt(Array(line.utf8), at: question, in: run.copy(at: question))
  }

  @Test(arguments: ["take a", " take  a # so", "put a a2", "c = new cell", "clone a"])
  func `a line is right when the conditions hold after it, whatever it is`(line: String) throws {
    let (run, _, question) = try exercise()
    let isRight = line.contains("take")
    #expect(try attempt(line, run, question).isRight == isRight)
  }

  @Test func `each try begins where the lesson stands, and leaves the lesson as it is`() throws {
    let (run, block, question) = try exercise()
    for line in ["drop a", ".reset", ".quit", "take a", "a = new counter"] {
      _ = try attempt(line, run, question)
    }
    #expect(try attempt("take a", run, question).isRight)
    let answer = try #require(try run.perform(4, of: block))
    #expect(answer.lines.first == "@2  count stays 1  moved from @1  (no name takes it)")
    let next = try #require(try run.question(of: block.steps[5]))
    #expect(next.answer == "1" && next.number == 2)
  }

  @Test func `what does not hold shows, and a line that changed nothing is told apart`() throws {
    let (run, _, question) = try exercise()
    let wrong = try attempt("drop a", run, question)
    #expect(wrong.faults.map(\.message) == ["live is 2, not 1", "'a' was dropped on line 5"])
    #expect(!wrong.changedNothing)
    for line in ["strong_count a", ".objects", "take b", "frob", "", "# so"] {
      let attempt = try attempt(line, run, question)
      #expect(!attempt.isRight && attempt.changedNothing, "\(line)")
    }
    #expect(try !attempt(".reset", run, question).changedNothing)
  }

  @Test func `a copy of the session is the reader's, in a fresh block and behind an exercise too`() throws {
    let document = try document(
      "```externref\n> x = new counter\n```\n```externref fresh\n\(Self.ring)\n```\n")
    let run = try LessonRun(document, webAssembly: webAssembly)
    let last = try #require(document.blocks[1].steps.last)
    let first = document.blocks[1].steps[0]
    func copy(before step: Document.Step) throws -> DocumentRun {
      try run.copy(at: LessonRun.Question(line: step.line, number: 1, kind: .exercise(step), step: step))
    }
    #expect(try copy(before: first).session.liveCount == 0)
    let copy = try copy(before: last)
    #expect(copy.session.liveCount == 1 && copy.runner.lineNumber == 5)
    _ = try copy.perform(typed: Array("drop a".utf8))
    #expect(copy.session.liveCount == 0 && run.runner.session.liveCount == 0)
  }

  @Test func `an exercise says what should hold, and its hints begin the line`() throws {
    let (run, block, question) = try exercise()
    let renderer = TextRenderer(style: TextStyle())
    var text = TextBuffer(style: TextStyle())
    renderer.render(question, of: block.steps[4], into: &text)
    for count in 1...2 {
      renderer.hint(count, for: question, entries: run.allEntries(about: question), into: &text)
    }
    #expect(
      String(decoding: text.bytes, as: UTF8.self) == """
        ! Type a line after which
            live is 1
            strong_count a is 1
        take: move the handle out of a cell, which is empty afterwards
        One such line begins with: take

        """)
  }

  @Test func `hints of a choice leave one wrong choice at least, and of words the last letter`() throws {
    let document = try block("?? Which?\n[ ] a\n[x] b\n[ ] c\n?? What?\nfree\n?? Who?\n[x] a\n[ ] b")
    let run = try LessonRun(document, webAssembly: webAssembly)
    func hints(_ index: Int) throws -> [String] {
      let question = try #require(try run.question(of: document.blocks[0].steps[index]))
      return (1...5).map { count in
        var text = TextBuffer(style: TextStyle())
        TextRenderer(style: TextStyle()).hint(count, for: question, entries: [], into: &text)
        return String(decoding: text.bytes.dropLast(), as: UTF8.self)
      }
    }
    #expect(try Set(hints(0)) == ["It is not 1."])
    #expect(
      try hints(1).map { $0.dropFirst("It begins with ".count) } == [
        "'f'.", "'fr'.", "'fre'.", "'fre'.", "'fre'.",
      ])
    #expect(try Set(hints(2)).count == 1)
  }
}
