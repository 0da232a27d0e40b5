internal import Rendering
internal import Model

// The field names are a contract (docs/export.md): programs read them. Fields may be added; none may change or go.
extension Recording {
  /// The recording as one JSON document, with events as `--json` writes them.
  ///
  /// A snapshot stands in it whenever so much has happened that it is not much longer than that: so the document grows
  /// with the session and not with its square.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    var state = beginning
    var pace = SnapshotPace(first: state.snapshot)
    bytes += #"{"format":"externref-recording","version":\#(Self.version),"title":"#.utf8
    JSON.string(title).write(to: &bytes)
    if isTrace { bytes += #","trace":true"#.utf8 }
    bytes += #","truncated":\#(isTruncated),"beginning":"#.utf8
    JSON.object(state.snapshot.fields).write(to: &bytes)
    bytes += #","steps":["#.utf8
    for (index, step) in steps.enumerated() {
      if step.isFresh { state = SnapshotReducer() }
      state.apply(step.line.events, line: step.line.madeOn)
      var fields = step.fields(number: index + 1)
      if pace.isDue(after: step.line.events, isLast: index == steps.count - 1) {
        let snapshot = state.snapshot
        pace.take(snapshot)
        fields.append(("snapshot", .object(snapshot.fields)))
      }
      bytes += (index == 0 ? "\n" : ",\n").utf8
      JSON.object(fields).write(to: &bytes)
    }
    bytes += "\n]}\n".utf8
    return bytes
  }
}

extension Recording.Step {
  func fields(number: Int) -> [(String, JSON)] {
    [
      ("step", .integer(number)), ("role", .string(role.rawValue)), ("fresh", .bool(isFresh)),
      ("line", .integer(line.number)), ("nestedLine", JSON(line.nestedNumber)), ("text", .string(line.text)),
      ("failed", .bool(line.failed)),
      ("events", .array(line.events.map { JSON($0, line: line.madeOn) })),
    ]
  }
}

/// Decides when a snapshot costs little compared with what has happened since the last.
struct SnapshotPace {
  /// How many names, objects and owners a snapshot may have for each event, with their texts.
  private static let ratio = 16

  private var weight: Int
  private var work = 0

  init(first snapshot: Snapshot) {
    weight = snapshot.weight
  }

  mutating func isDue(after events: [Event], isLast: Bool) -> Bool {
    work += events.reduce(1) { $0 + 1 + Snapshot.weight(ofText: $1.textBytes) }
    // An event adds at most a name, an object and an owner, and the text that it has itself.
    return isLast || weight + 3 * work <= Self.ratio * work
  }

  mutating func take(_ snapshot: Snapshot) {
    weight = snapshot.weight
    work = 0
  }
}

extension Snapshot {
  fileprivate var weight: Int {
    objects.reduce(names.count + objects.count) {
      $0 + $1.owners.count + $1.pointers.count + Self.weight(ofText: $1.value.textBytes)
    }
  }

  /// A name or an owner takes about as much as so many bytes of a text.
  fileprivate static func weight(ofText bytes: Int) -> Int { bytes / 32 }
}
