/// The lines of a session with their events: what snapshots of earlier moments are made from.
///
/// It is kept only where somebody asks for it (``Session/beginRecording()``), and bounded: of a very long session the
/// older half goes, and its effect stays as the state that the rest begins with.
public struct Timeline: Sendable {
  package static let lineLimit = History.lineLimit
  package static let eventLimit = 1_000_000

  /// The state before the first of the lines.
  private var base: SnapshotReducer
  public private(set) var lines: [RecordedLine] = []
  /// Whether lines are missing before the first.
  public private(set) var isTruncated: Bool
  private var eventCount = 0

  package init() {
    base = SnapshotReducer()
    isTruncated = false
  }

  /// Begins in the middle of a session, whose earlier lines are not known.
  package init(after snapshot: Snapshot) {
    base = SnapshotReducer(snapshot)
    isTruncated = true
  }

  package mutating func record(_ line: RecordedLine) {
    lines.append(line)
    eventCount += line.events.count
    if lines.count > Self.lineLimit || eventCount > Self.eventLimit { forgetOlderHalf() }
  }

  private mutating func forgetOlderHalf() {
    // The youngest line stays, however much it did.
    let count = min(lines.count - 1, max(1, lines.count / 2))
    guard count > 0 else { return }
    for line in lines.prefix(count) {
      base.apply(line.events, line: line.madeOn)
      eventCount -= line.events.count
    }
    lines.removeFirst(count)
    isTruncated = true
  }

  /// The state before the first line, to which the lines' events can be applied one by one.
  public var beginning: SnapshotReducer { base }

  /// The names and objects as they were when the first `count` lines were done.
  ///
  /// - Complexity: O(*n*) in the number of events until then.
  public func snapshot(after count: Int) -> Snapshot {
    var reducer = base
    for line in lines.prefix(count) { reducer.apply(line.events, line: line.madeOn) }
    return reducer.snapshot
  }

  /// How many lines were done when the line with this number was over; nil where the record does not go back so far.
  ///
  /// Lines that only ask about the session have a number too, but nothing is recorded of them. Where several files ran
  /// one after the other a number may come twice: then it is the younger line's.
  package func count(afterLine number: Int) -> Int? {
    if let index = lines.lastIndex(where: { $0.number == number }) { return index + 1 }
    if let index = lines.lastIndex(where: { $0.number < number }) { return index + 1 }
    return isTruncated ? nil : 0
  }

  /// The strong count of an object over the lines that changed it, since the object was made.
  package func course(of object: ObjectID) -> [CountCourse.Point] {
    var points: [CountCourse.Point] = []
    for line in lines {
      var count: Int?
      for event in line.events where event.changedObject == object {
        if case .created = event { points.removeAll() }
        count = event.countAfter ?? count
      }
      if let count, count != points.last?.count {
        points.append(CountCourse.Point(line: line, count: count))
      }
    }
    return points
  }
}

/// How the strong count of an object went over a session.
public struct CountCourse: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    /// The line that changed the count.
    public let line: RecordedLine
    public let count: Int
  }

  public let object: ObjectID
  public let points: [Point]

  package init(object: ObjectID, points: [Point]) {
    self.object = object
    self.points = points
  }
}
