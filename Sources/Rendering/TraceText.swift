internal import Model

// What the trace of a program has to tell: places in the source where a session has names and lines.
extension TextRenderer {
  /// How many groups of objects, and how many rows of a table, are shown before the rest is only counted.
  private static let shownGroups = 20
  private static let shownRows = 40
  private static let shownObjects = 200
  /// How many objects of a group are named.
  private static let namedObjects = 3

  func render(_ report: TraceReport, into text: inout TextBuffer) {
    switch report {
    case .summary(let summary): render(summary, into: &text)
    case .objects(let objects, let narrowing):
      for object in objects.prefix(Self.shownObjects) { render(object, into: &text) }
      if objects.count > Self.shownObjects { rest(objects.count - Self.shownObjects, "objects", into: &text) }
      total(narrowing, "live object", into: &text)
    case .object(let object): render(object, into: &text)
    case .moment(let snapshot, let moment, let narrowing):
      render(snapshot, of: narrowing.shown, at: .event(moment), into: &text)
      if narrowing.shown != narrowing.total { total(narrowing, "live object", into: &text) }
    case .survivors(let survivors, let moment, let narrowing, let gaps):
      render(survivors, at: moment, narrowing, into: &text)
      render(gaps: gaps, into: &text)
    case .sites(let sites, let narrowing): render(sites, narrowing, into: &text)
    case .marks(let marks): render(marks, into: &text)
    case .history(let events, let object, let total):
      render(events, of: object, total: total, into: &text)
    }
  }

  /// Says how much of all there is was shown.
  private func total(_ narrowing: Narrowing, _ thing: String, into text: inout TextBuffer) {
    var words = "\(narrowing.shown.grouped) of \(narrowing.total.counting(thing))"
    if narrowing.type == nil, narrowing.site == nil {
      if narrowing.total == 0 { return note("no \(thing)s", into: &text) }
      words = narrowing.total.counting(thing)
    } else {
      if let type = narrowing.type { words += ", of types like \(type)" }
      if let site = narrowing.site { words += ", from places like \(site)" }
    }
    text.paragraph(words.printable, paint: .faint)
  }

  private func render(_ summary: TraceSummary, into text: inout TextBuffer) {
    text.segment {
      $0.write(untrusted: summary.program.isEmpty ? "a program without a name" : summary.program, .name)
    }
    text.segment { $0.write("process \(summary.process)") }
    text.segment { $0.write(summary.eventCount.counting("event")) }
    text.segment { $0.write("in \(summary.duration.asTime)") }
    text.segment { $0.write("\(summary.liveCount.grouped) live", summary.liveCount == 0 ? .plain : .object) }
    if summary.markCount > 0 { text.segment { $0.write(summary.markCount.counting("mark")) } }
    text.prose(summary.ending.clause, summary.ending == .broken ? .end : .plain)
    text.newline()
    render(gaps: summary.gaps, into: &text)
  }

  private func render(gaps: [String], into text: inout TextBuffer) {
    for gap in gaps { text.paragraph(gap.printable, indent: 2, paint: .end) }
  }

  // MARK: Objects and handles

  func render(_ birth: ObjectSummary.Birth, into text: inout TextBuffer) {
    if let site = birth.site {
      text.segment { text in
        text.write("made at ")
        write(site, into: &text)
      }
    } else {
      text.prose(birth.isOlder ? "older than the trace" : "made at an unknown place")
    }
  }

  func write(_ site: Site, into text: inout TextBuffer) {
    text.write(untrusted: site.place, .name)
    guard !site.function.isEmpty else { return }
    text.write(" ")
    text.write(untrusted: Self.cut(site.function), .faint)
  }

  /// A handle in a few words.
  func write(_ handle: TracedHandle, into text: inout TextBuffer) {
    text.write(handle.isRaw ? "raw pointer of handle \(handle.number)" : "handle \(handle.number)")
    if let label = handle.label { text.write(untrusted: " " + Self.cut(label).quotedLiteral, .name) }
    guard let site = handle.site else { return }
    text.write(" ")
    text.write(untrusted: site.place, .name)
  }

  /// A handle with all that is known of it.
  func render(_ handle: TracedHandle, route: Route?, to object: ObjectID, into text: inout TextBuffer) {
    text.segment {
      $0.write(handle.isRaw ? "raw pointer of handle \(handle.number)" : "handle \(handle.number)")
    }
    if let label = handle.label { text.segment { $0.write(untrusted: Self.cut(label).quotedLiteral, .name) } }
    place(of: handle, into: &text)
    if let thread = handle.thread { text.segment { $0.write("thread \(thread)") } }
    if let age = handle.age { text.segment { $0.write("\(age.asTime) old") } }
    guard let inside = handle.inside else { return }
    text.segment { text in
      text.write("inside ")
      text.write(inside)
    }
    guard let route else { return text.prose("which nothing outside reaches", .end) }
    text.segment { self.route(route, to: object, into: &$0) }
  }

