@testable import Documents
import Model
import Testing

/// Questions in words, choices and exercises, as documents have them.
struct QuestionTests {
  private func steps(_ lines: String) throws -> [Document.Step] {
    try document("```externref\n\(lines)\n```\n").blocks[0].steps
  }

  private func question(_ lines: String) throws -> Document.WordQuestion {
    guard case .question(let question) = try steps(lines)[0].action else { throw Unasked() }
    return question
  }

  private struct Unasked: Error {}

  @Test func `a question in words takes the answers under it, whatever their case, blanks and full stop`()
    throws
  {
    let question = try question("?? What is it?\na use after free\n  use-after-free\n\n")
    #expect(question.text == "What is it?" && question.choices.isEmpty)
    #expect(question.answers == ["a use after free", "use-after-free"])
    for answer in ["a use after free", "  A  Use after\tFREE. ", "use-after-free"] {
      #expect(question.accepts(Array(answer.utf8)), "\(answer)")
    }
    for answer in ["", "use", "1", "a use after fre\u{E9}", "a use after free?"] {
      #expect(!question.accepts(Array(answer.utf8)), "\(answer)")
    }
  }

  @Test func `answers in words are compared by their bytes`() throws {
    let question = try question("?? Where?\ncaf\u{E9}")
    #expect(question.accepts(Array("CAF\u{C9}".utf8)))
    #expect(!question.accepts(Array("cafe\u{301}".utf8)))
  }

  @Test func `a choice is made by its number or its text`() throws {
    let question = try question("?? Which?\n[ ] one\n[X] The other\n[ ] 7")
    #expect(question.choices == ["one", "The other", "7"] && question.answers == ["The other"])
    for answer in ["2", " 2 ", "2.", "2)", "the other"] {
      #expect(question.accepts(Array(answer.utf8)), "\(answer)")
    }
    for answer in ["", "1", "3", "0", "4", "-2", "7", "one", "the"] {
      #expect(!question.accepts(Array(answer.utf8)), "\(answer)")
    }
  }

  @Test func `conditions make a typed line an exercise, and are no part of its answer`() throws {
    let steps = try steps(
      "> a = new counter\n! expect live 1\n! expect  downcast a String \"two  words\" # so\n@1  Counter  0  count 1  held by a\n> drop a"
    )
    #expect(steps.map(\.isExercise) == [true, false] && steps.map(\.asksReader) == [true, false])
    #expect(steps[0].conditions.map(\.line) == [3, 4])
    #expect(steps[0].conditions.map(\.clause) == ["live is 1", "downcast a String is \"two  words\""])
    #expect(steps[0].answer.lines == [.text("@1  Counter  0  count 1  held by a")])
  }

  @Test(arguments: [
    ("?? Why?", 2, "a question in words needs its answers under it"),
    ("?? Why?\n...", 2, "a question in words needs its answers under it"),
    ("??", 2, "a question in words has none"),
    ("??Why?\nso", 2, "a blank is missing behind '??'"),
    ("?? Why?\n[ ] a\n[ ] b", 2, "there are 2 choices, 0 of them right"),
    ("?? Why?\n[x] a\n[x] b", 2, "there are 2 choices, 2 of them right"),
    ("?? Why?\n[x] a", 2, "there are 1 choices, 1 of them right"),
    ("?? Why?\n[x] a\nb", 2, "a line among the choices is none"),
    ("?? Why?\n[x] a\n[ ] A.", 2, "two choices are the same, or one is empty"),
    ("?? Why?\n[x] a\n[ ]", 2, "two choices are the same, or one is empty"),
    (
      "?? Why?\nno\nSkip", 2, "the answer 'Skip' could not be given: at a question it asks for something else"
    ),
    ("? live\n! expect live 0", 3, "a condition stands where the reader types nothing"),
    ("! expect live 0", 2, "a condition stands where the reader types nothing"),
    ("> drop a\nan answer\n! expect live 0", 4, "a condition stands where the reader types nothing"),
    ("> drop a\n!expect live 0", 3, "a blank is missing behind '!'"),
    ("> drop a\n! live 0", 3, "expected 'expect QUERY VALUE'"),
    ("> drop a\n! expect drop a", 3, "'drop' is a verb that changes something"),
    ("> drop a\n! expect live", 3, "expected the value that is expected"),
  ])
  func `what is wrong with a question shows with its line`(lines: String, line: Int, message: String) throws {
    let error = #expect(throws: DocumentError.self) { try steps(lines) }
    #expect(error?.line == line)
    #expect(error?.diagnostic.message.hasPrefix(message) == true, "\(error?.diagnostic.message ?? "")")
  }

  @Test(arguments: [
    ("help", QuestionWord.help), (" ? ", .help), (".help", .help), ("HINT", .hint), ("skip", .skip),
    ("back", .back),
    ("try", .try), ("quit", .quit), ("exit", .quit), (".quit", .quit),
  ])
  func `words at a question, also as people know them from elsewhere`(typed: String, word: QuestionWord) {
    #expect(QuestionWord(typed: Array(typed.utf8)) == word)
  }

  @Test(arguments: ["", ".", "helpful", "help me", "\"help\"", "2", "try = clone a", "b"])
  func `what is no such word is an answer`(typed: String) {
    #expect(QuestionWord(typed: Array(typed.utf8)) == nil)
  }
}
