public import Documents
public import Files
public import Model
public import Session
internal import SystemPackage
internal import Traces

/// What a walk over a document's prose and steps stops at.
public protocol DocumentHost: AnyObject {
  /// Prose of which there is something to see.
  func read(_ prose: Range<Int>) throws -> DocumentRun.Cue

  /// A block begins, and with it a new session if it says so.
  func begin(_ block: Document.Block) throws -> DocumentRun.Cue

  /// The next step of a block: the host has it done when its time has come, with ``DocumentRun/perform(_:)``.
  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue
}

extension DocumentHost {
  public func read(_ prose: Range<Int>) -> DocumentRun.Cue { .next }
  public func begin(_ block: Document.Block) -> DocumentRun.Cue { .next }
}

/// A document on its way through a runner. Script, demonstration, test, lesson and export are one walk with different
/// hosts.
///
/// Relative paths lead to a temporary folder, which each session gets anew, so a document leaves nothing behind; files
/// that are only read are also found in the document's own folder and in those that the user allows. `.quit` ends the
/// session, and a new one begins with the next step.
public final class DocumentRun {
  /// Where the walk goes on.
  public enum Cue: Sendable {
    case next
    /// At the block before, with the prose that introduces it.
    case back
    case stop
  }

  /// How the document is taken.
  public enum Manner: Sendable {
    /// As a script among others: lines have the document's numbers, and the end of each session shows.
    case script
    /// As a session that a user types: lines are numbered from 1 in each session.
    case transcript
  }

  public let document: Document
  public let runner: Runner
  private let manner: Manner
  private let folders: [Folder]
  private var scratch: Scratch?
  /// Answers the lines of the block that is on its way, where they ask about a trace.
  private var inspector: Inspector?

  /// - Parameters:
  ///   - document: whose lines are run.
  ///   - folders: what the document may open besides its temporary folder: its own folder, if it has one, and
  ///     those that the user allows.
  ///   - manner: how it is taken.
  ///   - runner: whose session the document goes on with.
  /// - Throws: that the temporary folder could not be made.
  public init(
    _ document: Document, folders: [Folder], as manner: Manner = .transcript, by runner: Runner
  ) throws(DocumentError) {
    self.document = document
    self.folders = folders
    self.manner = manner
    self.runner = runner
    try prepareSession()
  }

  public var session: Session { runner.session }

  /// How many objects live, in the session or in the trace that is asked about.
  public var liveCount: Int { inspector?.liveCount ?? session.liveCount }

  /// Why the document cannot run here; nil when it can. A document that loads WebAssembly modules needs their engine.
  public static func obstacle(to document: Document, with webAssembly: WebAssembly) -> DocumentError? {
    document.needsEngine ? webAssembly.obstacle.map { DocumentError($0, in: document.name) } : nil
  }

  /// Makes the session one whose answers are the same on every machine and run, and whose files stay here.
  private func prepareSession() throws(DocumentError) {
    let scratch = try Scratch(for: document)
    let scope = scratch.scope(beneath: folders)
    session.fileScope = runner.confinesFiles ? scope : scope.widened
    session.isReproducible = true
    self.scratch = scratch
  }

  /// Gives the session back to what follows the document.
  public func finish() {
    session.fileScope = .everything
    session.isReproducible = false
    scratch = nil
  }

  // MARK: The walk

  /// Goes over the prose and the blocks, in order.
  ///
  /// - Throws: what the host throws, or that the temporary folder could not be made.
  public func walk(with host: some DocumentHost) throws {
    let parts = document.visibleParts
    var index = 0
    while index < parts.count {
      switch try visit(parts[index], host) {
      case .next: index += 1
      case .stop: return
      case .back:
        index = Self.sceneBefore(index, in: parts)
        try goBack(to: index, in: parts)
      }
    }
  }

  private func visit(_ part: Document.Part, _ host: some DocumentHost) throws -> Cue {
    switch part {
    case .prose(let range):
      return try host.read(range)
    case .block(let block):
      if block.isFresh { try beginBlock(block) }
      inspector = try block.trace.map { try openTrace($0, for: block) }
      var cue = try host.begin(block)
      for index in block.steps.indices where cue == .next { cue = try host.take(index, of: block) }
      inspector = nil
      return cue
    }
  }

  /// Opens a file that the document's session could open too.
  private func openTrace(_ path: String, for block: Document.Block) throws -> Inspector {
    do {
      let file = GrowingFile(try session.fileScope.openForReading(path))
      return Inspector(try Trace(file, path: path), shellVerbs: CommandTable.help)
    } catch let problem as FileProblem {
      throw DocumentError(Refusal(reading: path, problem), in: document.name, line: block.line)
    } catch let error as TraceError {
      throw DocumentError(
        "cannot read '\(path.printable)' as a trace: \(error.reason)", remedy: error.remedy,
        in: document.name,
        line: block.line)
    }
  }