  private func place(of handle: TracedHandle, into text: inout TextBuffer) {
    guard let site = handle.site else { return text.prose("taken at an unknown place") }
    text.segment { text in
      text.write(handle.isRaw ? "into a raw pointer at " : "taken at ")
      write(site, into: &text)
    }
    if handle.isRaw, let origin = handle.origin {
      text.segment { text in
        text.write("taken at ")
        write(origin, into: &text)
      }
    }
  }

  /// Says that some counts of an object have no known owner.
  static func gap(of object: ObjectSummary, _ birth: ObjectSummary.Birth) -> String {
    let count = object.unattributedCount
    let reason = birth.isOlder ? "from before the trace began" : "their events are missing"
    return "\(count.grouped) \(count == 1 ? "count" : "counts") without a known handle: \(reason)"
  }

  private static func cut(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(59) + "…"
  }

  // MARK: Leaks

  private func render(
    _ survivors: Survivors, at moment: TraceMoment, _ narrowing: Narrowing, into text: inout TextBuffer
  ) {
    if survivors.isEmpty {
      note(
        narrowing.total == 0
          ? "nothing lives \(moment.where)" : "nothing that is asked for lives \(moment.where)", into: &text)
      if narrowing.total > 0 { total(narrowing, "live object", into: &text) }
      return
    }
    let count = survivors.objects.count
    text.segment { $0.write("leak", .end) }
    text.prose("\(count.grouped) \(count == 1 ? "object lives" : "objects live") \(moment.where)")
    text.newline()
    for group in survivors.groups.prefix(Self.shownGroups) { render(group, into: &text) }
    if survivors.groups.count > Self.shownGroups {
      let others = survivors.groups.dropFirst(Self.shownGroups)
      rest(
        others.reduce(0) { $0 + $1.objects.count }, "objects in \(others.count.grouped) groups", into: &text)
    }
    for cycle in survivors.cycles.prefix(Self.shownCycles) {
      render(cycle, into: &text) { edge, text in
        guard let site = survivors.handle(of: edge)?.site else { return }
        text.segment { text in
          text.write("taken at ")
          write(site, into: &text)
        }
      }
    }
    if survivors.cycles.count > Self.shownCycles {
      rest(survivors.cycles.count - Self.shownCycles, "cycles", into: &text)
    }
    explain(survivors, into: &text)
    if narrowing.shown != narrowing.total { total(narrowing, "live object", into: &text) }
  }

  private func render(_ group: Survivors.Group, into text: inout TextBuffer) {
    let count = group.objects.count
    text.segment { text in
      text.write(count == 1 ? "  " : "  \(count.grouped) × ")
      if count == 1 {
        text.write(group.objects[0])
        text.write(" ")
      }
      text.write(untrusted: Self.cut(group.type))
    }
    if let birth = group.first.birth { render(birth, into: &text) }
    if count > 1 {
      text.segment { text in
        for (index, object) in group.objects.prefix(Self.namedObjects).enumerated() {
          if index > 0 { text.write(", ") }
          text.write(object)
        }
        if count > Self.namedObjects { text.write(" and \((count - Self.namedObjects).grouped) more") }
      }
    }
    text.newline()
    for holder in group.holders.prefix(Self.namedOwners) { render(holder, of: group, into: &text) }
    if group.holders.count > Self.namedOwners {
      rest(group.holders.count - Self.namedOwners, "kinds of holders", into: &text)
    }
  }

