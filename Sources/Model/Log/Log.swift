/// What happened in a session, line by line: what `.history`, `.at`, `.save`, exports and explanations are made from.
///
/// The log is bounded. It consists of two segments; when the younger one is full the older one goes, and the state that
/// it led to becomes the one that the rest begins with. So a log always has the last `segmentLines` lines, or as many
/// as fit into half of its other bounds, and it knows when lines are missing before its first.
///
/// Lines and events lie one after the other in arrays that are used again: to record a line costs a copy, and no allocation
/// of its own.
public struct Log: Sendable {
  /// How many lines a segment takes.
  package static let segmentLines = 50_000
  /// How many events a segment takes.
  package static let segmentEvents = 500_000
  /// How many bytes of text a segment takes, in lines and in events.
  package static let segmentBytes = 16 << 20

  /// What is kept of each line beside its text and events.
  struct Entry: Sendable {
    let number: Int
    /// 0 where there is none.
    let nestedNumber: UInt32
    /// Where text and events of the line end.
    let textEnd: UInt32
    let eventsEnd: UInt32
    /// The text that introduces the line: an index into ``Log/prose``, or -1.
    let prose: Int32
    let role: RecordedLine.Role
    let failed: Bool
    /// Whether a new session begins with the line: it finds nothing of what was before.
    let isFresh: Bool

    /// The number that messages call the line by.
    var madeOn: Int { nestedNumber == 0 ? number : Int(nestedNumber) }
  }

  /// Lines, one after the other.
  struct Segment: Sendable {
    private(set) var entries: [Entry] = []
    private var text: [UInt8] = []
    private var events = EventStore()

    var isFull: Bool {
      entries.count >= Log.segmentLines || events.count >= Log.segmentEvents
        || text.count + events.weight >= Log.segmentBytes
    }

    mutating func append(
      _ source: [UInt8], _ events: [Event], number: Int, nestedNumber: Int?, role: RecordedLine.Role,
      failed: Bool, isFresh: Bool, prose: Int?
    ) {
      text += source
      let events = events.span
      for index in events.indices { self.events.append(events[index]) }
      entries.append(
        Entry(
          number: number, nestedNumber: UInt32(clamping: nestedNumber ?? 0),
          textEnd: UInt32(clamping: text.count), eventsEnd: UInt32(clamping: self.events.bytes.count),
          prose: Int32(clamping: prose ?? -1), role: role, failed: failed, isFresh: isFresh))
    }

    var eventCount: Int { events.count }

    /// The first `count` lines.
    func prefix(_ count: Int) -> Segment {
      var segment = Segment()
      for index in 0..<count {
        let entry = entries[index]
        segment.append(
          Array(text(at: index)), events(at: index), number: entry.number,
          nestedNumber: entry.nestedNumber == 0 ? nil : Int(entry.nestedNumber), role: entry.role,
          failed: entry.failed, isFresh: entry.isFresh, prose: entry.prose < 0 ? nil : Int(entry.prose))
      }
      return segment
    }

    mutating func removeAll() {
      entries.removeAll(keepingCapacity: true)
      text.removeAll(keepingCapacity: true)
      events.removeAll()
    }

    /// Lets a state take in what the first `count` lines did.
    ///
    /// - Complexity: O(*n*) in the number of their events.
    func replay(into state: inout SnapshotReducer, upTo count: Int = .max) {
      for (index, entry) in entries.prefix(count).enumerated() {
        if entry.isFresh { state = SnapshotReducer() }
        for event in events(at: index) { state.apply(event, line: entry.madeOn) }
      }
    }

    func text(at index: Int) -> ArraySlice<UInt8> {
      text[(index == 0 ? 0 : Int(entries[index - 1].textEnd))..<Int(entries[index].textEnd)]
    }

    func events(at index: Int) -> [Event] {
      events.events(
        in: (index == 0 ? 0 : Int(entries[index - 1].eventsEnd))..<Int(entries[index].eventsEnd))
    }
  }

  var older = Segment()
  var younger = Segment()
  /// The state before the first line, to which the lines' events can be applied one by one.
  public private(set) var beginning = SnapshotReducer()
  /// The state before the first line of the younger segment; nil while there is no older one, and where only the events
  /// tell.
  private var middle: SnapshotReducer?
  /// Whether lines are missing before the first.
  public private(set) var isTruncated = false
  /// Whether lines about the session are kept too, and the lines of earlier sessions. A recording that is to be looked at
  /// wants them; a session's own log is about the session alone.
  public let keepsAsides: Bool
  /// Texts between the lines, in Markdown.
  public private(set) var prose: [String] = []
  private(set) var nextIsFresh = false

  public init(keepsAsides: Bool = false) {
    self.keepsAsides = keepsAsides
  }

  /// Begins in the middle of something, at a state that is known.
  package init(keepsAsides: Bool, beginning: SnapshotReducer, isTruncated: Bool) {
    self.keepsAsides = keepsAsides
    self.beginning = beginning
    self.isTruncated = isTruncated
  }

  /// How many events are recorded.
  package var eventCount: Int { older.eventCount + younger.eventCount }

  // MARK: Recording

  /// Records a line with what it did.
  ///
  /// - Parameters:
  ///   - source: the bytes of the line.
  ///   - state: the state after the line, asked for only when a segment is full. Without it the events will tell, which is
  ///     quicker where there are more objects than events in a segment.
  /// - Complexity: O(*n*) on average in the length of the line and the number of its events.
  package mutating func record(
    _ source: [UInt8], number: Int, nestedNumber: Int? = nil, role: RecordedLine.Role = .line,
    failed: Bool, events: [Event], state: (() -> SnapshotReducer)? = nil
  ) {
    younger.append(
      source, events, number: number, nestedNumber: nestedNumber, role: role, failed: failed,
      isFresh: nextIsFresh, prose: prose.isEmpty ? nil : prose.count - 1)
    nextIsFresh = false
    if younger.isFull { beginSegment(at: state?()) }
  }

  /// Records a line that has been put together already.
  public mutating func append(_ line: RecordedLine) {
    record(
      Array(line.text.utf8), number: line.number, nestedNumber: line.nestedNumber, role: line.role,
      failed: line.failed,
      events: line.events)
  }

  /// Adds the text that introduces the lines from here on.
  public mutating func append(prose text: String) {
    prose.append(text)
  }

  /// Lets a new session begin with the next line.
  public mutating func startAnew() {
    if keepsAsides {
      nextIsFresh = !lines.isEmpty
    } else {
      self = Log()
    }
  }

  /// Forgets the youngest lines, for a session that has gone back to before them.
  ///
  /// - Parameter count: how many lines stay.
  /// - Complexity: O(*n*) in the number of events of a segment.
  package mutating func removeLines(after count: Int) {
    if count < older.entries.count {
      younger = older.prefix(count)
      older = Segment()
      middle = nil
    } else {
      younger = younger.prefix(count - older.entries.count)
    }
    nextIsFresh = false
  }

  private mutating func beginSegment(at state: SnapshotReducer?) {
    if !older.entries.isEmpty {
      if let middle { beginning = middle } else { older.replay(into: &beginning) }
      isTruncated = true
    }
    middle = state
    swap(&older, &younger)
    younger.removeAll()
  }
}
