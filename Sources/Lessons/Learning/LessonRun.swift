public import Documents
public import Files
public import Model
public import Running
public import Session

/// A document as a lesson: the reader answers its questions before their answers show.
public final class LessonRun {
  public let document: Document
  private let run: DocumentRun
  private let transcript = Transcript()
  /// What counts, by the lines of the questions. Who goes back finds questions again, and they count once.
  private var judgements: [Int: Judgement] = [:]
  /// Lines whose effects the reader has not seen yet.
  private var held: [RecordedLine] = []
  /// How many lines of the log the reader knows all about.
  private var knownCount = 0
  /// Is given what happens, once the reader has been told.
  public var observer: ((Happening) -> Void)? {
    didSet {
      let waiting = waiting
      transcript.observer = observer == nil ? nil : { waiting.happenings.append($0) }
    }
  }
  private let waiting = Waiting()

  /// What has happened and the reader has not been told yet.
  private final class Waiting {
    var happenings: [Happening] = []
  }

  /// A question that waits for its answer.
  public struct Question: Sendable {
    public enum Kind: Sendable {
      /// The value of a query.
      case prediction(query: [UInt8], Value)
      case words(Document.WordQuestion)
      /// A line after which the conditions hold.
      case exercise(Document.Step)
    }

    /// The line of the document.
    public let line: Int
    /// Its place among the questions of the document, from 1.
    public let number: Int
    public let kind: Kind
    public let step: Document.Step
  }

  /// What a line did that the reader typed at an exercise, in a session of its own.
  public struct Attempt {
    public let answer: Answer
    /// The conditions that do not hold afterwards, as messages.
    public let faults: [Diagnostic]
    /// Whether the line only looked, or was refused: it left everything as it was.
    public let changedNothing: Bool

    public var isRight: Bool { faults.isEmpty }
  }

  public init(_ document: Document, folders: [Folder] = [], webAssembly: WebAssembly) throws(DocumentError) {
    self.document = document
    if let obstacle = DocumentRun.obstacle(to: document, with: webAssembly) { throw obstacle }
    run = try DocumentRun(
      document, folders: folders, by: Runner(host: transcript, webAssembly: webAssembly))
  }

  /// The runner of the lesson's own session.
  public var runner: Runner { run.runner }

  public var session: Session { run.session }

  /// Whether lines have been done of which the reader has not been told.
  public var holdsBack: Bool { !held.isEmpty }

  public var score: Score {
    judgements.values.reduce(into: Score()) { $0.add($1) }
  }

  /// The questions that were not answered rightly at once, in the order of the document.
  public var missed: [Judgement] {
    judgements.values.filter { !$0.isRight }.sorted { $0.question.line < $1.question.line }
  }

  /// How many hints were asked for.
  public var hints: Int { judgements.values.reduce(0) { $0 + $1.hints } }

  /// Goes over the lesson. The host calls ``begin(_:)``, ``perform(_:of:)`` and ``question(of:)`` in its turn.
  public func walk(with host: some DocumentHost) throws {
    try run.walk(with: host)
  }

  /// Begins a block.
  public func begin(_ block: Document.Block) {
    // What was done anew on the way here is known.
    _ = transcript.take()
    held.removeAll()
    tell()
  }

  /// Does a line of a block.
  ///
  /// - Returns: what happened; nil when that is held back, because a question follows to which it would be the answer.
  public func perform(_ index: Int, of block: Document.Block) throws -> Answer? {
    let step = block.steps[index]
    _ = try run.perform(step)
    let answer = transcript.take()
    guard case .command(let line) = step.action else { return answer }
    // Nothing of a session that has ended explains what comes.
    if answer.endsSession { knownCount = 0 }
    // Who is to find a line must see where things stand.
    if !step.isExercise, let next = block.steps[(index + 1)...].first(where: \.asksReader), !next.isExercise {
      held.append(
        RecordedLine(
          number: run.runner.lineNumber, text: String(decoding: line, as: UTF8.self), failed: false,
          events: answer.events))
      return nil
    }
    tell()
    return answer
  }

