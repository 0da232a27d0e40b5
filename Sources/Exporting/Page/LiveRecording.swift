internal import Rendering
public import Session

/// What a live page is sent: the beginning, then each step as it happens, each one JSON object in one line.
///
/// A message has the fields that docs/export.md gives to the beginning and to steps, and `page`, which the page's script
/// reads.
public struct LiveRecording: Sendable {
  /// The first message: the state in which the page begins.
  public let opening: [UInt8]
  private var scene: Scene
  private var dangling: [String] = []
  private var count = 0
  private var prose: [String] = []
  private var nextIsFresh = false
  private var pace: SnapshotPace

  /// - Parameter isTruncated: whether more has happened before the beginning than a page can be shown.
  public init(title: String, beginning: SnapshotReducer = SnapshotReducer(), isTruncated: Bool = false) {
    scene = Scene(beginning)
    let page = PageStep(beginning: scene, dangling: &dangling)
    let snapshot = beginning.snapshot
    pace = SnapshotPace(first: snapshot)
    let fields: [(String, JSON)] = [
      ("format", "externref-recording"), ("version", .integer(Recording.version)),
      ("title", .string(Page.title(title))), ("truncated", .bool(isTruncated)),
      ("beginning", .object(snapshot.fields)), ("page", .object(page.fields)),
    ]
    var bytes: [UInt8] = []
    JSON.object(fields).write(to: &bytes)
    opening = bytes
  }

  /// Takes in a step.
  ///
  /// - Returns: the message.
  /// - Complexity: O(*n*) in the number of the step's events, on average; for a question, in the number of objects.
  public mutating func append(_ line: RecordedLine, as role: Recording.Role = .line) -> [UInt8] {
    let step = Recording.Step(line: line, role: role, isFresh: nextIsFresh, prose: nil)
    nextIsFresh = false
    count += 1
    scene.advance(over: step)
    var fields = step.fields(number: count)
    if pace.isDue(after: line.events.count, isLast: role == .end) {
      let snapshot = scene.state.snapshot
      pace.take(snapshot)
      fields.append(("snapshot", .object(snapshot.fields)))
    }
    if !prose.isEmpty { fields.append(("prose", Prose.json(prose.joined(separator: "\n\n")))) }
    prose.removeAll()
    fields.append(("page", .object(PageStep(step, scene: scene, dangling: &dangling).fields)))
    var bytes: [UInt8] = []
    JSON.object(fields).write(to: &bytes)
    return bytes
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
