public import Documents
public import Exporting
public import Files
public import Model
public import Session
public import SystemPackage

/// Takes down what lines do, for exports. Comments become the text between the steps.
public final class Recorder: RunnerHost {
  public private(set) var recording: Recording
  public var mode = OutputMode.text
  private let errors: (any RunnerHost)?
  private var remarks: [String] = []

  /// - Parameter errors: what errors are shown to, besides.
  public init(title: String, errors: (any RunnerHost)? = nil) {
    recording = Recording(title: title)
    self.errors = errors
  }

  public func show(_ events: [Event], of line: RunLine) throws(Errno) {
    if let errors, events.contains(where: \.isError) {
      try errors.show(events.filter(\.isError), of: line)
    }
    let text = String(decoding: line.text, as: UTF8.self)
    if line.role == .typed {
      let content = text.drop { $0 == " " || $0 == "\t" }
      if content.isEmpty { return remarks.append("") }
      if content.hasPrefix("#") { return remarks.append(String(content.dropFirst().drop { $0 == " " })) }
      // A line about the session is worth a step where there is something to see, or where the session begins anew.
      if content.hasPrefix("."), events.isEmpty, !line.endsSession { return }
    }
    append(
      RecordedLine(
        number: line.mainLine ?? line.place.line, nestedNumber: line.mainLine == nil ? nil : line.place.line,
        text: text, recording: events),
      as: line.recordedRole)
    if line.endsSession { recording.startAnew() }
  }

  public func show(_ diagnostic: Diagnostic, at place: Place?) throws(Errno) {
    try errors?.show(diagnostic, at: place)
  }

  public func beginSession() {
    mode = .text
    recording.startAnew()
  }

  /// Adds the text that introduces the steps from here on.
  func append(prose text: String) {
    endRemarks()
    recording.append(prose: text)
  }

  private func append(_ line: RecordedLine, as role: Recording.Role) {
    endRemarks()
    recording.append(line, as: role)
  }

  private func endRemarks() {
    if remarks.contains(where: { !$0.isEmpty }) {
      recording.append(prose: remarks.joined(separator: "\n"))
    }
    remarks.removeAll()
  }
}

extension RunLine {
  /// The end of a session with others behind it is the line that brought it about.
  fileprivate var recordedRole: Recording.Role {
    switch role {
    case .typed: .line
    case .question: .question
    case .end: endsSession ? .line : .end
    }
  }
}

extension Document {
  /// Runs the document and takes down what it does, with its text and its questions.
  ///
  /// - Parameter folders: what the document may open, besides a temporary folder.
  /// - Throws: that a question has no answer, or that the temporary folder could not be made.
  public func recording(folders: [Folder] = [], webAssembly: WebAssembly) throws -> Recording {
    let recorder = Recorder(title: title)
    let run = try DocumentRun(self, folders: folders, by: Runner(host: recorder, webAssembly: webAssembly))
    try run.walk(with: RecordedWalk(run, recorder))
    try run.end()
    return recorder.recording
  }
}

/// Does one step after the other, and adds the prose between them.
private final class RecordedWalk: DocumentHost {
  private let run: DocumentRun
  private let recorder: Recorder

  init(_ run: DocumentRun, _ recorder: Recorder) {
    self.run = run
    self.recorder = recorder
  }

  func read(_ prose: Range<Int>) -> DocumentRun.Cue {
    recorder.append(prose: run.document.text(prose))
    return .next
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let step = block.steps[index]
    let cue = try run.perform(step)
    if step.isPrediction,
      let fault = DocumentError(question: step, in: run.document, run.session.events)
    {
      throw fault
    }
    return cue
  }
}
