internal import Documents
public import Files
public import LineEditor
public import Model
public import Session
public import SystemPackage
internal import Traces

/// Feeds lines to a session: those of a terminal, of scripts, of files that lines ask to read, of documents. What they do
/// goes to a host.
///
/// This is the one place that does what a line asks of the program around its session.
public final class Runner {
  /// Whether there is more to do.
  public enum Flow: Sendable {
    case goOn
    /// After `.quit`.
    case quit
    /// After a line that failed, where that ends everything.
    case bail
    /// Out of all files that the present line has had read, and on with the line after it.
    case leaveFiles
  }

  public private(set) var session: Session
  public let host: any RunnerHost
  /// Whether some line failed, whether objects have leaked, and whether a source could not be read to its end.
  public private(set) var failed = false
  public private(set) var leaked = false
  public private(set) var gaveUp = false
  /// The number of the last line of the main source.
  public var lineNumber = 0

  /// Watches the races of every session.
  public var raceObserver: ((RaceProgress) -> Bool)? {
    didSet { session.raceObserver = raceObserver }
  }
  /// Asked while code of a module runs, in every session; true stops the code.
  public var stopRequested: (@Sendable () -> Bool)? {
    didSet { session.stopRequested = stopRequested }
  }

  /// How many lines a line may have read in all.
  public var readingLimit: Int

  let webAssembly: WebAssembly
  /// The folders that the lines of files may use besides their own.
  let folders: [Folder]
  /// Whether the lines of files are held to those folders. Files that are the user's own lines are not.
  let confinesFiles: Bool
  private let bails: Bool
  private var showsTime = false
  /// The number of the line that is being done, or of the one that has files read meanwhile.
  private var mainLine = 0
  private var allowance = ReadingAllowance(lines: 0)
  /// The comments since the last line; nil where they are not recorded.
  private var remarks: [String]?
  /// Whether the lines are those of a file that runs before the main source: then none of that is done yet.
  private var isInitial = false
  /// Whether the session has begun anew with the line that was done last.
  private var hasReset = false

  /// How deep files may read files.
  static let nestingLimit = 16

  /// - Parameters:
  ///   - host: is shown what happens.
  ///   - session: nil for a new one.
  ///   - webAssembly: the library of the sessions that this makes.
  ///   - folders: what the lines of files may use besides their own folder.
  ///   - confinesFiles: whether the lines of files are held to those folders.
  ///   - bails: whether a line that fails ends everything.
  public init(
    host: any RunnerHost, session: Session? = nil, webAssembly: WebAssembly, folders: [Folder] = [],
    confinesFiles: Bool = true, bails: Bool = false
  ) {
    self.host = host
    self.webAssembly = webAssembly
    self.folders = folders
    self.confinesFiles = confinesFiles
    self.bails = bails
    readingLimit = confinesFiles ? ReadingAllowance.lineLimit : ReadingAllowance.ownLineLimit
    self.session = session ?? Self.makeSession(with: webAssembly)
  }

  private static func makeSession(with webAssembly: WebAssembly) -> Session {
    let session = Session()
    session.webAssembly = webAssembly
    return session
  }

  /// Begins a new session, without a word about the old one.
  func beginSession() {
    let session = Self.makeSession(with: webAssembly)
    session.raceObserver = raceObserver
    session.stopRequested = stopRequested
    session.isReproducible = self.session.isReproducible
    session.log = self.session.log
    session.log.startAnew()
    self.session = session
    showsTime = false
    host.beginSession()
  }

  // MARK: Recording

  /// From now on the session's log holds what an export shows: lines about the session too, earlier sessions, and
  /// comments as the text between the lines.
  public func beginRecording() {
    session.log = Log(keepsAsides: true)
    remarks = []
  }

  /// Takes down a comment or a blank line; before any other line, lets the log have what was taken down.
  private func noteRemark(_ source: [UInt8]) {
    let content = source.trimmed
    if content.isEmpty {
      remarks?.append("")
    } else if content.first == UInt8(ascii: "#") {
      remarks?.append(String(decoding: content.dropFirst().drop(while: \.isBlank), as: UTF8.self))
    } else {
      endRemarks()
    }
  }

