package import Model

extension Trace {
  /// The youngest events as a log that can be stepped through: what lived before them is its beginning, and the marks
  /// are told with the events that they precede.
  ///
  /// - Complexity: O(*n*) in the number of events of the trace.
  package func recentEvents() throws(TraceError) -> Log {
    let end = try now().eventCount
    let first = max(0, end - Log.segmentLines)
    guard var replay = try replay(afterEvent: first) else { throw .ended }
    let names = replayNames
    var log = Log(
      keepsAsides: true, beginning: SnapshotReducer(replay.snapshot(names)), isTruncated: first > 0)
    if first > 0 { log.append(prose: prose(before: first)) }
    try advance(&replay) { step, replay in
      let event = step.event(in: replay, names)
      if event.kind == .mark { log.append(prose: "## \((event.text ?? "").markdown)") }
      log.append(
        RecordedLine(
          number: event.number, text: event.title, role: .line, failed: false, events: event.events))
    }
    let survivors = try now()
    let found = survivors.snapshot(names)
    // What the last search found: where the handles sit that live on.
    var events: [Event] = []
    for object in found.objects {
      for case .handle(let handle) in object.owners where handle.inside != nil {
        events.append(
          .moved(
            Event.Move(
              object: object.object, from: .handle(handle), to: .handle(handle), count: object.count,
              owners: [])))
      }
      if events.count >= Log.segmentEvents / 2 { break }
    }
    if !events.isEmpty || !found.objects.isEmpty {
      log.append(
        RecordedLine(
          number: end, text: "end of the trace: \(found.objects.count) live", role: .line, failed: false,
          events: events))
    }
    return log
  }

  /// What a reader should know of the events that are left out: how many, and the marks among them.
  private func prose(before first: Int) -> String {
    var lines = ["Of \(first) earlier events only what they led to is shown."]
    let marks = marks.filter { $0.event <= first }
    for mark in marks.suffix(Self.toldMarks) {
      lines.append("- \(name(of: mark).markdown): event \(mark.event), \(mark.liveCount) live")
    }
    if marks.count > Self.toldMarks { lines.insert("- \(marks.count - Self.toldMarks) earlier marks", at: 1) }
    return lines.joined(separator: "\n")
  }

  private static let toldMarks = 50
}

extension String {
  /// Words of a program as Markdown that means nothing else.
  fileprivate var markdown: String {
    var text = ""
    for character in printable {
      if "\\`*_{}[]<>#+-.!|&".contains(character) { text.append("\\") }
      text.append(character)
    }
    return text
  }
}
