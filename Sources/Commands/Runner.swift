internal import Exporting
internal import Files
internal import Lessons
internal import LineEditor
internal import Rendering
internal import Session
internal import SystemPackage

/// Feeds lines to a session, and shows what they did.
final class Runner {
  /// Whether there is more to do.
  enum Flow {
    case goOn
    /// After `.quit`, or after a failed line with `--bail`.
    case stop
  }

  let session: Session
  /// Whether some line failed, and whether objects have leaked.
  private(set) var failed = false
  private(set) var leaked = false

  let echoes: Bool
  let bails: Bool
  let display: Display
  /// The pane above the prompt; nil where there is no prompt.
  var pane: LivePane?
  private var showsTime = false
  /// The number of the last line of the main source.
  var lineNumber = 0
  /// The number of the line that is being evaluated, or of the one that has files read meanwhile.
  private var mainLine = 0

  /// How deep files may read files.
  private static let nestingLimit = 16

  /// The folders that files of lines may use besides their own; nil where such files are the user's own lines.
  let allowedFolders: [Folder]?

  /// Takes down what lines do, instead of the display: then only errors are shown.
  private let recorder: ScriptRecorder?
  /// Whether a source could not be read to its end.
  private(set) var gaveUp = false

  /// - Parameter allowedFolders: given, it confines the lines of files to these folders and to their own.
  init(
    options: SessionOptions, session: Session = Session(), allowedFolders: [Folder]? = nil,
    recorder: ScriptRecorder? = nil
  ) {
    self.session = session
    self.allowedFolders = allowedFolders
    self.recorder = recorder
    echoes = options.echo
    bails = options.bail
    display = Display(options: options)
    if display.canDraw, recorder == nil { followRaces() }
  }

  /// Shows races while they run, and stops them when Ctrl-C is pressed.
  func followRaces() {
    session.raceObserver = { [display, unowned self] progress in
      pane?.draw(during: progress)
      return display.follow(progress)
    }
  }

  // MARK: Sources

  /// Runs the lines of a reader until it ends.
  ///
  /// - Parameters:
  ///   - lineNumber: the number of the line before the first.
  ///   - depth: how many files are being read that had this one read.
  ///   - prompt: what a user is asked with.
  /// - Throws: the errno with which standard output failed.
  func run(
    _ reader: any LineSource, from source: Display.Source, after lineNumber: Int = 0, depth: Int = 0,
    prompt: () -> String = { "" }
  ) throws(Errno) -> Flow {
    var line: [UInt8] = []
    var number = lineNumber
    defer { if depth == 0 { self.lineNumber = number } }
    while true {
      let place = Display.Place(source: source, line: number + 1)
      let status: LineStatus
      do throws(Errno) {
        status = try reader.readLine(prompt: prompt(), into: &line)
      } catch {
        return try giveUp(on: source, because: .errno(error), line: place.line)
      }
      var flow = Flow.goOn
      switch status {
      case .end:
        return .goOn
      case .interrupted:
        if depth > 0 { return .goOn }
        continue
      case .tooLong(let byteCount):
        session.reject(lineOfLength: byteCount, limit: defaultMaximumLineLength, number: place.line)
        try show(session.events, at: place)
      case .line:
        flow = try evaluate(line, at: place, depth: depth)
      }
      number += 1
      if flow == .stop || bails && session.failed { return .stop }
      if depth > 0, Interrupts.isRaised { return .goOn }
    }
  }

  /// Runs the lines of a file that the command line names: those typed in its blocks, when it is a document.
  func run(path: String, depth: Int = 0) throws(Errno) -> Flow {
    if FilePath(path).extension == "md" { return try run(documentAt: path) }
    let script: FileDescriptor
    do throws(FileProblem) {
      script = try FileContents.open(path, anyKind: true)
    } catch {
      return try giveUp(on: .file(path), because: error, line: 1)
    }
    defer { session.fileScope = .everything }
    do throws(Errno) {
      if let allowedFolders {
        session.fileScope = FileScope(beneath: [try DocumentFiles.folder(of: path)] + allowedFolders)
      }
    } catch {
      try? script.close()
      return try giveUp(on: .file(path), because: .errno(error), line: 1)
    }
    return try run(script, path: path, depth: depth)
  }

