internal import Documents
internal import Files
internal import Model
internal import Rendering
internal import Running
internal import Session
internal import SystemPackage

/// Plays a document to an audience: prose, then commands as if they were typed, with their answers.
final class Player: DocumentHost {
  private let run: DocumentRun
  private let transcript = Transcript()
  private let stage: any Stage
  private var hasBegun = false
  /// The live page of the document's session.
  var page: SessionPage? {
    didSet {
      transcript.observer = { [unowned self] happening in
        if !isGoingBack { page?.note(happening) }
      }
    }
  }
  /// Whether lines are done anew on the way back: viewers see only what they led to.
  private var isGoingBack = false

  /// How many words are read in one pause.
  private static let wordsPerPause = 20

  init(
    _ document: Document, folders: [Folder], webAssembly: WebAssembly, stage: any Stage
  ) throws(DocumentError) {
    self.stage = stage
    if let obstacle = DocumentRun.obstacle(to: document, with: webAssembly) { throw obstacle }
    run = try DocumentRun(
      document, folders: folders, by: Runner(host: transcript, webAssembly: webAssembly))
    stage.prepare(run)
  }

  var session: Session { run.session }

  /// How many commands the document has.
  var commandCount: Int {
    run.document.blocks.reduce(0) { $0 + $1.steps.count(where: \.isTyped) }
  }

  /// - Parameter start: the number of a step, or words of a heading; nil for the beginning.
  func play(from start: String? = nil) throws {
    try run.walk(with: self, from: try beginning(start))
    guard !hasQuit else { return }
    _ = transcript.take()
    try run.end()
    let events = transcript.take().events
    guard !events.isEmpty else { return }
    try write {
      $0.newline()
      TextRenderer(style: stage.style).render(end: events, limit: 40, into: &$0)
    }
  }

  private func beginning(_ start: String?) throws(DocumentError) -> DocumentRun.Beginning {
    guard let start else { return .start }
    if let number = Int(start) {
      if let beginning = run.beginning(atStep: number) { return beginning }
      throw DocumentError(
        "the document has no step \(number)", remedy: "its steps have the numbers 1 to \(run.stepCount)")
    }
    if let beginning = run.beginning(atHeading: start) { return beginning }
    throw DocumentError(
      "no heading has '\(start.printable)' in it",
      remedy: "--from takes a step's number, or words of a heading")
  }

  /// Whether the presenter has left before the end.
  private(set) var hasQuit = false

  // MARK: The walk

  func read(_ prose: Range<Int>) throws -> DocumentRun.Cue {
    let text = run.document.text(prose)
    try beginPart()
    page?.append(prose: text)
    try write { TextRenderer(style: stage.style).render(markdown: text, into: &$0) }
    let words = text.split { $0.isWhitespace }.count
    return try follow(waitForReader(share: 1 + words / Self.wordsPerPause))
  }

  func begin(_ block: Document.Block) throws -> DocumentRun.Cue {
    try beginPart()
    return .next
  }

  private func beginPart() throws {
    if isGoingBack {
      isGoingBack = false
      page?.beginAnew()
    }
    if hasBegun { try write { $0.newline() } }
    hasBegun = true
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    // What was done anew on the way here is not shown.
    _ = transcript.take()
    let step = block.steps[index]
    return try follow(step.isTyped ? type(step) : ask(step))
  }

  /// What the presenter wants, as the walk takes it.
  private func follow(_ cue: Cue) throws -> DocumentRun.Cue {
    switch cue {
    case .next, .prompt: return .next
    case .previous:
      try stage.clear()
      hasBegun = false
      isGoingBack = true
      return .previous
    case .back:
      try stage.clear()
      hasBegun = false
      isGoingBack = true
      return .back
    case .quit:
      hasQuit = true
      return .stop
    }
  }

  // MARK: Steps

  /// Types a command and shows what it does.
  private func type(_ step: Document.Step) throws -> Cue {
    guard case .command(let line) = step.action else { return .next }
    let renderer = TextRenderer(style: stage.style)
    let text = String(decoding: line, as: UTF8.self).printable
    stage.mark(text)
    try stage.write(
      Array(renderer.prompt(number: run.runner.lineNumber + 1, liveCount: run.liveCount).utf8))
    for character in text {
      try stage.write(Array(String(character).utf8))
      let cue = run.haste == .none ? try stage.wait(.typing, share: 1) : .next
      guard cue == .next else { return cue }
    }
    try write { $0.newline() }
    _ = try run.perform(step)
    return try show(transcript.take(), with: renderer)
  }

  /// Puts a question, leaves time to think, and shows the answer.
  private func ask(_ step: Document.Step) throws -> Cue {
    let renderer = TextRenderer(style: stage.style)
    try write { renderer.render(step, into: &$0) }
    // The viewers of a live page are asked now, too.
    _ = try run.perform(step)
    let answer = transcript.take()
    let cue = try waitForReader()
    guard cue == .next else { return cue }
    return try show(answer, with: renderer)
  }

  private func show(_ answer: Answer, with renderer: TextRenderer) throws -> Cue {
    try stage.write(answer.text(with: renderer))
    stage.showHeap(of: run)
    return try waitForReader()
  }

  /// Waits, and lends the presenter the prompt as often as it is asked for.
  private func waitForReader(share: Int = 1) throws -> Cue {
    if run.haste == .passed { return .next }
    stage.place = PlayPlace(step: run.stepNumber, stepCount: run.stepCount)
    while true {
      let cue = try stage.wait(.reading, share: share)
      guard cue == .prompt else { return cue }
      if try stage.handOver(run, page: page) {
        isGoingBack = true
        try run.restore()
        isGoingBack = false
        _ = transcript.take()
        page?.beginAnew()
      }
    }
  }

  private func write(_ body: (inout TextBuffer) -> Void) throws {
    var text = TextBuffer(style: stage.style)
    body(&text)
    try stage.write(text.bytes)
  }
}
