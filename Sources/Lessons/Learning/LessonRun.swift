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
  public private(set) var score = Score()
  /// Lines whose effects the reader has not been told yet.
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
    public let line: Int
    public let query: [UInt8]
    let value: Value
  }

  public init(_ document: Document, folders: [Folder] = [], webAssembly: WebAssembly) throws(DocumentError) {
    self.document = document
    if let obstacle = DocumentRun.obstacle(to: document, with: webAssembly) { throw obstacle }
    run = try DocumentRun(
      document, folders: folders, by: Runner(host: transcript, webAssembly: webAssembly))
  }

  public var session: Session { run.session }

  /// Whether lines have been done of which the reader has not been told.
  public var holdsBack: Bool { !held.isEmpty }

  /// Goes over the lesson. The host calls ``begin(_:)``, ``perform(_:of:)`` and ``question(of:)`` in its turn.
  public func walk(with host: some DocumentHost) throws {
    try run.walk(with: host)
  }

  /// Begins a block.
  public func begin(_ block: Document.Block) {
    held.removeAll()
    knownCount = log.lines.count
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
    if block.steps[(index + 1)...].contains(where: \.isPrediction) {
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
    guard case .prediction(let query) = step.action else { return nil }
    _ = try run.perform(step)
    let events = transcript.take().events
    if let fault = DocumentError(question: step, in: document, events) { throw fault }
    guard case .value(_, let value)? = events.first else { return nil }
    return Question(line: step.line, query: query, value: value)
  }

  /// Judges an answer and counts it.
  ///
  /// - Parameters:
  ///   - given: nil when there is none.
  ///   - question: what was asked.
  ///   - hints: how many hints were given before.
  public func judge(_ given: [UInt8]?, to question: Question, hints: Int) -> Judgement {
    let judgement = Judgement(
      line: question.line, query: question.query, value: question.value, given: given, hints: hints)
    score.add(judgement)
    return judgement
  }

  /// The lines that led to an answer, as far as the reader knows what they did.
  public func knownEntries(about query: [UInt8]) -> [RecordedLine] {
    log.lines(touching: run.session.objects(in: query), upTo: knownCount)
  }

  /// The lines that led to an answer, as far as they are to be told anew.
  public func allEntries(about query: [UInt8]) -> [RecordedLine] {
    log.lines(touching: run.session.objects(in: query))
  }

  private var log: Log { run.session.log }

  /// What has been held back, which may be told now.
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
