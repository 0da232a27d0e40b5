package import Markdown
internal import Model

/// A Markdown document whose fenced blocks marked `externref` are sessions.
///
/// Script, demonstration, test and lesson are four readings of the same document. It keeps its source and refers to it
/// by ranges of bytes, so that a change of one answer changes nothing else.
public struct Document: Sendable {
  /// What messages call the document: its path as given, or the name of a lesson.
  public let name: String
  public let source: [UInt8]
  /// Prose and blocks, in order. There is no prose without a byte.
  public let parts: [Part]
  /// What sessions find in their temporary folder when they begin.
  public internal(set) var files: [File] = []

  public enum Part: Sendable {
    case prose(Range<Int>)
    case block(Block)
  }

  /// A fenced block: lines that are typed, with their answers, and questions.
  public struct Block: Sendable {
    /// Whether a new session begins with this block.
    public let isFresh: Bool
    /// The file whose trace the lines ask about; nil where they are lines of the session.
    public let trace: String?
    /// The line of the opening fence, from 1.
    public let line: Int
    public let steps: [Step]
    package let fence: Fence
  }

  /// A line that is typed, or a question; and the answer under it.
  public struct Step: Sendable {
    public let action: Action
    /// The line of the document, from 1.
    public let line: Int
    /// What must hold afterwards, where the reader is to find the line that is typed here.
    public let conditions: [Condition]
    public let answer: Answer
  }

  public enum Action: Sendable {
    /// A line that is typed.
    case command([UInt8])
    /// A query whose value the reader is to predict.
    case prediction([UInt8])
    /// A question in words, which no session can answer.
    case question(WordQuestion)
  }

  /// What the document says the answer is.
  public struct Answer: Sendable {
    public let lines: [Line]
    /// Where the lines stand, line ends included. Blank lines behind the last one are no part of it.
    public let range: Range<Int>
    /// What ends the line that is answered, and so what an answer's lines end in.
    let lineEnd: [UInt8]

    public enum Line: Sendable, Equatable {
      case text(String)
      /// `...`: any number of lines, also none.
      case any
    }
  }

  public var blocks: [Block] {
    parts.compactMap { if case .block(let block) = $0 { block } else { nil } }
  }

  /// The text of a range, whose lines end in line feeds whatever they end in there.
  public func text(_ range: Range<Int>) -> String {
    let bytes = source[range]
    let text = String(decoding: bytes, as: UTF8.self)
    return bytes.contains(UInt8(ascii: "\r")) ? text.replacing("\r\n", with: "\n") : text
  }

  /// The prose and the blocks that there is something to see of, in order, and where a new session begins unseen.
  public var visibleParts: [Part] {
    parts.filter {
      switch $0 {
      case .prose(let range): !source[range].allSatisfy { $0 == .newline || $0.isBlank }
      case .block(let block): !block.steps.isEmpty || block.isFresh
      }
    }
  }

  /// The texts of the headings in a range.
  public func headings(in range: Range<Int>) -> [String] {
    MarkdownBlock.blocks(of: text(range)).compactMap {
      if case .heading(_, let heading) = $0 { MarkdownInline.plainText(of: heading) } else { nil }
    }
  }

  /// The text of the first heading, or the name where there is none; fit to be shown anywhere.
  public var title: String {
    for case .prose(let range) in parts {
      for title in headings(in: range) where !title.allSatisfy(\.isWhitespace) { return title.printable }
    }
    return name.printable
  }
}

extension Document.Step {
  /// The step as the document writes it.
  public var text: String {
    switch action {
    case .command(let line): "> " + String(decoding: line, as: UTF8.self)
    case .prediction(let query): "? " + String(decoding: query, as: UTF8.self)
    case .question(let question): "?? " + question.text
    }
  }

  public var isPrediction: Bool {
    if case .prediction = action { true } else { false }
  }

  /// Whether the reader is to find the line that is typed here.
  public var isExercise: Bool { !conditions.isEmpty }

  /// Whether something is typed here, be it by the reader.
  public var isTyped: Bool {
    if case .command = action { true } else { false }
  }

  /// Whether the reader is asked for something here.
  public var asksReader: Bool { !isTyped || isExercise }
}
