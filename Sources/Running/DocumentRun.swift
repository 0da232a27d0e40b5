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
    /// After the stop before the present one: a step, or the prose before it.
    case previous
    case stop
  }

  /// How much time there is for what the host is given.
  public enum Haste: Sendable {
    case none
    /// It has been seen, and is only shown again: no one waits for it to be typed.
    case shown
    /// The same, and the walk goes on behind it at once.
    case passed
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
  private let parts: [Document.Part]
  private let stops: [Stop]
  private var scratch: Scratch?
  /// Answers the lines of the block that is on its way, where they ask about a trace.
  private var inspector: Inspector?
  /// The steps that the session has done.
  private var done: [Document.Step] = []

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
    parts = document.visibleParts
    stops = Self.stops(in: parts)
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

  /// A place where the walk can stop: prose, a step, or the beginning of a block without steps.
  private struct Stop {
    let part: Int
    let step: Int?
    /// How many steps the document has up to here, this one included.
    let stepNumber: Int
  }

  /// How many steps the document has, questions included.
  public var stepCount: Int { stops.last?.stepNumber ?? 0 }
  /// The number of the step that the host is given, or was given last.
  public private(set) var stepNumber = 0
  public private(set) var haste = Haste.none

  private static func stops(in parts: [Document.Part]) -> [Stop] {
    var stops: [Stop] = []
    var number = 0
    for (index, part) in parts.enumerated() {
      guard case .block(let block) = part, !block.steps.isEmpty else {
        stops.append(Stop(part: index, step: nil, stepNumber: number))
        continue
      }
      for step in block.steps.indices {
        number += 1
        stops.append(Stop(part: index, step: step, stepNumber: number))
      }
    }
    return stops
  }

  /// Where the walk can begin.
  public struct Beginning: Sendable {
    fileprivate let stop: Int
    public static let start = Beginning(stop: 0)
  }

  /// The beginning at a step, from 1; nil where there is none of this number.
  public func beginning(atStep number: Int) -> Beginning? {
    stops.firstIndex { $0.step != nil && $0.stepNumber == number }.map { Beginning(stop: $0) }
  }

  /// The beginning at the prose in which the first heading stands that contains some words; nil where none does.
  public func beginning(atHeading words: String) -> Beginning? {
    let part = parts.firstIndex { part in
      guard case .prose(let range) = part else { return false }
      return document.headings(in: range).contains { $0.lowercased().contains(words.lowercased()) }
    }
    return part.flatMap { part in stops.firstIndex { $0.part == part } }.map { Beginning(stop: $0) }
  }

  /// Goes over the prose and the blocks, in order.
  ///
  /// - Parameter beginning: what is before it is done as well; of that the host is given the scene alone, in haste.
  /// - Throws: what the host throws, or that the temporary folder could not be made.
  public func walk(with host: some DocumentHost, from beginning: Beginning = .start) throws {
    var index = 0
    // Stops before the first are passed; the one at the second is shown.
    var (passedUntil, shown) = (beginning.stop, -1)
    if beginning.stop > 0 { index = try goBack(toSceneOf: beginning.stop) }
    while index < stops.count {
      haste = index < passedUntil ? .passed : index == shown ? .shown : .none
      stepNumber = stops[index].stepNumber
      switch try visit(stops[index], host) {
      case .next: index += 1
      case .stop: return
      case .previous:
        shown = max(0, index - 1)
        passedUntil = shown
        index = try goBack(toSceneOf: shown)
      case .back:
        let part = Self.sceneBefore(stops[index].part, in: parts)
        index = stops.firstIndex { $0.part == part } ?? 0
        (passedUntil, shown) = (0, -1)
        try goBack(to: part)
      }
    }
  }

  private func visit(_ stop: Stop, _ host: some DocumentHost) throws -> Cue {
    switch parts[stop.part] {
    case .prose(let range):
      return try host.read(range)
    case .block(let block):
      if stop.step ?? 0 == 0 {
        if block.isFresh { try beginBlock(block) }
        inspector = try block.trace.map { try openTrace($0, for: block) }
        let cue = try host.begin(block)
        guard cue == .next else { return cue }
      }
      return try stop.step.map { try host.take($0, of: block) } ?? .next
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

  /// The parts where scenes begin. A scene is a block with the prose before it, or either alone.
  private static func scenes(in parts: [Document.Part]) -> [Int] {
    parts.indices.filter { index in
      guard index > 0, case .block = parts[index], case .prose = parts[index - 1] else { return true }
      return false
    }
  }

  /// The part where the scene before begins.
  private static func sceneBefore(_ index: Int, in parts: [Document.Part]) -> Int {
    let starts = scenes(in: parts)
    let scene = starts.lastIndex { $0 <= index } ?? 0
    return starts[max(0, scene - 1)]
  }

  /// Does all before the scene of a stop anew, for no one to see.
  ///
  /// - Returns: the scene's first stop.
  private func goBack(toSceneOf stop: Int) throws -> Int {
    let part = Self.scenes(in: parts).last { $0 <= stops[stop].part } ?? 0
    try goBack(to: part)
    return stops.firstIndex { $0.part == part } ?? 0
  }

  /// Does all before a part anew, for no one to see.
  private func goBack(to index: Int) throws {
    inspector = nil
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
    try replica.perform(replica.parts[...], before: step.line)
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
    done = []
    runner.beginSession()
    if manner == .transcript { runner.lineNumber = 0 }
    try prepareSession()
  }

  /// Does a step.
  ///
  /// - Returns: whether there may be another.
  public func perform(_ step: Document.Step) throws -> Cue {
    if manner == .transcript, inspector == nil { done.append(step) }
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

  /// Makes the session what the document's steps have made it, whatever other lines did to it.
  public func restore() throws {
    let (steps, inspector) = (done, inspector)
    self.inspector = nil
    defer { self.inspector = inspector }
    try startAnew()
    for step in steps { _ = try perform(step) }
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
