internal import Rendering
internal import Model

/// What the page's script reads of a step beside the fields that the data have: what the step changed in the picture,
/// and its text. The fields are between this file and `recording.js`.
///
/// The length follows the step and not the heap.
struct PageStep {
  /// How many events of a step are told before the rest is only counted, and how long a line may be.
  private static let eventLimit = 30
  private static let lineLength = 400

  private(set) var fields: [(String, JSON)]

  /// - Parameters:
  ///   - prose: the text that introduces the step, where it is the first to have it.
  ///   - scene: the scene after the step.
  ///   - dangling: the dangling pointers that the page knows of; afterwards those of the scene.
  init(_ step: Recording.Step, prose: String?, scene: Scene, dangling: inout [String]) {
    fields = [("live", .integer(scene.state.liveCount))]
    if let prose { fields.append(("prose", Prose.json(prose))) }
    let told = Self.told(step.line.events)
    if !told.isEmpty { fields.append(("told", .array(told.map(JSON.string)))) }
    fields += Self.fields(of: scene, dangling: &dangling)
    if step.role == .question { fields += Self.question(step, in: scene.state) }
  }

  /// What the page reads of the beginning.
  init(beginning scene: Scene, dangling: inout [String]) {
    fields = [("live", .integer(scene.state.liveCount))]
    fields += Self.fields(of: scene, dangling: &dangling)
  }

  private static func fields(of scene: Scene, dangling: inout [String]) -> [(String, JSON)] {
    var fields: [(String, JSON)] = []
    if !scene.cards.isEmpty { fields.append(("cards", .array(scene.cards.map(\.json)))) }
    if !scene.longValues.isEmpty {
      fields.append(
        (
          "values",
          .array(scene.longValues.map { .array([.integer($0.object.number), .string($0.text)]) })
        ))
    }
    if scene.dangling != dangling {
      dangling = scene.dangling
      fields.append(
        (
          "dangling",
          .array(scene.danglingPointers.map { .array([.string($0.name), .integer($0.object.number)]) })
        ))
    }
    return fields
  }

  /// What a step did, as the shell shows it.
  private static func told(_ events: [Event]) -> [String] {
    var text = TextBuffer(style: TextStyle())
    TextRenderer(style: TextStyle()).renderAll(Array(events.prefix(eventLimit)), into: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    var told = lines.prefix(2 * eventLimit).map { Card.cut(String($0), lineLength) }
    if lines.count > told.count { told.append("and \(lines.count - told.count) more lines") }
    if events.count > eventLimit { told.append("and \(events.count - eventLimit) more events") }
    return told
  }

  // MARK: Questions

  /// The right answer, and what of the picture would give it away.
  private static func question(_ step: Recording.Step, in state: SnapshotReducer) -> [(String, JSON)] {
    var fields: [(String, JSON)] = []
    for case .value(_, let value) in step.line.events {
      var answers = [value.literal]
      // A question is not about the quotes.
      if case .text(let text) = value { answers.append(text) }
      fields.append(("answers", .array(answers.map { .string($0.printable) })))
    }
    for case .report(.question(let choices, let right)) in step.line.events {
      fields.append(("answers", .array(right.map { .string($0.printable) })))
      fields.append(("words", true))
      if !choices.isEmpty { fields.append(("choices", .array(choices.map { .string($0.printable) }))) }
      return fields
    }
    let words = step.line.text.split { $0 == " " || $0 == "\t" }
    let parts = ["strong_count": "count", "is": "type", "downcast": "value", "get": "value", "show": "value"]
    guard words.count > 1, let part = parts[String(words[0])] else { return fields }
    if let object = object(String(words[1]), in: state) {
      fields.append(("asks", .object([("object", .integer(object.number)), ("part", .string(part))])))
    }
    return fields
  }

  private static func object(_ text: String, in state: SnapshotReducer) -> ObjectID? {
    let snapshot = state.snapshot
    return snapshot.names.first { $0.name == text }?.object
      ?? snapshot.objects.first { $0.object.description == text }?.object
  }
}

extension Card.Label {
  fileprivate var json: JSON {
    .array([.string(role.rawValue), .string(text)] + (detail.map { [.string($0)] } ?? []))
  }
}

extension Card {
  fileprivate var json: JSON {
    var fields: [(String, JSON)] = [("id", .integer(object.number)), ("count", .integer(count))]
    if !isKnown {
      fields += [("type", .string(type)), ("value", .string(value))]
      fields.append(place.map { ("place", .string($0)) } ?? ("line", .integer(line)))
    }
    if mark != .none { fields.append(("mark", .string(markWord))) }
    if case .counted(let before) = mark { fields.append(("before", .integer(before))) }
    if isNamed { fields.append(("named", true)) }
    if isCut { fields.append(("cut", true)) }
    if !labels.isEmpty {
      fields.append(("labels", .array(labels.map(\.json))))
    }
    if unlabelled > 0 { fields.append(("more", .integer(unlabelled))) }
    if !holds.isEmpty { fields.append(("holds", .array(holds.map { .integer($0.number) }))) }
    return .object(fields)
  }
}
