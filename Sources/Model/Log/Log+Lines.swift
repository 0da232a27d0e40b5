extension Log {
  /// The lines, oldest first. Each is put together when it is asked for.
  public struct Lines: RandomAccessCollection, Sendable {
    fileprivate let older: Segment
    fileprivate let younger: Segment

    public var startIndex: Int { 0 }
    public var endIndex: Int { older.entries.count + younger.entries.count }

    public subscript(position: Int) -> RecordedLine {
      let (segment, index) = place(of: position)
      let entry = segment.entries[index]
      return RecordedLine(
        number: entry.number, nestedNumber: entry.nestedNumber == 0 ? nil : Int(entry.nestedNumber),
        text: String(decoding: segment.text(at: index), as: UTF8.self), role: entry.role,
        failed: entry.failed, events: segment.events(at: index))
    }

    /// What happened on a line.
    public func events(at position: Int) -> [Event] {
      let (segment, index) = place(of: position)
      return segment.events(at: index)
    }

    /// Whether a new session begins with a line: it finds nothing of what was before.
    public func isFresh(at position: Int) -> Bool { entry(at: position).isFresh }

    /// The text that introduces a line: an index into ``Log/prose``.
    public func prose(at position: Int) -> Int? {
      let prose = entry(at: position).prose
      return prose < 0 ? nil : Int(prose)
    }

    func entry(at position: Int) -> Entry {
      let (segment, index) = place(of: position)
      return segment.entries[index]
    }

    private func place(of position: Int) -> (segment: Segment, index: Int) {
      position < older.entries.count ? (older, position) : (younger, position - older.entries.count)
    }
  }

  public var lines: Lines { Lines(older: older, younger: younger) }

  /// The state when the first `count` lines were done.
  ///
  /// - Complexity: O(*n*) in the number of events until then.
  public func state(after count: Int) -> SnapshotReducer {
    var state = beginning
    older.replay(into: &state, upTo: count)
    younger.replay(into: &state, upTo: max(0, count - older.entries.count))
    return state
  }

  /// How many lines were done when the line with this number was over; nil where the record does not go back so far.
  ///
  /// Lines that only ask about the session have a number too, but nothing is recorded of them. Where several files ran
  /// one after the other a number may come twice: then it is the younger line's.
  public func count(afterLine number: Int) -> Int? {
    let lines = lines
    let first = lines.indices.last { lines.isFresh(at: $0) } ?? 0
    let present = first..<lines.count
    if let index = present.last(where: { lines.entry(at: $0).number == number }) { return index + 1 }
    if let index = present.last(where: { lines.entry(at: $0).number < number }) { return index + 1 }
    return isTruncated && first == 0 ? nil : first
  }

  /// The lines of the session that runs now; nil where its first are no longer kept.
  package var presentLines: Range<Int>? {
    let lines = lines
    if nextIsFresh { return lines.count..<lines.count }
    let first = keepsAsides ? lines.indices.last { lines.isFresh(at: $0) } : nil
    return isTruncated && first == nil ? nil : (first ?? 0)..<lines.count
  }

  /// The lines as a script that can be run again. A line that failed and did nothing becomes a comment, without what no
  /// line may hold.
  public var script: String {
    lines.lazy.filter { $0.role == .line }
      .map { ($0.hadNoEffect ? "# failed: " + $0.text.printable : $0.text) + "\n" }.joined()
  }

  /// The lines that touched one of some objects, oldest first, with what they did to these: what explains a query's answer.
  ///
  /// Lines that failed are left out, and questions: they change nothing, so they explain nothing.
  ///
  /// - Parameters:
  ///   - objects: those that the lines are asked about.
  ///   - limit: how many of the lines are looked at.
  public func lines(touching objects: Set<ObjectID>, upTo limit: Int = .max) -> [RecordedLine] {
    lines.prefix(limit).compactMap { line in
      guard line.role == .line, !line.failed else { return nil }
      guard line.events.contains(where: { $0.objects.contains(where: objects.contains) }) else { return nil }
      return RecordedLine(
        number: line.number, nestedNumber: line.nestedNumber, text: line.text, failed: false,
        events: line.events.filter { $0.objects.isEmpty || $0.objects.contains(where: objects.contains) })
    }
  }
}