  private func endRemarks() {
    guard let remarks else { return }
    if remarks.contains(where: { !$0.isEmpty }) { session.log.append(prose: remarks.joined(separator: "\n")) }
    self.remarks = []
  }

  /// Adds the text that introduces the lines from here on.
  func record(prose text: String) {
    endRemarks()
    session.log.append(prose: text)
  }

  // MARK: Sources

  /// Runs the lines of a reader until it ends.
  ///
  /// - Parameters:
  ///   - reader: gives the lines.
  ///   - source: where they come from, for messages.
  ///   - lineNumber: the number of the line before the first.
  ///   - prompt: what a user is asked with for the line of a number.
  /// - Throws: the errno with which the host failed.
  public func run(
    _ reader: any LineSource, from source: Place.Source, after lineNumber: Int = 0,
    prompt: (Int) -> String = { _ in "" }
  ) throws(Errno) -> Flow {
    try run(reader, from: source, after: lineNumber, depth: 0, prompt: prompt)
  }

  /// - Parameter depth: how many files are being read that had this one read.
  private func run(
    _ reader: any LineSource, from source: Place.Source, after lineNumber: Int = 0, depth: Int,
    prompt: (Int) -> String = { _ in "" }
  ) throws(Errno) -> Flow {
    var line: [UInt8] = []
    var number = lineNumber
    defer { if depth == 0 { self.lineNumber = number } }
    while true {
      let place = Place(source: source, line: number + 1)
      let status: LineStatus
      do throws(Errno) {
        status = try reader.readLine(prompt: prompt(number + 1), into: &line)
      } catch {
        return try giveUp(on: source, because: error, line: place.line)
      }
      if depth > 0, status != .end {
        if Interrupts.isRaised { return .leaveFiles }
        guard allowance.takeLine() else { return try stopReading(at: place) }
      }
      var flow = Flow.goOn
      switch status {
      case .end:
        return .goOn
      case .interrupted:
        continue
      case .otherEncoding(let encoding):
        return try giveUp(Diagnostic(.otherEncoding(encoding)), at: place)
      case .tooLong(let byteCount):
        session.reject(lineOfLength: byteCount, limit: defaultMaximumLineLength, number: place.line)
        flow = try show(RunLine([], at: place, within: depth > 0 ? mainLine : nil))
      case .line:
        flow = try evaluate(line, at: place, depth: depth)
      }
      number += 1
      // A terminal has no other lines than those of the present session.
      if hasReset, case .terminal = source { number = 0 }
      hasReset = false
      switch flow {
      case .goOn: if depth > 0 { host.goOn() }
      case .leaveFiles where depth == 0: break
      case .leaveFiles, .quit, .bail: return flow
      }
    }
  }

  /// Runs the lines of a file before those of the main source, which they are not counted with.
  public func run(initialFile path: String) throws(Errno) -> Flow {
    isInitial = true
    defer {
      isInitial = false
      lineNumber = 0
    }
    return try run(path: path)
  }

  /// Runs the lines of a file that the command line names: those typed in its blocks, when it is a document.
  public func run(path: String) throws(Errno) -> Flow {
    if DocumentFiles.isDocument(path) { return try run(documentAt: path) }
    let script: FileDescriptor
    do throws(FileProblem) {
      script = try FileContents.open(path, anyKind: true)
    } catch {
      return try giveUp(Diagnostic(Refusal(reading: path, error)), at: Place(source: .terminal, line: 1))
    }
    defer { try? script.close() }
    defer { session.fileScope = .everything }
    do throws(Errno) {
      if confinesFiles {
        session.fileScope = FileScope(beneath: [try DocumentFiles.folder(of: path)] + folders)
      }
    } catch {
      return try giveUp(on: .file(path), because: error, line: 1)
    }
    return try run(reader(of: script), from: .file(path))
  }

  /// Runs the lines of standard input.
  public func runStandardInput() throws(Errno) -> Flow {
    try run(reader(of: .standardInput), from: .standardInput)
  }

