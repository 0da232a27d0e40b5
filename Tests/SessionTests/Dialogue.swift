import Files
@testable import Model
@testable import Session
import Testing

/// A session to talk to, a line at a time. It answers with its events in short form; see `Event.brief`.
final class Dialogue {
  let session: Session
  /// What the last line asked of the program around the session.
  private(set) var request: Request?
  private var lineNumber = 0

  /// - Parameter script: lines that must not fail.
  init(
    _ script: String = "", fileCalls: any FileCalls = SystemFileCalls(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    session = Session(fileCalls: fileCalls)
    expect(script, sourceLocation: sourceLocation)
  }

  @discardableResult
  func callAsFunction(_ line: String) -> String {
    evaluate(Array(line.utf8))
  }

  @discardableResult
  func evaluate(_ bytes: [UInt8]) -> String {
    lineNumber += 1
    request = session.evaluate(bytes, number: lineNumber)
    return answer
  }

  /// Ends the session.
  func end() -> String {
    session.end(line: lineNumber + 1)
    return answer
  }

  private var answer: String { session.events.map(\.brief).joined(separator: "; ") }

  /// The diagnostic of the last line.
  var diagnostic: Diagnostic? {
    session.events.lazy.compactMap { if case .error(let diagnostic) = $0 { diagnostic } else { nil } }.first
  }

  /// Evaluates the lines of a transcript. Behind ` => ` stands what a line should answer; a line without it must
  /// not fail. A last line `end` ends the session.
  func expect(_ transcript: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for entry in transcript.split(separator: "\n") {
      let (line, expected) = entry.split(around: "=>")
      let answer = line == "end" ? end() : self(line)
      if let expected {
        #expect(answer == expected, "\(line)", sourceLocation: sourceLocation)
      } else {
        let errors = session.events.filter(\.isError).map(\.brief)
        #expect(errors.isEmpty, "\(line)", sourceLocation: sourceLocation)
      }
    }
  }
}

extension Substring {
  /// What stands before and behind the first `mark`, without the blanks at the ends.
  fileprivate func split(around mark: String) -> (line: String, expected: String?) {
    guard let range = firstRange(of: mark) else { return (self[...].trimmed, nil) }
    return (self[..<range.lowerBound].trimmed, self[range.upperBound...].trimmed)
  }

  private var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension Event {
  /// The event in a few words:
  /// - `new @1 String 1 a`: created, with its count and the name that takes it
  /// - `@1 1>2 a`: a count that changes, and who got it or gave it up
  /// - `log text`, `gc @2 1`: what a module told, and how many handles its engine let go of
  /// - `move @1 a>b 1`, `end @1`, `raw @1 p 1`, `raw @1 p 1 from a`, `lost @1 p`
  /// - `E0001:5`: an error and its column
  ///
  /// An owner is a name, a cell (`@3`), the engine of a module (`!@3`), a raw pointer (`*p`), `lost`, or `-` for none.
  var brief: String {
    switch self {
    case .created(let creation):
      "new \(creation.object) \(creation.type) \(creation.after) \(creation.owner.brief)"
    case .cloned(let change), .dropped(let change):
      "\(change.object) \(change.before)>\(change.after) \(change.owner.brief)"
    case .moved(let move): "move \(move.object) \(move.from.brief)>\(move.to.brief) \(move.count)"
    case .destroyed(let object, _): "end \(object)"
    case .raw(let pointer):
      "raw \(pointer.object) \(pointer.name ?? "-") \(pointer.count)"
        + (pointer.takenFrom.map { " from \($0)" } ?? "")
    case .lost(let object, let name): "lost \(object) \(name ?? "-")"
    case .value(_, let value): value.literal
    case .expected: "ok"
    case .output(let object, let content, let atEnd):
      "read \(object) \(atEnd ? "end" : "\"\(content.literals.map { $0.dropFirst().dropLast() }.joined())\"")"
    case .written(let object, let bytes): "wrote \(object) \(bytes)"
    case .rewound(let object): "rewound \(object)"
    case .logged(let log): "log \(log.text)"
    case .collected(let module, let count): "gc \(module) \(count)"
    case .race(let race): "race \(race.object) \(race.before)>\(race.after)"
    case .lostUpdates(let race): "lost \(race.lost) of \(race.threads * race.times) \(race.object)"
    case .watch(let counts): "watch " + counts.map(\.brief).joined(separator: ", ")
    case .report(let report): "report \(report)"
    case .error(let diagnostic): "\(diagnostic.code.rawValue):\(diagnostic.column)"
    case .leak(let report): "leak " + report.objects.map(\.description).joined(separator: " ")
    case .changed(let object, let value): "\(object) is \(value.literal)"
    }
  }
}

extension Owner {
  var brief: String {
    switch self {
    case .name(let name): name
    case .cell(let cell): cell.description
    case .engine(let module): "!\(module)"
    case .raw(let name): "*\(name)"
    case .lost: "lost"
    case .handle(let handle): "handle \(handle.number)"
    }
  }
}

extension Owner? {
  var brief: String { self?.brief ?? "-" }
}

extension Event.WatchedCount {
  fileprivate var brief: String {
    switch state {
    case .unbound: "\(name) -"
    case .bound(let object, let before, let count):
      "\(name) \(object) \(before.map { "\($0)>" } ?? "")\(count)"
    }
  }
}
