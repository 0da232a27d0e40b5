internal import Rendering
public import Model

/// What a live page is sent: the beginning, then each step as it happens, each one JSON object in one line.
///
/// A message has the fields that docs/export.md gives to the beginning and to steps, and `page`, which the page's script
/// reads. Of a very long session the older half goes, as it goes from a ``Recording``: then ``opening`` is another, and the
/// messages of steps before ``firstStep`` are of no use any more.
public struct LiveRecording: Sendable {
  /// The first message: the state in which the page begins.
  public private(set) var opening: [UInt8]
  /// The number of the step that the beginning is followed by.
  public private(set) var firstStep = 1

  private let title: String
  private let isTrace: Bool
  private let lineLimit: Int
  private let eventLimit: Int
  private var scene: Scene
  private var dangling: [String] = []
  private var count = 0
  private var eventCount = 0
  private var prose: [String] = []
  private var nextIsFresh = false
  private var pace: SnapshotPace
  /// The beginning of the younger half.
  private var middle: (opening: [UInt8], step: Int, eventCount: Int)?

  /// - Parameters:
  ///   - title: what the page shows above all else.
  ///   - isTrace: whether the steps are events of a traced program, and not lines of a session.
  ///   - beginning: the state before the first step.
  ///   - isTruncated: whether more has happened before the beginning than a page can be shown.
  public init(
    title: String, isTrace: Bool = false, beginning: SnapshotReducer = SnapshotReducer(),
    isTruncated: Bool = false
  ) {
    self.init(
      title: title, isTrace: isTrace, beginning: beginning, isTruncated: isTruncated,
      lineLimit: 2 * Log.segmentLines, eventLimit: 2 * Log.segmentEvents)
  }

  init(
    title: String, isTrace: Bool = false, beginning: SnapshotReducer, isTruncated: Bool, lineLimit: Int,
    eventLimit: Int
  ) {
    self.title = title
    self.isTrace = isTrace
    self.lineLimit = lineLimit
    self.eventLimit = eventLimit
    scene = Scene(beginning)
    pace = SnapshotPace(first: beginning.snapshot)
    opening = Self.opening(title, isTrace: isTrace, scene, isTruncated: isTruncated)
    dangling = scene.dangling
  }

  private static func opening(
    _ title: String, isTrace: Bool, _ scene: Scene, isTruncated: Bool
  ) -> [UInt8] {
    var dangling: [String] = []
    let page = PageStep(beginning: scene, dangling: &dangling)
    var fields: [(String, JSON)] = [
      ("format", "externref-recording"), ("version", .integer(Recording.version)),
      ("title", .string(Page.title(title))),
    ]
    if isTrace { fields.append(("trace", true)) }
    fields += [
      ("truncated", .bool(isTruncated)), ("beginning", .object(scene.state.snapshot.fields)),
      ("page", .object(page.fields)),
    ]
    var bytes: [UInt8] = []
    JSON.object(fields).write(to: &bytes)
    return bytes
  }

  /// Takes in a step.
  ///
  /// - Returns: the message.
  /// - Complexity: O(*n*) in the number of the step's events, on average; for a question, in the number of objects.
  public mutating func append(_ line: RecordedLine) -> [UInt8] {
    let step = Recording.Step(line: line, isFresh: nextIsFresh, prose: nil)
    nextIsFresh = false
    count += 1
    eventCount += line.events.count
    scene.advance(over: step)
    var fields = step.fields(number: count)
    if pace.isDue(after: line.events, isLast: line.role == .end) {
      let snapshot = scene.state.snapshot
      pace.take(snapshot)
      fields.append(("snapshot", .object(snapshot.fields)))
    }
    let text = prose.isEmpty ? nil : prose.joined(separator: "\n\n")
    prose.removeAll()
    let page = PageStep(step, prose: text, scene: scene, dangling: &dangling)
    fields.append(("page", .object(page.fields)))
    var bytes: [UInt8] = []
    JSON.object(fields).write(to: &bytes)
    forgetOlderHalf()
    return bytes
  }

  /// Lets the beginning of the younger half become the beginning, once there is too much.
  private mutating func forgetOlderHalf() {
    let steps = count - firstStep + 1
    if let middle, steps > lineLimit || eventCount > eventLimit {
      opening = middle.opening
      firstStep = middle.step
      eventCount -= middle.eventCount
      self.middle = nil
    } else if middle == nil, steps >= lineLimit / 2 || eventCount >= eventLimit / 2 {
      let marks = Scene(scene.state)
      middle = (Self.opening(title, isTrace: isTrace, marks, isTruncated: true), count + 1, eventCount)
    }
  }

  /// Adds the text that introduces the steps from here on.
  public mutating func append(prose text: String) {
    prose.append(text)
  }

  /// Lets a new session begin with the next step.
  public mutating func startAnew() {
    nextIsFresh = count > 0
  }
}