  /// A reader that lets everything out before it waits for more: a program that feeds lines may wait for the answers.
  private func reader(of descriptor: FileDescriptor) -> StreamReader {
    StreamReader(descriptor, beforeReading: { [host] in try? host.flush() })
  }

  /// Reports that a source cannot be read, or not on from a line.
  private func giveUp(on source: Place.Source, because error: Errno, line: Int) throws(Errno) -> Flow {
    let path = if case .file(let path) = source { path } else { "standard input" }
    return try giveUp(
      Diagnostic(.unreadable(path: path, error)), at: Place(source: .terminal, line: line))
  }

  /// - Parameter place: a line of the terminal where the fault is in no line.
  func giveUp(_ diagnostic: Diagnostic, at place: Place) throws(Errno) -> Flow {
    gaveUp = true
    failed = true
    try host.show(diagnostic, at: place)
    return bails ? .bail : .goOn
  }

  /// Shows that what a document says of its own lines does not hold.
  func fail(_ error: DocumentError, at place: Place) throws(Errno) -> Flow {
    failed = true
    try host.show(error.diagnostic, at: place)
    return bails ? .bail : .goOn
  }

  /// Ends the session and shows how.
  ///
  /// - Parameters:
  ///   - line: the line that asked for it, if one did.
  ///   - place: where that line stands.
  ///   - beginsAnother: whether a session follows.
  public func end(by line: [UInt8] = [], at place: Place? = nil, beginsAnother: Bool = false) throws(Errno) {
    let place = place ?? Place(source: .terminal, line: lineNumber + 1)
    endRemarks()
    session.end(line: place.line)
    _ = try show(RunLine(line, at: place, role: .end, endsSession: beginsAnother))
    try host.flush()
  }

  // MARK: Lines

  /// Does a line, and what it asks of the program around the session.
  func evaluate(_ line: [UInt8], at place: Place) throws(Errno) -> Flow {
    try evaluate(line, at: place, depth: 0)
  }

  private func evaluate(_ line: [UInt8], at place: Place, depth: Int) throws(Errno) -> Flow {
    try host.begin(line, at: place)
    if remarks != nil { noteRemark(line) }
    if depth == 0, !isInitial { mainLine = place.line }
    let main = depth > 0 || isInitial ? mainLine : nil
    let session = session
    var request: Request?
    var duration: Duration?
    if showsTime {
      duration = Self.time { request = session.evaluate(line, number: place.line, within: main) }
    } else {
      request = session.evaluate(line, number: place.line, within: main)
    }
    let hasReset = session.hasReset
    var script: Script?
    let next = try request.map { (request) throws(Errno) in
      try carryOut(request, of: line, depth: depth, reading: &script)
    }
    let shown = try show(session.events, of: RunLine(line, at: place, within: main, endsSession: hasReset))
    if hasReset { self.hasReset = true }
    if let duration { try host.show(duration, at: place) }
    if let script {
      defer { try? script.descriptor.close() }
      let flow = try run(reader(of: script.descriptor), from: .file(script.path), depth: depth + 1)
      return shown == .bail ? shown : flow
    }
    return shown == .bail ? shown : next ?? .goOn
  }

  // Apart from the lines that are not timed: a clock's instant is costly to have room for.
  @inline(never)
  private static func time(_ work: () -> Void) -> Duration { ContinuousClock().measure(work) }

  /// A file that a line wants to have read.
  private typealias Script = (descriptor: FileDescriptor, path: String)