  private func beginBlock(_ block: Document.Block) throws {
    if manner == .script {
      try runner.end(
        at: Place(source: .file(document.name), line: block.line), beginsAnother: true)
    }
    try startAnew()
  }

  /// The part where the scene before begins. A scene is a block with the prose before it, or either alone.
  private static func sceneBefore(_ index: Int, in parts: [Document.Part]) -> Int {
    let starts = parts.indices.filter { index in
      guard index > 0, case .block = parts[index], case .prose = parts[index - 1] else { return true }
      return false
    }
    let scene = starts.lastIndex { $0 <= index } ?? 0
    return starts[max(0, scene - 1)]
  }

  /// Does all before a part anew, for no one to see.
  private func goBack(to index: Int, in parts: [Document.Part]) throws {
    try startAnew()
    try perform(parts[..<index])
  }

  /// Does the steps of parts before a line of the document.
  private func perform(_ parts: ArraySlice<Document.Part>, before line: Int = .max) throws {
    for case .block(let block) in parts where block.line < line {
      if block.isFresh { try startAnew() }
      // To look at a trace changes nothing.
      if block.trace != nil { continue }
      for step in block.steps where step.line < line { _ = try perform(step) }
    }
  }

  /// Another run of the document that has come as far: its session is as this document's is before a step, and what is
  /// done there leaves this one as it is.
  ///
  /// - Complexity: what the document's steps take up to there.
  public func replica(before step: Document.Step) throws -> DocumentRun {
    let runner = Runner(host: Silence(), webAssembly: runner.webAssembly, folders: runner.folders)
    runner.stopRequested = self.runner.stopRequested
    let replica = try DocumentRun(document, folders: folders, as: manner, by: runner)
    try replica.perform(document.visibleParts[...], before: step.line)
    return replica
  }

  /// Does a line that the reader has typed where the document has a line of its own.
  ///
  /// - Returns: what it did, as the shell shows it.
  public func perform(typed line: [UInt8]) throws -> Answer {
    let transcript = Transcript()
    let reader = Runner(
      host: transcript, session: session, webAssembly: runner.webAssembly, folders: runner.folders)
    _ = try reader.evaluate(line, at: Place(source: .terminal, line: runner.lineNumber + 1))
    return transcript.take()
  }

  /// What is in the way of each condition that does not hold now.
  public func faults(in conditions: [Document.Condition]) -> [(
    condition: Document.Condition, fault: Diagnostic
  )] {
    conditions.compactMap { condition in
      session.fault(inExpectation: condition.source).map { (condition, $0) }
    }
  }

  // MARK: Sessions and steps

  /// Begins a new session, without a word about the end of the old one.
  ///
  /// - Throws: that the temporary folder could not be made.
  public func startAnew() throws(DocumentError) {
    runner.beginSession()
    if manner == .transcript { runner.lineNumber = 0 }
    try prepareSession()
  }

  /// Does a step.
  ///
  /// - Returns: whether there may be another.
  public func perform(_ step: Document.Step) throws -> Cue {
    let place = nextPlace(of: step)
    switch step.action {
    case .prediction(let query):
      return try runner.ask(query, at: place) == .bail ? .stop : .next
    case .question(let question):
      // It is for readers, of which a script has none.
      if manner == .transcript { _ = try runner.ask(question, at: place) }
      return .next
    case .command(let line):
      if let inspector { return try runner.evaluate(line, at: place, by: inspector) == .bail ? .stop : .next }
      runner.lineNumber = place.line
      switch try runner.evaluate(line, at: place) {
      case .goOn, .leaveFiles: break
      case .bail: return .stop
      case .quit:
        try runner.end(by: line, at: place, beginsAnother: true)
        try startAnew()
      }
      return .next
    }
  }

  private func nextPlace(of step: Document.Step) -> Place {
    switch manner {
    case .script: Place(source: .file(document.name), line: step.line)
    case .transcript:
      // A question is no line of the session.
      Place(source: .terminal, line: runner.lineNumber + (step.isTyped ? 1 : 0))
    }
  }

  /// Ends the session as the shell does.
  public func end() throws {
    try runner.end()
  }

  /// Lets a user into the session, whose own lines may open what the user may open, and show what differs from run to
  /// run.
  ///
  /// - Parameter body: gets what makes a runner of the session for a host.
  public func lend<Result>(_ body: ((any RunnerHost) -> Runner) throws -> Result) rethrows -> Result {
    let session = session
    let scope = session.fileScope
    session.fileScope = scope.widened
    session.isReproducible = false
    defer {
      session.fileScope = scope
      session.isReproducible = true
    }
    return try body { [runner] host in
      Runner(
        host: host, session: session, webAssembly: runner.webAssembly, folders: runner.folders,
        confinesFiles: false)
    }
  }
}
