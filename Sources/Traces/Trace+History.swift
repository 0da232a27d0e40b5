internal import Model

extension Trace {
  /// The youngest events, those of one object or all.
  ///
  /// - Parameter limit: how many there are at most.
  /// - Complexity: O(*n*) in the number of events.
  func history(
    of object: ObjectID?, limit: Int, filter: Filter = Filter()
  ) throws(TraceError) -> TraceReport {
    let number = object.map { UInt32($0.number) }
    var recent = Ring<TracedEvent>(limit: limit)
    let end = try now().eventCount
    // Without a filter the youngest events are the last ones.
    var replay = Replay()
    var skipped = 0
    if object == nil, filter.isEmpty, end > limit, let later = try self.replay(afterEvent: end - limit) {
      replay = later
      skipped = end - limit
    }
    let names = replayNames
    try advance(&replay) { step, replay in
      if let number, step.object != number { return }
      if !filter.isEmpty, !step.isIncluded(by: filter, names) { return }
      recent.append { step.event(in: replay, names) }
    }
    return .history(recent.elements, of: object, total: recent.total + skipped)
  }
}

/// The youngest of many.
private struct Ring<Element> {
  private var kept: [Element] = []
  private var next = 0
  private(set) var total = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func append(_ element: () -> Element) {
    total += 1
    if kept.count < limit {
      kept.append(element())
    } else {
      kept[next] = element()
      next = (next + 1) % limit
    }
  }

  var elements: [Element] { Array(kept[next...] + kept[..<next]) }
}

extension Replay.Step {
  func isIncluded(by filter: Filter, _ names: Replay.Names) -> Bool {
    if object != 0, !filter.includes(type: names.type(type)) { return false }
    if filter.site == nil { return object != 0 || filter.type == nil }
    let sites = [place, old?.site ?? 0, new?.site ?? 0]
    return sites.contains { filter.includes(names.catalogue.site(numbered: $0)) }
  }

  /// The event with its names.
  func event(in replay: Replay, _ names: Replay.Names) -> TracedEvent {
    var birth: ObjectSummary.Birth?
    if let index = replay.objects.index(of: object), Int(replay.objects[at: index].event) == replay.eventCount
    {
      birth = replay.birth(of: replay.objects[at: index], names)
    }
    return TracedEvent(
      number: replay.eventCount, kind: kind.event, object: object == 0 ? nil : ObjectID(Int(object)),
      type: object == 0 ? "" : names.type(type), value: object == 0 ? .null : names.value(of: type),
      before: Int(before), after: Int(after), old: old.map { replay.traced($0, names, at: nil) },
      new: new.map { replay.traced($0, names, at: nil) }, site: names.catalogue.site(numbered: place),
      thread: Replay.Names.thread(thread), time: Int(time), text: kind == .mark ? names.text(text) : nil,
      birth: birth)
  }
}

extension Slot.Kind {
  /// What the event is called.
  fileprivate var event: TracedEvent.Kind {
    switch self {
    case .made: .created
    case .cloned: .cloned
    case .dropped: .dropped
    case .destroyed: .destroyed
    case .intoRaw: .intoRaw
    case .fromRaw: .fromRaw
    case .clonedFromRaw: .clonedFromRaw
    case .labelled: .labelled
    case .released: .released
    default: .mark
    }
  }
}
