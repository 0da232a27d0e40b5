internal import Documents
internal import Model
internal import Rendering
internal import Running
internal import Session

/// What a fuzzer throws bytes at. Each takes any bytes, touches no file outside of a temporary folder, and stops the
/// process when something that must hold does not.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// One line, in a session that has a bit of everything: the parser, its messages, completion.
  case line
  /// The lines of a session.
  case session
  /// A Markdown document, and so a lesson.
  case document
  /// The log of another program's trace.
  case trace

  public func run(_ input: [UInt8]) {
    switch self {
    case .line: Self.type(input)
    case .session: Self.hold(input)
    case .document: Self.read(input)
    case .trace: Self.inspect(input)
    }
  }

  // MARK: A line

  private static let preparation = [
    "a = new counter", "b = clone a", "p = as_raw a", "s = new string \"text\"", "c = new cell s",
    "gone = new counter",
    "stale = as_raw gone", "drop gone", "o = new counter", "owner = into_raw o", "f = new file f.txt",
  ]

  private static func type(_ line: [UInt8]) {
    // The run of a document has a temporary folder for its session.
    guard let document = try? Document(name: "line", source: []),
      let run = try? DocumentRun(
        document, folders: [], by: Runner(host: Transcript(), webAssembly: webAssembly))
    else { preconditionFailure("no temporary folder") }
    let session = run.session
    session.raceObserver = { _ in false }
    for (index, line) in preparation.enumerated() {
      _ = session.evaluate(Array(line.utf8), number: index + 1)
      precondition(!session.failed, "\(line)")
    }
    let text = String(decoding: line, as: UTF8.self)
    for end in text.indices.prefix(100) { _ = session.completion(of: String(text[..<end])) }
    _ = session.completion(of: text)
    let before = session.snapshot
    _ = session.evaluate(line, number: preparation.count + 1)
    check(session.events)
    precondition(!session.failed || session.snapshot == before, "a line that failed has changed something")
    session.end(line: preparation.count + 2)
    check(session.events)
    precondition(session.liveCount == 0, "something lives on after the end")
  }

  // MARK: A session

  /// Wraps the lines in a document, for the sake of its temporary folder and of the files that its lines read and save.
  private static func hold(_ script: [UInt8]) {
    let lines = script.split(separator: UInt8(ascii: "\n")).filter { $0.last != UInt8(ascii: "\r") }
    let fence = Array("```externref\n".utf8)
    let source = fence + lines.flatMap { Array("> ".utf8) + $0 + [UInt8(ascii: "\n")] } + fence.prefix(3)
    guard let document = try? Document(name: "session", source: source) else { return }
    let steps = Steps()
    let runner = Runner(host: steps.transcript, webAssembly: webAssembly)
    runner.raceObserver = { _ in false }
    guard let run = try? DocumentRun(document, folders: [], by: runner) else {
      preconditionFailure("no temporary folder")
    }
    steps.run = run
    guard (try? run.walk(with: steps)) != nil, (try? run.end()) != nil else {
      preconditionFailure("a step cannot be done")
    }
    check(steps.transcript.take().events)
    precondition(run.session.liveCount == 0, "something lives on after the end")
  }

  /// Does each step and checks what it did.
  private final class Steps: DocumentHost {
    let transcript = Transcript()
    var run: DocumentRun?

    func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
      guard let run else { return .stop }
      let cue = try run.perform(block.steps[index])
      let answer = transcript.take()
      check(answer.events)
      _ = answer.lines
      return cue
    }
  }

  /// wasmtime's library, for all sessions.
  private static let webAssembly = WebAssembly()

  // MARK: A document

  private static func read(_ source: [UInt8]) {
    let document: Document
    do throws(DocumentError) {
      document = try Document(name: "document", source: source)
    } catch {
      return
    }
    var text = TextBuffer(style: TextStyle(usesColor: true, width: 40))
    for case .prose(let range) in document.parts {
      precondition(!range.isEmpty, "prose without a byte")
      TextRenderer(style: TextStyle()).render(markdown: document.text(range), into: &text)
    }
    _ = document.title
    precondition(
      (try? document.updated(with: [])) == source, "an update without a difference changed something")
    // Nobody watches the races of a check, so they would take as long as they like.
    guard !document.text(0..<source.count).contains("race") else { return }
    guard let report = try? document.check(webAssembly: webAssembly) else {
      preconditionFailure("no temporary folder")
    }
    precondition(report.passed >= 0 && report.failed <= report.compared)
    guard let updated = try? document.updated(with: report.differences) else { return }
    guard let again = try? Document(name: "document", source: updated) else {
      preconditionFailure("an update made a document that cannot be read")
    }
    precondition(
      (try? again.check(webAssembly: webAssembly))?.differences.isEmpty == true, "an update does not hold")
  }

  // MARK: Events

  /// Whatever happens can be shown, and the bookkeeping is never wrong.
  static func check(_ events: [Event]) {
    for case .error(let diagnostic) in events {
      precondition(diagnostic.code != .bookkeeping, "\(diagnostic.message)")
      precondition(diagnostic.column >= 1 && diagnostic.length >= 0, "\(diagnostic.column)")
    }
    for style in [TextStyle(), TextStyle(usesColor: true, usesUnicode: false, width: 40)] {
      var text = TextBuffer(style: style)
      TextRenderer(style: style).renderAll(events, into: &text)
      let isPlain = text.bytes.allSatisfy {
        $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || style.usesColor && $0 == 0x1B
      }
      precondition(isPlain, "a control character in the answer")
    }
    var json: [UInt8] = []
    JSONRenderer().render(events, line: 1, file: nil, into: &json)
    precondition(json.allSatisfy { $0 >= 0x20 || $0 == 0x0A }, "a control character in JSON")
    precondition(json.isEmpty || json.last == 0x0A)
  }
}