  /// Puts a question; nil when the step is none.
  public func question(of step: Document.Step) throws -> Question? {
    guard step.asksReader else { return nil }
    let number = document.blocks.flatMap(\.steps).count { $0.asksReader && $0.line <= step.line }
    func question(_ kind: Question.Kind) -> Question {
      Question(line: step.line, number: number, kind: kind, step: step)
    }
    switch step.action {
    case .command: return question(.exercise(step))
    case .question(let words): return question(.words(words))
    case .prediction(let query):
      _ = try run.perform(step)
      let events = transcript.take().events
      if let fault = DocumentError(question: step, in: document, events) { throw fault }
      guard case .value(_, let value)? = events.first else { return nil }
      return question(.prediction(query: query, value))
    }
  }

  /// Whether an answer to a question that is no exercise is right.
  public func isRight(_ answer: [UInt8], to question: Question) -> Bool { question.accepts(answer) }

  /// The session as it stands at a question, for the reader to do with as they like: the lesson's own stays as it is.
  public func copy(at question: Question) throws -> DocumentRun {
    try run.replica(before: question.step)
  }

  /// Tries a line at an exercise.
  public func attempt(_ line: [UInt8], at question: Question, in copy: DocumentRun) throws -> Attempt {
    let answer = try copy.perform(typed: line)
    return Attempt(
      answer: answer, faults: copy.faults(in: question.step.conditions).map(\.fault),
      changedNothing: answer.changedNothing)
  }

  /// Judges the answers to a question, and counts the first if the question is asked for the first time.
  ///
  /// - Parameters:
  ///   - question: what was asked.
  ///   - given: the first answer; nil when there is none.
  ///   - isRight: whether that one was right.
  ///   - isSolved: whether the last one was.
  ///   - tries: how many answers there were.
  ///   - hints: how many hints were given.
  /// - Returns: the judgement, and whether it counts.
  @discardableResult
  public func judge(
    _ question: Question, given: [UInt8]?, isRight: Bool, isSolved: Bool, tries: Int = 1, hints: Int = 0
  ) -> (judgement: Judgement, counts: Bool) {
    let judgement = Judgement(
      question: question, given: given, tries: tries, hints: hints, isRight: isRight, isSolved: isSolved)
    let counts = judgements[question.line] == nil
    if counts { judgements[question.line] = judgement }
    return (judgement, counts)
  }

  /// The lines that led to an answer, as far as the reader knows what they did.
  public func knownEntries(about question: Question) -> [RecordedLine] {
    log.lines(touching: run.session.objects(in: question.query), upTo: knownCount)
  }

  /// The lines that led to an answer, as far as they are to be shown anew.
  public func allEntries(about question: Question) -> [RecordedLine] {
    log.lines(touching: run.session.objects(in: question.query))
  }

  private var log: Log { run.session.log }

  /// What has been held back, which may be shown now.
  public func reveal() -> [RecordedLine] {
    defer { held.removeAll() }
    tell()
    return held
  }

  /// The reader knows all that has happened.
  private func tell() {
    knownCount = log.lines.count
    for happening in waiting.happenings { observer?(happening) }
    waiting.happenings.removeAll()
  }
}

extension LessonRun.Question {
  /// The query whose value is asked for; empty where none is.
  fileprivate var query: [UInt8] {
    if case .prediction(let query, _) = kind { query } else { [] }
  }

  /// The question as reports name it.
  public var text: String {
    switch kind {
    case .prediction(let query, _): String(decoding: query, as: UTF8.self)
    case .words(let question): question.text
    case .exercise(let step): "a line after which " + step.conditions.map(\.clause).joined(separator: ", ")
    }
  }

  /// Its right answer, as the reader is shown it.
  public var answer: String {
    switch kind {
    case .prediction(_, let value): value.literal
    case .words(let question): question.answers[0]
    case .exercise(let step): String(step.text.dropFirst(2))
    }
  }
}
