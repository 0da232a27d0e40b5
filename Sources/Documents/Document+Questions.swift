internal import Model
internal import Session

extension Document {
  /// What must hold once the reader has found a line: `! expect QUERY VALUE` under the line that the document has.
  public struct Condition: Sendable {
    /// The line of the document, from 1.
    public let line: Int
    /// The whole line behind `! `.
    public let source: [UInt8]

    /// The query and the value, as a clause: "strong_count a is 1".
    public var clause: String {
      guard let tokens = try? Lexer.tokenize(source), tokens.count > 2 else {
        return String(decoding: source, as: UTF8.self)
      }
      let query = source[tokens[1].range.lowerBound..<tokens[tokens.count - 2].range.upperBound]
      let value = source[tokens[tokens.count - 1].range]
      return "\(String(decoding: query, as: UTF8.self)) is \(String(decoding: value, as: UTF8.self))"
    }
  }

  /// A question in words, with what answers it.
  public struct WordQuestion: Sendable, Equatable {
    public let text: String
    /// What the reader chooses from; empty where the answer is to be found without.
    public let choices: [String]
    /// The right choice; without choices, everything that is accepted, what the reader is shown first.
    public let answers: [String]

    /// Whether an answer is right: a choice by its number or its text, or an accepted text. Blanks, the case of letters
    /// and a full stop at the end do not count.
    public func accepts(_ answer: [UInt8]) -> Bool {
      let answer = Self.folded(String(decoding: answer, as: UTF8.self))
      if let number = Int(answer), choices.indices.contains(number - 1) {
        return answers[0].isSame(as: choices[number - 1])
      }
      return answers.contains { Self.folded($0).isSame(as: answer) }
    }

    /// Whether two texts are one as answers.
    static func isSameAnswer(_ one: String, _ other: String) -> Bool {
      folded(one).isSame(as: folded(other))
    }

    private static func folded(_ text: String) -> String {
      var folded = text.lowercased().split { $0.isWhitespace }.joined(separator: " ")
      if [".", ")"].contains(folded.last), folded.count > 1 { folded.removeLast() }
      return folded
    }
  }

  /// How many questions and exercises there are.
  public var questionCount: Int {
    blocks.reduce(0) { count, block in count + block.steps.count(where: \.asksReader) }
  }
}

/// What a reader may type at any question, and so is never an answer.
public enum QuestionWord: String, CaseIterable, Sendable {
  case help, hint, skip, back, `try`, quit

  /// - Parameter typed: also with the dot of the shell's lines about the session, and in the words that people know from
  ///   elsewhere.
  public init?(typed: [UInt8]) {
    var word = String(decoding: typed.trimmed, as: UTF8.self).lowercased()
    if word.hasPrefix("."), word.count > 1 { word.removeFirst() }
    self.init(rawValue: ["?": "help", "exit": "quit"][word] ?? word)
  }
}

extension Document.WordQuestion {
  /// What is wrong with a question in words and the lines under it: a message and a remedy.
  struct Fault: Error {
    let message: String
    let remedy: String
  }

  /// The most choices: each has a digit.
  private static let choiceLimit = 9

  init(_ text: String, lines: [Document.Answer.Line]) throws(Fault) {
    let lines = lines.map { if case .text(let line) = $0 { line.trimmed } else { "..." } }
      .filter { !$0.isEmpty }
    guard !text.isEmpty else {
      throw Fault(message: "a question in words has none", remedy: "write '?? ' and the question")
    }
    guard !lines.isEmpty, !lines.contains("...") else {
      throw Fault(
        message: "a question in words needs its answers under it",
        remedy: "write what is accepted, one answer a line, or choices: [x] the right one, [ ] a wrong one")
    }
    self.text = text
    let marked = lines.map(Self.choice)
    guard marked.contains(where: { $0 != nil }) else {
      if let word = lines.first(where: { QuestionWord(typed: Array($0.utf8)) != nil }) {
        throw Fault(
          message: "the answer '\(word)' could not be given: at a question it asks for something else",
          remedy: "ask for another word, or give choices")
      }
      choices = []
      answers = lines
      return
    }
    let choices = marked.compactMap { $0 }
    guard choices.count == lines.count else {
      throw Fault(
        message: "a line among the choices is none", remedy: "begin each with [ ], and the right one with [x]"
      )
    }
    guard (2...Self.choiceLimit).contains(choices.count), choices.count(where: \.isRight) == 1 else {
      throw Fault(
        message: "there are \(choices.count) choices, \(choices.count(where: \.isRight)) of them right",
        remedy: "give from 2 to \(Self.choiceLimit), and mark the one that is right with [x]")
    }
    for (index, choice) in choices.enumerated() {
      guard !choice.text.isEmpty,
        !choices[..<index].contains(where: { Self.isSameAnswer($0.text, choice.text) })
      else {
        throw Fault(message: "two choices are the same, or one is empty", remedy: "give each its own text")
      }
    }
    self.choices = choices.map(\.text)
    answers = choices.filter(\.isRight).map(\.text)
  }

  /// `[x] text`, `[ ] text`; nil for any other line.
  private static func choice(_ line: String) -> (isRight: Bool, text: String)? {
    for (mark, isRight) in [("[ ]", false), ("[x]", true), ("[X]", true)] where line.hasPrefix(mark) {
      return (isRight, String(line.dropFirst(mark.count)).trimmed)
    }
    return nil
  }
}

extension String {
  /// The string without white space at either end.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
