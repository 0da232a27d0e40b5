package import Model

/// The events of a trace as the lines of a record, one after the other: what a page of the trace shows.
///
/// Beside the events there is a line for each search that found out where handles sit. What is shown of the trace may grow
/// with it.
package final class TraceSteps {
  /// Something to be shown.
  package enum Item {
    /// Markdown that introduces the lines from here on.
    case prose(String)
    case line(RecordedLine)
  }

  /// What lived before the first line.
  package let beginning: SnapshotReducer
  /// Whether there are events before the first line.
  package let isTruncated: Bool

  private let trace: Trace
  private let filter: Filter
  private let names: Replay.Names
  private var replay: Replay
  private var introduction: String?
  /// The objects that a filter lets through.
  private var shown: Set<UInt32> = []
  /// Where each handle sits that is known to sit in an object, by its slot.
  private var places: [UInt32: UInt32] = [:]
  private var hasEnded = false

  /// How many places a line names at most.
  private static let toldPlaces = Log.segmentEvents / 2
  private static let toldMarks = 50

  /// - Parameters:
  ///   - count: how many of the youngest events are lines.
  ///   - filter: objects are chosen by their type and by the place that made them.
  /// - Complexity: O(*n*) in the number of events of the trace.
  package init(
    of trace: Trace, recent count: Int, filter: Filter = Filter()
  ) throws(TraceError) {
    let first = max(0, try trace.now().eventCount - count)
    guard let replay = try trace.replay(afterEvent: first) else { throw .ended }
    self.trace = trace
    self.replay = replay
    self.filter = filter
    names = trace.replayNames
    isTruncated = first > 0
    var snapshot = replay.snapshot(names)
    if !filter.isEmpty {
      let included = snapshot.objects.filter { filter.includes(type: $0.type, madeAt: $0.birth?.site) }
      snapshot = Snapshot(objects: included)
      shown = Set(included.map { UInt32($0.object.number) })
    }
    beginning = SnapshotReducer(snapshot)
    replay.handles.forEach { slot, handle in
      let inside = replay.inside(handle)
      if inside != 0 { places[slot] = inside }
    }
    introduction = prose(before: first)
  }

  /// How many events there are that have not been given out.
  package var waitingCount: Int { ((try? trace.now().eventCount) ?? 0) - replay.eventCount }

  // MARK: Going on

  /// Gives out what there is since the last call.
  ///
  /// - Complexity: O(*n*) in the number of events.
  package func advance(_ show: @escaping (Item) -> Void) throws(TraceError) {
    if let introduction { show(.prose(introduction)) }
    introduction = nil
    var replay = replay
    // Ours alone: a second holder would have the tables copied for the first event.
    self.replay = Replay()
    defer { self.replay = replay }
    try trace.advance(&replay) { step, replay in
      self.show(step, in: replay, show)
    } searched: { replay in
      self.showPlaces(in: replay, show)
    }
    guard !hasEnded, !trace.isBeingWritten else { return }
    hasEnded = true
    if replay.eventCount > 0 {
      show(.line(line("end of the trace: \(replay.objects.count) live", [], in: replay)))
    }
  }

  private func line(_ text: String, _ events: [Event], in replay: Replay) -> RecordedLine {
    RecordedLine(number: replay.eventCount, text: text, role: .line, failed: false, events: events)
  }

  private func show(_ step: Replay.Step, in replay: Replay, _ show: (Item) -> Void) {
    let event = step.event(in: replay, names)
    if event.kind == .mark { show(.prose("## \((event.text ?? "").markdown)")) }
    if !filter.isEmpty, step.object != 0 {
      if let birth = event.birth, filter.includes(type: event.type, madeAt: birth.site) {
        shown.insert(step.object)
      }
      guard shown.contains(step.object) else { return }
      if event.kind == .destroyed { shown.remove(step.object) }
    }
    show(.line(line(event.title, event.events, in: replay)))
  }

  /// Reports what a search found out anew.
  private func showPlaces(in replay: Replay, _ show: (Item) -> Void) {
    var events: [(order: UInt32, event: Event)] = []
    var found: [UInt32: UInt32] = [:]
    replay.handles.forEach { slot, handle in
      let inside = replay.inside(handle)
      if inside != 0 { found[slot] = inside }
      guard inside != places[slot, default: 0] else { return }
      guard filter.isEmpty || shown.contains(handle.object) else { return }
      guard let index = replay.objects.index(of: handle.object) else { return }
      let known = replay.traced(handle, names, at: nil)
      var before = known
      before.inside = places[slot].map { ObjectID(Int($0)) }
      events.append(
        (
          handle.number,
          .moved(
            Event.Move(
              object: ObjectID(Int(handle.object)), from: .handle(before), to: .handle(known),
              count: Int(replay.count(of: handle.object, replay.objects[at: index])), owners: []))
        ))
    }
    places = found
    guard !events.isEmpty else { return }
    events.sort { $0.order < $1.order }
    let text = "search: found out where \(events.count) \(events.count == 1 ? "handle is" : "handles are")"
    show(.line(line(text, events.prefix(Self.toldPlaces).map(\.event), in: replay)))
  }

  // MARK: Prose

  /// What a reader should know before the first line: how many events are left out, the marks among them, and what is
  /// chosen.
  private func prose(before first: Int) -> String? {
    var lines: [String] = []
    if !filter.isEmpty {
      let type = filter.type.map { "of a type like `\($0.pattern)`" }
      let site = filter.site.map { "made at a place like `\($0.pattern)`" }
      lines += ["Only objects \([type, site].compactMap(\.self).joined(separator: ", ")) are shown.", ""]
    }
    if first > 0 {
      lines.append("Of \(first) earlier events only what they led to is shown.")
      let marks = trace.marks.filter { $0.event <= first }
      if marks.count > Self.toldMarks { lines.append("- \(marks.count - Self.toldMarks) earlier marks") }
      for mark in marks.suffix(Self.toldMarks) {
        lines.append("- \(trace.name(of: mark).markdown): event \(mark.event), \(mark.liveCount) live")
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension Trace {
  /// The youngest events as a log that can be stepped through: what lived before them is its beginning, and the marks
  /// are told with the events that they precede.
  ///
  /// - Complexity: O(*n*) in the number of events of the trace.
  package func recentEvents() throws(TraceError) -> Log {
    let steps = try TraceSteps(of: self, recent: Log.segmentLines)
    var log = Log(keepsAsides: true, beginning: steps.beginning, isTruncated: steps.isTruncated)
    try steps.advance { item in
      switch item {
      case .prose(let text): log.append(prose: text)
      case .line(let line): log.append(line)
      }
    }
    return log
  }
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
