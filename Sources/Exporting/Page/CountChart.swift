internal import Rendering
internal import Model

/// The courses of strong counts over a recording: those that change most, as many as a chart can tell apart.
struct CountChart {
  static let limit = 6

  private struct Series {
    let object: ObjectID
    var type: String?
    /// A step from 0, and the count from then on; nil while there is no such object.
    var points: [(step: Int, count: Int?)] = []
  }

  private var series: [Series]
  private var step = 0
  /// How many objects have a course that is left out.
  let others: Int

  init(_ recording: Recording) {
    var changes: [ObjectID: Int] = [:]
    for step in recording.steps {
      for effect in step.line.effects where effect.before != effect.after {
        changes[effect.object, default: 0] += 1
      }
    }
    let chosen = changes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.limit)
    others = changes.count - chosen.count
    series = chosen.map(\.key).sorted().map { Series(object: $0) }
  }

  /// - Parameter state: the session after the step.
  mutating func advance(over step: Recording.Step, state: SnapshotReducer) {
    for index in series.indices {
      let summary = state.object(series[index].object)
      var count = summary?.count
      // What died on this step had the count 0 once.
      if summary == nil, let last = series[index].points.last, last.count != nil, last.count != 0,
        !step.isFresh
      {
        count = 0
      }
      if series[index].type == nil { series[index].type = summary?.type }
      let last = series[index].points.last
      if last == nil ? count != nil : last?.count != count { series[index].points.append((self.step, count)) }
    }
    self.step += 1
  }

  var json: JSON {
    .array(
      series.filter { !$0.points.isEmpty }.map { series in
        .object([
          ("id", .integer(series.object.number)), ("type", .string(series.type ?? "")),
          (
            "points",
            .array(series.points.map { .array([.integer($0.step), $0.count.map(JSON.integer) ?? .null]) })
          ),
        ])
      })
  }
}
