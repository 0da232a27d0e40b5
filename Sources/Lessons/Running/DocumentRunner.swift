internal import Exporting
public import Files
public import Rendering
public import Session
internal import SystemPackage

/// Does what a document says, in sessions whose answers are the same on every machine and run.
///
/// Typed lines are numbered from 1 in each session, as they are in a shell. Relative paths lead to a temporary folder,
/// which each session gets anew, so a document leaves nothing behind; files that are only read are also found beneath
/// `folders`.
public final class DocumentRunner {
  /// The session of the block that is being run.
  public private(set) var session = Session()
  /// How many lines this session has been given.
  public var lineNumber = 0
  /// How answers are written at present: `.mode` switches.
  public private(set) var mode = OutputMode.text
  /// Watches the races of every session.
  public var raceObserver: ((RaceProgress) -> Bool)? {
    didSet { session.raceObserver = raceObserver }
  }

  private let folders: [Folder]
  private let files: [Document.File]
  private var scratch: Scratch?

  /// How deep files may read files.
  private static let nestingLimit = 16

  /// - Parameters:
  ///   - folders: what the document may open besides its temporary folder: its own folder, if it has one, and those that
  ///     the user allows.
  ///   - files: what each session finds in its temporary folder.
  /// - Throws: that the temporary folder could not be made.
  public init(folders: [Folder], files: [Document.File] = []) throws(DocumentError) {
    self.folders = folders
    self.files = files
    try startAnew()
  }

  /// Begins a new session, without a word about the end of the old one.
  ///
  /// - Throws: that the temporary folder could not be made.
  public func startAnew() throws(DocumentError) {
    session = Session()
    session.isReproducible = true
    session.raceObserver = raceObserver
    lineNumber = 0
    mode = .text
    let scratch = try Scratch(files: files)
    session.fileScope = scratch.scope(beneath: folders)
    self.scratch = scratch
  }

  // MARK: Steps

  /// Does a step, and tells what happened.
  ///
  /// - Returns: the events, in order; for `.read` and `.quit` those of the lines and of the end that they lead to.
  public func perform(_ step: Document.Step) -> [Event] {
    switch step.action {
    case .command(let line):
      lineNumber += 1
      return evaluate(line, depth: 0)
    case .prediction(let query):
      // A question is no line of the session.
      session.ask(query, number: lineNumber)
      return session.events
    }
  }

  /// Ends the session as the shell does.
  public func end() -> [Event] {
    session.end(line: lineNumber + 1)
    return session.events
  }

  /// Lets a user into the session, whose own lines may open what the user may open, and show what differs from run to
  /// run.
  public func lend<Result>(_ body: (Session) throws -> Result) rethrows -> Result {
    let scope = session.fileScope
    session.fileScope = scope.widened
    session.isReproducible = false
    defer {
      session.fileScope = scope
      session.isReproducible = true
    }
    return try body(session)
  }

  private func evaluate(_ line: [UInt8], depth: Int) -> [Event] {
    let request = session.evaluate(line, number: lineNumber)
    switch request {
    case nil:
      return session.events
    case .mode(let mode):
      self.mode = mode
    case .timer(let on):
      if on { session.refuse(.notReproducible("times"), in: line) }
    case .pane(let on):
      if on { session.refuse(.noPane("a document has no prompt"), in: line) }
    case .save(let path, let script):
      session.save(Array(script.utf8), as: path, for: line)
    case .export(let path, let format):
      session.export(as: format, to: path, for: line)
    case .quit:
      return session.events + end()
    case .read(let path):
      guard depth < Self.nestingLimit else {
        session.refuse(.nesting(path: path, limit: Self.nestingLimit), in: line)
        break
      }
      do throws(FileProblem) {
        let source = try session.fileScope.read(path, limit: Document.sizeLimit)
        return session.events
          + source.lines.flatMap { evaluate(Array($0), depth: depth + 1) }
      } catch {
        session.refuse(Refusal(reading: path, error), in: line)
      }
    }
    return session.events
  }

  // MARK: Answers

  /// What a step did, as the shell shows it for a line that was typed.
  public func text(of events: [Event], with renderer: TextRenderer) -> [UInt8] {
    switch mode {
    case .text:
      var text = TextBuffer(style: renderer.style)
      renderer.renderAll(events, into: &text)
      return text.bytes
    case .json:
      var bytes: [UInt8] = []
      JSONRenderer().render(events, line: lineNumber, file: nil, into: &bytes)
      return bytes
    }
  }

  /// What a step did, as lines that a document can hold: without colours, and as wide as need be.
  public func answer(_ events: [Event]) -> [String] {
    text(of: events, with: TextRenderer(style: TextStyle())).lines.map { String(decoding: $0, as: UTF8.self) }
  }
}

extension [UInt8] {
  /// The lines, without their ends. What follows the last line feed counts when it is not empty.
  var lines: [ArraySlice<UInt8>] {
    var lines = split(separator: UInt8.newline, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