  /// Runs the lines of an open file, and closes it.
  private func run(_ script: FileDescriptor, path: String, depth: Int) throws(Errno) -> Flow {
    defer { try? script.close() }
    return try run(reader(of: script), from: .file(path), depth: depth)
  }

  /// Runs the lines of standard input.
  func runStandardInput() throws(Errno) -> Flow {
    try run(reader(of: .standardInput), from: .standardInput)
  }

  /// Reports that a source cannot be read, or not on from a line.
  private func giveUp(on source: Display.Source, because error: FileProblem, line: Int) throws(Errno) -> Flow
  {
    gaveUp = true
    let path = if case .file(let path) = source { path } else { "standard input" }
    // The fault is in no line, so the place has no source that a message could point at.
    try show(
      [.error(Diagnostic(Refusal(reading: path, error)))], at: Display.Place(source: .terminal, line: line))
    return bails ? .stop : .goOn
  }

  /// Ends the session and shows how.
  func end() throws(Errno) {
    let number = lineNumber + 1
    session.end(line: number)
    note(session.events)
    if let recorder { return recorder.recordEnd(session.events, number: number) }
    try display.showEnd(session.events, at: Display.Place(source: .terminal, line: number))
    try display.flush()
  }

  /// A reader that lets everything out before it waits for more: whoever feeds lines may wait for the answers.
  private func reader(of descriptor: FileDescriptor) -> StreamReader {
    StreamReader(descriptor, beforeReading: { [display] in try? display.flush() })
  }

  // MARK: Lines

  func evaluate(_ line: [UInt8], at place: Display.Place, depth: Int) throws(Errno) -> Flow {
    if echoes { try display.echo(line, at: place) }
    let start = showsTime ? ContinuousClock.now : nil
    if depth == 0 { mainLine = place.line }
    let request = session.evaluate(line, number: place.line, within: depth > 0 ? mainLine : nil)
    let duration = start.map { ContinuousClock.now - $0 }
    display.finishRace()
    var flow = Flow.goOn
    var script: (descriptor: FileDescriptor, path: String)?
    switch request {
    case .quit: flow = .stop
    case .timer(let on): showsTime = on
    case .mode(let mode): display.mode = mode
    case .pane(let isWanted): setPane(isWanted, for: line)
    case .save(let path, let script): session.save(Array(script.utf8), as: path, for: line)
    case .export(let path, let format): session.export(as: format, to: path, for: line)
    case .read(let path): script = open(path, at: depth, for: line).map { ($0, path) }
    case nil: break
    }
    recorder?.record(line, of: session, at: place.line, within: depth > 0 ? mainLine : nil)
    try show(session.events, at: place)
    if let duration { try display.show(duration, at: place) }
    if depth > 0 { pane?.drawIfDue() }
    if let script { flow = try run(script.descriptor, path: script.path, depth: depth + 1) }
    return flow
  }

  private func setPane(_ isWanted: Bool, for line: [UInt8]) {
    // What was printed so far belongs below the pane, or above the line that takes it away.
    try? display.flush()
    guard isWanted else { return pane?.hide() ?? () }
    guard let pane else { return session.refuse(.noPane("there is no prompt"), in: line) }
    do throws(Pane.Obstacle) {
      try pane.show()
    } catch {
      session.refuse(.noPane(error.reason), in: line)
    }
  }

  /// Opens the file that a line wants to have read.
  private func open(_ path: String, at depth: Int, for line: [UInt8]) -> FileDescriptor? {
    do throws(FileProblem) {
      if depth < Self.nestingLimit { return try session.fileScope.openForReading(path) }
      session.refuse(.nesting(path: path, limit: Self.nestingLimit), in: line)
    } catch {
      session.refuse(Refusal(reading: path, error), in: line)
    }
    return nil
  }

  func show(_ events: [Event], at place: Display.Place) throws(Errno) {
    note(events)
    try display.show(recorder == nil ? events : events.filter(\.isError), at: place)
  }

  private func note(_ events: [Event]) {
    if events.contains(where: \.isError) { failed = true }
    if events.contains(where: \.isLeak) { leaked = true }
  }
}