  private func render(_ holder: Survivors.Holder, of group: Survivors.Group, into text: inout TextBuffer) {
    let isMany = group.objects.count > 1
    let counts = holder.countPerObject
    text.segment { text in
      text.write("      ")
      text.write(isMany ? (group.holders.count == 1 ? "all " : "each ") : "")
      guard let first = holder.first else {
        return text.write(
          "\(counts.grouped) \(counts == 1 ? "count" : "counts") without a known handle", .end)
      }
      text.write(first.isRaw ? "in a raw pointer from " : "held from ")
      if let site = first.site { write(site, into: &text) } else { text.write("an unknown place") }
    }
    if holder.first != nil, counts > 1 {
      text.segment { $0.write("\(counts.grouped) counts\(isMany ? " each" : "")") }
    }
    if holder.first == nil, let birth = group.first.birth {
      text.prose(birth.isOlder ? "from before the trace began" : "their events are missing")
    }
    if let origin = holder.first?.origin, holder.first?.isRaw == true {
      text.segment { text in
        text.write("taken at ")
        write(origin, into: &text)
      }
    }
    if !holder.labels.isEmpty {
      let labels = holder.labels.map { Self.cut($0).quotedLiteral }.joined(separator: ", ")
      text.segment { $0.write(untrusted: labels + (holder.hasMoreLabels ? " and more" : ""), .name) }
    }
    if !holder.threads.isEmpty {
      let threads = holder.threads.map(String.init).joined(separator: ", ")
      let word = holder.threads.count == 1 && !holder.hasMoreThreads ? "thread" : "threads"
      text.segment { $0.write("\(word) \(threads)\(holder.hasMoreThreads ? " and more" : "")") }
    }
    if let ages = holder.ages {
      let (low, high) = (ages.lowerBound.asTime, ages.upperBound.asTime)
      text.segment { $0.write(low == high ? "\(low) old" : "\(low) to \(high) old") }
    }
    if let type = holder.insideType {
      text.segment { text in
        text.write("inside ")
        if !isMany, let inside = holder.first?.inside {
          text.write(inside)
          text.write(" ")
        }
        text.write(untrusted: Self.cut(type))
      }
    }
    text.newline()
  }

  private func explain(_ survivors: Survivors, into text: inout TextBuffer) {
    let holders = survivors.groups.flatMap(\.holders)
    if !survivors.cycles.isEmpty {
      text.paragraph(
        "A cycle holds itself: each count comes from a member, so none reaches 0. Take a handle out of a member before"
          + " the last handle from outside goes.", indent: 2, paint: .faint)
    }
    if holders.contains(where: { $0.first.map { $0.isRaw && $0.origin != nil } ?? false }) {
      text.paragraph(
        "intoRaw moves a count out of the handle; only fromRaw can bring it back. No drop happens until then.",
        indent: 2, paint: .faint)
    }
    if holders.contains(where: { $0.first.map { !$0.isRaw && $0.inside == nil } ?? false }) {
      text.paragraph(
        "Where no 'inside' stands, only the place that took the handle is known: it is on a stack, in a global variable,"
          + " an array or a closure, or further away in an object.", indent: 2, paint: .faint)
    }
  }

  // MARK: Tables

  private func render(_ sites: [SiteSummary], _ narrowing: Narrowing, into text: inout TextBuffer) {
    if sites.isEmpty { return total(narrowing, "place", into: &text) }
    let columns = ["live", "most", "made", "cloned", "dropped"]
    let rows = sites.prefix(Self.shownRows).map { site in
      [site.live, site.peak, site.made, site.cloned, site.dropped].map(\.grouped)
    }
    let widths = columns.indices.map { column in
      rows.reduce(columns[column].count) { max($0, $1[column].count) }
    }
    func row(_ cells: [String]) -> String {
      zip(cells, widths).map { $0.paddedLeft(to: $1) }.joined(separator: "  ")
    }
    text.write(row(columns), .faint)
    text.segment { $0.write("place", .faint) }
    text.newline()
    for (site, cells) in zip(sites, rows) {
      text.write(row(cells), site.live > 0 ? .plain : .faint)
      text.segment { text in
        if let site = site.site { write(site, into: &text) } else { text.write("an unknown place") }
      }
      text.newline()
    }
    if sites.count > Self.shownRows { rest(sites.count - Self.shownRows, "places", into: &text) }
    total(narrowing, "place", into: &text)
  }

  private func render(_ marks: [MarkSummary], into text: inout TextBuffer) {
    if marks.isEmpty { return note("no marks; HandleTrace.mark(\"…\") sets one", into: &text) }
    // The youngest matter most.
    if marks.count > Self.shownRows {
      text.paragraph("\((marks.count - Self.shownRows).grouped) older marks", paint: .faint)
    }
    let shown = marks.suffix(Self.shownRows)
    let digits = shown.map(\.moment.event.grouped.count).max() ?? 0
    for mark in shown {
      text.write(mark.moment.event.grouped.paddedLeft(to: digits), .faint)
      text.segment { $0.write(untrusted: Self.cut(mark.name).quotedLiteral, .name) }
      text.segment { $0.write("after \(mark.moment.time.asTime)") }
      text.segment { $0.write("\(mark.liveCount.grouped) live") }
      if let site = mark.site { text.segment { write(site, into: &$0) } }
      text.newline()
    }
  }

