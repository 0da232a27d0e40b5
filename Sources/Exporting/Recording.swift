public import Session

/// A session from its first line to its last, for those who look at it later: what all exports are made from.
///
/// It holds lines with their events, as the session's own record does, and like that it is bounded: of a very long
/// session the older half goes, and its effect stays as the state that the rest begins with.
public struct Recording: Sendable {
  /// The version of the formats that programs read.
  static let version = 1

  public struct Step: Sendable {
    public let line: RecordedLine
    public let role: Role
    /// Whether a new session begins with this step: it finds nothing of what was before.
    public let isFresh: Bool
    /// The text that introduces the step: an index into ``Recording/prose``.
    public let prose: Int?
  }

  public enum Role: Sendable, Equatable {
    /// A line that was typed.
    case line
    /// A question to the reader, whose answer is in the line's events.
    case question
    /// The end of the session.
    case end
  }

  public let title: String
  public private(set) var steps: [Step] = []
  /// Texts between the lines, in Markdown.
  public private(set) var prose: [String] = []
  /// The state before the first of the steps.
  public private(set) var beginning: SnapshotReducer
  /// Whether steps are missing before the first.
  public private(set) var isTruncated: Bool
  private var eventCount = 0
  private var nextIsFresh = false

  public init(title: String) {
    self.title = title
    beginning = SnapshotReducer()
    isTruncated = false
  }

  /// What a running session has recorded.
  public init(title: String, timeline: Timeline) {
    self.title = title
    beginning = timeline.beginning
    isTruncated = timeline.isTruncated
    for line in timeline.lines { append(line) }
  }

  // MARK: Making

  public mutating func append(_ line: RecordedLine, as role: Role = .line) {
    steps.append(
      Step(line: line, role: role, isFresh: nextIsFresh, prose: prose.isEmpty ? nil : prose.count - 1))
    nextIsFresh = false
    eventCount += line.events.count
    if steps.count > Timeline.lineLimit || eventCount > Timeline.eventLimit { forgetOlderHalf() }
  }

  /// Adds the text that introduces the steps from here on.
  public mutating func append(prose text: String) {
    prose.append(text)
  }

  /// Lets a new session begin with the next step.
  public mutating func startAnew() {
    nextIsFresh = !steps.isEmpty
  }

  private mutating func forgetOlderHalf() {
    // The youngest step stays, however much it did.
    let count = min(steps.count - 1, max(1, steps.count / 2))
    guard count > 0 else { return }
    for step in steps.prefix(count) {
      if step.isFresh { beginning = SnapshotReducer() }
      beginning.apply(step.line.events, line: step.line.madeOn)
      eventCount -= step.line.events.count
    }
    steps.removeFirst(count)
    isTruncated = true
  }

  // MARK: Reading

  /// How many steps were done before names were dropped at the end.
  public var lastMoment: Int {
    steps.last?.role == .end ? steps.count - 1 : steps.count
  }

  /// Writes the recording in a format.
  ///
  /// - Parameters:
  ///   - moment: how many steps a picture or graph shows the effect of; without it, all but the end.
  ///   - isHandout: whether a page is laid out for paper, with a picture of each step that changed something.
  /// - Complexity: O(*n*) in the number of events.
  public func exported(
    as format: ExportFormat, moment: Int? = nil, isHandout: Bool = false
  ) -> [UInt8] {
    let moment = min(moment ?? lastMoment, steps.count)
    switch format {
    case .html: return Page(self, isHandout: isHandout).bytes
    case .svg: return Picture(of: self, after: moment).bytes
    case .dot: return Graph(of: snapshot(after: moment), title: title).bytes
    case .json: return json
    }
  }

  private func snapshot(after count: Int) -> Snapshot {
    var state = beginning
    for step in steps.prefix(count) {
      if step.isFresh { state = SnapshotReducer() }
      state.apply(step.line.events, line: step.line.madeOn)
    }
    return state.snapshot
  }
}