  /// Does what a line asks of the program around its session.
  ///
  /// - Parameter script: gets the file that is to be read once the line has been shown.
  private func carryOut(
    _ request: Request, of line: [UInt8], depth: Int, reading script: inout Script?
  ) throws(Errno) -> Flow {
    switch request {
    case .quit: return .quit
    case .timer(let isOn):
      if isOn, session.isReproducible {
        session.refuse(.notReproducible("times"), in: line)
      } else {
        showsTime = isOn
      }
    case .mode(let mode): host.mode = mode
    case .pane(let isWanted):
      if let obstacle = host.showPane(isWanted) { session.refuse(.noPane(obstacle), in: line) }
    case .page(let isWanted):
      if let obstacle = host.showPage(isWanted) { session.refuse(.noPage(obstacle), in: line) }
    case .learn(let lesson):
      if try !host.learn(lesson) { session.refuse(.noLesson, in: line) }
    case .save(let path, let script): session.save(Array(script.utf8), as: path, for: line)
    case .export(let path, let format): session.export(as: format, to: path, for: line)
    case .read(let path) where depth >= Self.nestingLimit:
      session.refuse(.nesting(path: path, limit: Self.nestingLimit), in: line)
      // The files above read each other in a circle, and would say the same for each of their lines.
      return .leaveFiles
    case .read(let path):
      if depth == 0 { allowance = ReadingAllowance(lines: readingLimit) }
      script = open(path, for: line).map { ($0, path) }
    }
    return .goOn
  }

  /// Asks a question.
  func ask(_ query: [UInt8], at place: Place) throws(Errno) -> Flow {
    try host.begin(query, at: place)
    endRemarks()
    session.ask(query, number: place.line)
    return try show(RunLine(query, at: place, role: .question))
  }

  /// Has a line answered that asks about a trace.
  func evaluate(_ line: [UInt8], at place: Place, by inspector: Inspector) throws(Errno) -> Flow {
    try host.begin(line, at: place)
    endRemarks()
    inspector.answersInFull = host.mode == .json
    if case .mode(let mode) = inspector.evaluate(line) { host.mode = mode }
    if remarks != nil {
      session.log.record(
        line, number: place.line, role: .aside, failed: inspector.events.holdError,
        events: inspector.events)
    }
    return try show(inspector.events, of: RunLine(line, at: place))
  }

  /// Puts a question in words.
  func ask(_ question: Document.WordQuestion, at place: Place) throws(Errno) -> Flow {
    endRemarks()
    session.ask(question.text, choices: question.choices, answers: question.answers, number: place.line)
    return try show(RunLine(Array(question.text.utf8), at: place, role: .question))
  }

  /// Shows what the session's last line did.
  private func show(_ line: RunLine) throws(Errno) -> Flow { try show(session.events, of: line) }

  private func show(_ events: [Event], of line: RunLine) throws(Errno) -> Flow {
    let hasFailed = events.holdError
    if hasFailed { failed = true }
    if events.holdLeak { leaked = true }
    try host.show(events, of: line)
    return hasFailed && bails ? .bail : .goOn
  }

  // MARK: Files that lines ask to read

  /// Opens the file that a line wants to have read.
  private func open(_ path: String, for line: [UInt8]) -> FileDescriptor? {
    do throws(FileProblem) {
      let script = try session.fileScope.openForReading(path)
      if allowance.takeBytes((try? script.stat().size).map { Int($0) } ?? 0) { return script }
      try? script.close()
      session.refuse(.tooMuchRead(limit: ReadingAllowance.byteLimitText), in: line)
    } catch {
      session.refuse(Refusal(reading: path, error), in: line)
    }
    return nil
  }

  /// Gives up the files that the present line has had read.
  private func stopReading(at place: Place) throws(Errno) -> Flow {
    failed = true
    try host.show(Diagnostic(.tooMuchRead(limit: "\(allowance.limit) lines")), at: place)
    return bails ? .bail : .leaveFiles
  }
}

/// How much the files may hold that one line has read, all of them together. Without a bound a few files that read each
/// other several times would go on for years.
private struct ReadingAllowance {
  static let lineLimit = 100_000
  /// For lines that are the user's own.
  static let ownLineLimit = 1_000_000
  private static let byteLimit = 64 << 20
  static let byteLimitText = "\(byteLimit >> 20) MiB"

  let limit: Int
  private var lines: Int
  private var bytes = byteLimit

  init(lines: Int) {
    limit = lines
    self.lines = lines
  }

  mutating func takeLine() -> Bool {
    lines -= 1
    return lines >= 0
  }

  mutating func takeBytes(_ count: Int) -> Bool {
    guard count <= bytes else { return false }
    bytes -= count
    return true
  }
}