  private func render(_ events: [TracedEvent], of object: ObjectID?, total: Int, into text: inout TextBuffer)
  {
    if let object {
      text.segment { $0.write(object) }
      if let event = events.last { text.segment { $0.write(untrusted: Self.cut(event.type)) } }
      let counts = events.filter { $0.kind != .destroyed }.map(\.after)
      if let last = events.last {
        text.segment {
          $0.write(
            last.kind == .destroyed ? "destroyed" : "count \(last.after)",
            last.kind == .destroyed ? .end : .plain)
        }
      }
      let columns = max(8, (style.width ?? 80) - 32)
      text.segment { $0.write(sparkline(of: counts.suffix(columns), from: 0, steps: counts.max() ?? 1)) }
      text.newline()
    }
    if total > events.count {
      text.paragraph("\((total - events.count).grouped) earlier events", paint: .faint)
    }
    let digits = events.map(\.number.grouped.count).max() ?? 0
    for event in events {
      text.write(event.number.grouped.paddedLeft(to: digits), .faint)
      render(event, namesObject: object == nil, into: &text)
      text.newline()
    }
    if events.isEmpty { note("no events", into: &text) }
  }

  private func render(_ event: TracedEvent, namesObject: Bool, into text: inout TextBuffer) {
    if event.kind == .mark {
      text.segment { $0.write(untrusted: "mark \(Self.cut(event.text ?? "").quotedLiteral)", .name) }
    } else {
      text.segment { text in
        if namesObject, let object = event.object {
          text.write(object)
          text.write(" ")
          text.write(untrusted: Self.cut(event.type))
          text.write(" ")
        }
        text.write(event.kind.word, event.kind == .destroyed ? .end : .plain)
      }
      if event.before != event.after, event.kind != .destroyed {
        text.segment { count(from: event.before, to: event.after, label: "", into: &$0) }
      }
      if let handle = event.handle {
        text.segment { text in
          text.write("handle \(handle.number)")
          if let label = handle.label { text.write(untrusted: " " + Self.cut(label).quotedLiteral, .name) }
        }
        // A drop has no place: the one that took the handle says which it was.
        if event.site == nil, let site = handle.site {
          text.segment { text in
            text.write("taken at ")
            write(site, into: &text)
          }
        }
      }
    }
    if let site = event.site { text.segment { write(site, into: &$0) } }
    if let thread = event.thread { text.segment { $0.write("thread \(thread)", .faint) } }
    text.segment { $0.write(event.time.asExactTime, .faint) }
  }
}

extension TracedEvent.Kind {
  fileprivate var word: String {
    switch self {
    case .created: "made"
    case .intoRaw: "into a raw pointer"
    case .fromRaw: "back from a raw pointer"
    case .clonedFromRaw: "cloned from a raw pointer"
    case .released: "released by the engine"
    default: rawValue
    }
  }
}

extension TraceSummary.Ending {
  fileprivate var clause: String {
    switch self {
    case .running: "it runs"
    case .exited: "it exited"
    case .stopped: "it stopped the trace"
    case .broken: "it was killed, crashed, or left without a word"
    }
  }
}

extension TraceMoment {
  var title: String {
    let place = isEnd ? "the end of the trace, event \(event.grouped)" : "event \(event.grouped)"
    return mark.map { "mark \($0.quotedLiteral), event \(event.grouped)".printable } ?? place
  }

  fileprivate var `where`: String { isEnd ? "at the end of the trace" : "after \(title)" }
}

extension Int {
  /// The number with what is counted: `1 mark`, `1,200 marks`.
  fileprivate func counting(_ thing: String) -> String { "\(grouped) \(thing)\(self == 1 ? "" : "s")" }

  /// The number with a comma between groups of three digits.
  var grouped: String {
    let digits = Array(String(magnitude))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + text
  }

  /// Milliseconds in seconds: `1.234 s`.
  var asExactTime: String { "\(self / 1_000).\(String(self % 1_000 + 1_000).dropFirst()) s" }

  /// Milliseconds as a time that is read at a glance: `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 20 min`.
  var asTime: String {
    switch self {
    case ..<1_000: "\(self) ms"
    case ..<60_000: "\(self / 1_000).\(self % 1_000 / 100) s"
    case ..<3_600_000: "\(self / 60_000) min \(self % 60_000 / 1_000) s"
    default: "\(self / 3_600_000) h \(self % 3_600_000 / 60_000) min"
    }
  }
}
