internal import Model

// The session as it was: lines with what they changed, counts over time, earlier moments.
extension TextRenderer {
  /// How many objects a line of the history names before it only counts them.
  private static let namedEffects = 4
  /// How many names and objects a moment shows before it only counts them.
  private static let shownAtOnce = HeapView.listedObjects

  func render(_ lines: [RecordedLine], truncated: Bool, into text: inout TextBuffer) {
    if truncated { note("older lines are no longer kept", into: &text) }
    let digits = lines.map(\.label.count).max() ?? 0
    for line in lines {
      text.write(String(repeating: " ", count: digits - line.label.count) + line.label + "  ", .faint)
      text.write(untrusted: line.text)
      if line.failed { text.segment { $0.write("(failed)", .end) } }
      effects(of: line, into: &text)
      text.newline()
    }
  }

  private func effects(of line: RecordedLine, into text: inout TextBuffer) {
    let effects = line.effects
    for effect in effects.prefix(Self.namedEffects) {
      text.segment { text in
        text.write(effect.object)
        text.write(" ")
        if let before = effect.before, before == effect.after {
          text.write("stays \(before)", .faint)
        } else {
          count(from: effect.before ?? 0, to: effect.after, label: "", into: &text)
        }
      }
    }
    if effects.count > Self.namedEffects {
      text.segment { $0.write("and \(effects.count - Self.namedEffects) more", .faint) }
    }
    for case .changed(let object, let value) in line.events {
      text.segment { text in
        text.write(object)
        text.write(" is ")
        self.value(value, into: &text)
      }
    }
  }

  func render(_ course: CountCourse, into text: inout TextBuffer) {
    let counts = course.points.map(\.count)
    text.segment { $0.write(course.object) }
    guard let last = counts.last else { return note("nothing is known of its past", into: &text) }
    text.segment { $0.write("count \(last)") }
    let columns = max(8, (style.width ?? 80) - 24)
    text.segment { $0.write(sparkline(of: counts.suffix(columns), from: 0, steps: counts.max() ?? 1)) }
    text.newline()
    for point in course.points {
      text.write("  \(point.count)".padded(to: 6), .rise)
      text.segment { $0.write("line \(point.line.label)", .faint) }
      text.segment { $0.write(untrusted: point.line.text.isEmpty ? "end of the session" : point.line.text) }
      text.newline()
    }
  }

  /// - Parameter count: how many objects lived, where the snapshot has the oldest of them only.
  func render(_ snapshot: Snapshot, of count: Int? = nil, at moment: Moment, into text: inout TextBuffer) {
    text.write(moment.number == 0 ? "before the first \(moment.unit)" : "after \(moment.title)", .heading)
    text.newline()
    if snapshot.names.isEmpty, snapshot.objects.isEmpty {
      return note("nothing: no names, no objects", into: &text)
    }
    list(snapshot.names, "names", into: &text) { render($0, into: &$1) }
    list(snapshot.objects, of: count, "objects", into: &text) { render($0, into: &$1) }
    if !snapshot.objects.isEmpty { render(HeapView(snapshot, of: count), into: &text) }
  }

  func render(_ difference: SnapshotDifference, from: Moment, to: Moment, into text: inout TextBuffer) {
    text.write("from \(from.title) to \(to.title)", .heading)
    text.newline()
    if difference.isEmpty { return note("nothing differs", into: &text) }
    render(difference, into: &text)
  }

  private func render(_ difference: SnapshotDifference, into text: inout TextBuffer) {
    list(difference.gone, "objects", mark: "-", .end, into: &text) { render($0, into: &$1) }
    list(difference.made, "objects", mark: "+", .rise, into: &text) { render($0, into: &$1) }
    list(difference.changed, "objects", mark: "~", .fall, into: &text) { change, text in
      text.segment { $0.write(change.after.object) }
      if change.before.count != change.after.count {
        text.segment { count(from: change.before.count, to: change.after.count, into: &$0) }
      }
      if change.before.value != change.after.value {
        text.segment { text in
          value(change.before.value, into: &text)
          text.write(" → ")
          value(change.after.value, into: &text)
        }
      }
      holders(change.after.owners, into: &text)
      text.newline()
    }
    list(difference.goneNames, "names", mark: "-", .end, into: &text) { render($0, into: &$1) }
    list(difference.boundNames, "names", mark: "+", .rise, into: &text) { render($0, into: &$1) }
    list(difference.changedNames, "names", mark: "~", .fall, into: &text) { change, text in
      render(change.after, into: &text)
    }
  }

  /// Writes which lines were taken back or brought back, and what is another way since.
  func render(_ travel: TimeTravel, into text: inout TextBuffer) {
    for line in travel.lines.prefix(Self.shownAtOnce) {
      text.write(travel.direction == .back ? "took back " : "brought back ", .heading)
      text.write("line \(line.number)", .heading)
      if let nested = line.nestedNumber { text.write(" (line \(nested) of a file)", .faint) }
      text.write(": ")
      text.write(untrusted: line.text)
      text.newline()
    }
    let rest = travel.lines.count - Self.shownAtOnce
    if rest > 0 { self.rest(rest, rest == 1 ? "line" : "lines", into: &text) }
    render(travel.difference, into: &text)
    guard travel.direction == .back, !travel.files.isEmpty else { return }
    let files = travel.files.prefix(Self.namedFiles).map { $0.printable }.joined(separator: ", ")
    let others = travel.files.count - Self.namedFiles
    text.paragraph(
      "what was written to files stays written: \(files)\(others > 0 ? " and \(others) more" : "")",
      paint: .faint)
  }

  private static let namedFiles = 5

  private func list<Element>(
    _ elements: [Element], of count: Int? = nil, _ things: String, mark: String = "", _ paint: Paint = .plain,
    into text: inout TextBuffer, _ body: (Element, inout TextBuffer) -> Void
  ) {
    let count = count ?? elements.count
    for element in elements.prefix(Self.shownAtOnce) {
      text.write(mark, paint)
      body(element, &text)
    }
    guard count > Self.shownAtOnce else { return }
    text.write("  and \(count - Self.shownAtOnce) more \(things)", .faint)
    text.newline()
  }
}

extension Moment {
  fileprivate var unit: String { if case .line = self { "line" } else { "event" } }

  fileprivate var title: String {
    switch self {
    case .line(let number): "line \(number)"
    case .event(let moment): moment.title
    }
  }
}

extension RecordedLine {
  /// How a list numbers the line: `7`, or `7:2` for line 2 of a file that line 7 asked to read.
  var label: String { nestedNumber.map { "\(number):\($0)" } ?? String(number) }
}
