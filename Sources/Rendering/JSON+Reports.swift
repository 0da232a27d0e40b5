internal import Model

// The answers of dot-commands. As with events, fields may be added; none may change or go.
extension Report {
  var name: String {
    switch self {
    case .help: "help"
    case .names: "names"
    case .objects: "objects"
    case .history: "history"
    case .course: "course"
    case .moment: "moment"
    case .difference: "difference"
    case .leaks: "leaks"
    case .heap: "heap"
    case .layout: "layout"
    case .explanation: "explanation"
    case .note: "note"
    case .question: "question"
    case .travel(let travel): travel.direction == .back ? "undone" : "redone"
    case .trace: "trace"
    }
  }

  var fields: [(String, JSON)] {
    switch self {
    case .help(let page):
      [("verbs", .array(page.verbs.map { JSON($0) }))]
    case .names(let names):
      [("names", .array(names.map { JSON($0) }))]
    case .objects(let objects):
      [("objects", .array(objects.map { JSON($0) }))]
    case .history(let lines, let truncated):
      [("truncated", .bool(truncated)), ("lines", .array(lines.map { JSON($0) }))]
    case .course(let course):
      [
        ("object", JSON(course.object)),
        (
          "points",
          .array(
            course.points.map {
              .object([("line", .integer($0.line.number)), ("count", .integer($0.count))])
            })
        ),
      ]
    case .moment(let snapshot, let moment):
      [("at", .integer(moment.number))] + snapshot.fields
    case .difference(let difference, let from, let to):
      [("from", .integer(from.number)), ("to", .integer(to.number))] + difference.fields
    case .leaks(let report):
      report.fields
    case .heap(let view):
      view.snapshot.fields + [("omitted", .integer(view.omittedCount))]
    case .layout(let layout):
      layout.fields
    case .explanation(let story):
      [
        ("code", .string(story.code.rawValue)), ("title", .string(story.title)),
        ("story", .array(story.paragraphs.map(JSON.string))),
      ]
    case .note(let text):
      [("text", .string(text))]
    case .question(let choices, let answers):
      [("choices", .array(choices.map(JSON.string))), ("answers", .array(answers.map(JSON.string)))]
    case .travel(let travel):
      [
        (
          "lines",
          .array(
            travel.lines.map {
              .object([
                ("line", .integer($0.number)), ("nestedLine", JSON($0.nestedNumber)),
                ("text", .string($0.text)),
              ])
            })
        ),
        ("files", .array(travel.files.map(JSON.string))),
      ] + travel.difference.fields
    case .trace(let report):
      [("lines", .array(report.lines.map { name, fields in .object([("event", .string(name))] + fields) }))]
    }
  }
}

extension Snapshot {
  package var fields: [(String, JSON)] {
    [
      ("names", .array(names.map { JSON($0) })), ("objects", .array(objects.map { JSON($0) })),
      (
        "edges",
        .array(edges.map { .object([("from", JSON($0.from)), ("to", JSON($0.to))]) })
      ),
    ]
  }
}

extension SnapshotDifference {
  fileprivate var fields: [(String, JSON)] {
    func pair(_ before: JSON, _ after: JSON) -> JSON { .object([("before", before), ("after", after)]) }
    return [
      ("made", .array(made.map { JSON($0) })), ("gone", .array(gone.map { JSON($0) })),
      ("changed", .array(changed.map { pair(JSON($0.before), JSON($0.after)) })),
      ("boundNames", .array(boundNames.map { JSON($0) })),
      ("goneNames", .array(goneNames.map { JSON($0) })),
      ("changedNames", .array(changedNames.map { pair(JSON($0.before), JSON($0.after)) })),
    ]
  }
}

extension LeakReport {
  /// How many objects, cycles and arrows are told in detail; their number is always told.
  private static let detailed = 1_000

  var fields: [(String, JSON)] {
    [
      ("objects", .array(objects.map { JSON($0) })),
      ("details", .array(leaks.prefix(Self.detailed).map { JSON($0) })),
      ("cycleCount", .integer(cycles.count)),
      ("cycles", .array(cycles.prefix(Self.detailed).map { $0.json(detailed: Self.detailed) })),
    ] + (wayOut.map { [("wayOut", $0.json)] } ?? [])
  }
}

extension WayOut {
  fileprivate var json: JSON {
    var fields: [(String, JSON)] = [
      ("pending", .array(pending.map { JSON($0) })), ("lines", .array(lines.map(JSON.string))),
      ("left", .array(left.map { JSON($0) })),
      (
        "earlier",
        .array(
          earlier.map {
            .object([
              ("objects", .array($0.objects.map { JSON($0) })), ("after", .integer($0.afterLine)),
              ("line", .string($0.line)),
            ])
          })
      ),
    ]
    if let obstacle { fields.append(("obstacle", .string(obstacle))) }
    return .object(fields)
  }
}

extension Cycle {
  fileprivate func json(detailed: Int) -> JSON {
    func arrow(_ index: Int) -> [(String, JSON)] {
      let edge = edge(index)
      return [("from", JSON(edge.from)), ("to", JSON(edge.to)), ("frees", .integer(frees[index]))]
    }
    return .object([
      ("length", .integer(objects.count)), ("objects", .array(objects.prefix(detailed).map { JSON($0) })),
      ("break", .object(arrow(best))),
      ("breaks", .array(frees.indices.prefix(detailed).map { .object(arrow($0)) })),
    ])
  }
}

extension BlockLayout {
  fileprivate var fields: [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("object", JSON(object)), ("type", .string(type)), ("count", .integer(count)),
      ("countOffset", .integer(countOffset)), ("typeOffset", .integer(typeOffset)),
      ("headerSize", .integer(headerSize)), ("paddingSize", .integer(paddingSize)),
      ("valueOffset", .integer(valueOffset)), ("valueSize", .integer(valueSize)),
      ("valueAlignment", .integer(valueAlignment)), ("blockSize", .integer(blockSize)),
      ("blockAlignment", .integer(blockAlignment)),
    ]
    if let address { fields.append(("address", .string("0x" + String(address, radix: 16)))) }
    if let valueBytes { fields.append(("valueBytes", .string(valueBytes.hexadecimal))) }
    return fields
  }
}

extension JSON {
  fileprivate init(_ line: RecordedLine) {
    self = .object([
      ("line", .integer(line.number)), ("nestedLine", JSON(line.nestedNumber)), ("text", .string(line.text)),
      ("failed", .bool(line.failed)), ("events", .array(line.events.map { JSON($0) })),
    ])
  }

  fileprivate init(_ leak: LeakReport.Leak) {
    var cause: [(String, JSON)] =
      switch leak.cause {
      case .rawPointer(let name, let frees):
        [("cause", "raw pointer"), ("pointer", .string(name)), ("frees", .integer(frees))]
      case .lostPointer(let frees): [("cause", "lost raw pointer"), ("frees", .integer(frees))]
      case .cycle: [("cause", "cycle")]
      case .cell(let cell): [("cause", "cell"), ("cell", JSON(cell))]
      case .engine(let module): [("cause", "engine"), ("module", JSON(module))]
      case .unknown: [("cause", .null)]
      }
    if case .object(let fields) = JSON(leak.object) { cause = fields + cause }
    self = .object(cause)
  }
}

extension [UInt8] {
  /// Two digits a byte, without blanks.
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
