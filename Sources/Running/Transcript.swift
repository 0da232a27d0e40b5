public import Model
public import Rendering
internal import Session
internal import SystemPackage

/// Keeps what lines did until it is asked for, as a session of a document shows it.
public final class Transcript: RunnerHost {
  public var mode = OutputMode.text
  /// Is given what happens, as it happens.
  public var observer: ((Happening) -> Void)?
  private var answer = Answer()

  public init() {}

  /// What lines did since this was last asked for.
  public func take() -> Answer {
    defer { answer = Answer() }
    return answer
  }

  public func show(_ events: [Event], of line: RunLine) {
    observer?(.line(events, line))
    if line.endsSession { answer.endsSession = true }
    // Only lines that have something to show are kept: a file may have very many.
    guard !events.isEmpty else { return }
    answer.entries.append(Answer.Entry(events: events, place: line.place, mode: mode))
  }

  public func show(_ diagnostic: Diagnostic, at place: Place?) {
    answer.entries.append(
      Answer.Entry(
        events: [.error(diagnostic)], place: place ?? Place(source: .terminal, line: 1), mode: mode))
  }

  public func beginSession() {
    mode = .text
    observer?(.newSession)
  }
}

/// What a live page of a document's session has to know.
public enum Happening: Sendable {
  /// A line was done, with what it did.
  case line([Event], RunLine)
  /// A session begins that finds nothing of what was before.
  case newSession
}

/// What a line did, with the lines that it had read and the session that it ended.
public struct Answer: Sendable {
  fileprivate struct Entry: Sendable {
    let events: [Event]
    let place: Place
    let mode: OutputMode
  }

  fileprivate var entries: [Entry] = []
  /// Whether the session has ended, and a new one begins with the next line.
  public fileprivate(set) var endsSession = false

  public var events: [Event] { entries.flatMap(\.events) }

  /// Whether everything is as it was before.
  public var changedNothing: Bool {
    !endsSession && !entries.contains { $0.events.contains(where: \.changesSomething) }
  }

  /// The answer as the shell shows it for a line that was typed.
  public func text(with renderer: TextRenderer) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      switch entry.mode {
      case .text:
        var text = TextBuffer(style: renderer.style)
        renderer.renderAll(entry.events, at: entry.place.description, into: &text)
        bytes += text.bytes
      case .json:
        JSONRenderer().render(
          entry.events, line: entry.place.line, file: entry.place.file, into: &bytes)
      }
    }
    return bytes
  }

  /// The answer as lines that a document can hold: without colours, and as wide as need be.
  public var lines: [String] {
    text(with: TextRenderer(style: TextStyle())).lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
