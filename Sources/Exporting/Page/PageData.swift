internal import Markdown
internal import Rendering
internal import Model

/// What the page's script reads: the steps, each with what it changed in the picture.
///
/// The length follows the steps and not the heap: a step tells only of the cards that it changed. The fields are between
/// this file and `model.js`.
struct PageData {
  private(set) var bytes: [UInt8] = []

  /// How many events of a step are told before the rest is only counted, and how long a line may be.
  private static let eventLimit = 30
  private static let lineLength = 400

  init(_ recording: Recording) {
    var scene = Scene(recording.beginning)
    var chart = CountChart(recording)
    write(#"{"title":"#)
    write(.string(Card.cut(recording.title, 200).printable))
    write(#","truncated":\#(recording.isTruncated),"prose":"#)
    write(.array(recording.prose.map { .array(MarkdownBlock.blocks(of: $0).map(\.json)) }))
    write(#","first":"#)
    write(.array(scene.cardsInOrder.map(\.json)))
    write(#","steps":["#)
    var dangling: [String] = []
    for (index, step) in recording.steps.enumerated() {
      scene.advance(over: step)
      chart.advance(over: step, state: scene.state)
      var fields = Self.fields(of: step)
      fields += Self.fields(of: scene)
      if scene.dangling != dangling {
        dangling = scene.dangling
        fields.append(
          (
            "dangling",
            .array(
              scene.danglingPointers.map { .array([.string($0.name), .integer($0.object.number)]) })
          ))
      }
      write(index == 0 ? "\n" : ",\n")
      write(.object(fields))
    }
    write("\n],\"others\":\(chart.others),\"series\":")
    write(chart.json)
    write("}\n")
  }

  private mutating func write(_ text: String) {
    bytes += text.utf8
  }

  /// Writes a value so that nothing in it can end the block it stands in, or begin a comment there.
  private mutating func write(_ value: JSON) {
    var text: [UInt8] = []
    value.write(to: &text)
    // These stand in strings only, where JSON knows them as escapes too.
    for byte in text {
      switch byte {
      case UInt8(ascii: "<"): bytes += "\\u003c".utf8
      case UInt8(ascii: ">"): bytes += "\\u003e".utf8
      case UInt8(ascii: "&"): bytes += "\\u0026".utf8
      default: bytes.append(byte)
      }
    }
  }

  // MARK: Steps

  private static func fields(of step: Recording.Step) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("line", .integer(step.line.number)), ("text", .string(cut(step.line.text.printable))),
    ]
    if let nested = step.line.nestedNumber { fields.append(("nested", .integer(nested))) }
    if step.role != .line { fields.append(("role", .string(step.role.rawValue))) }
    if step.isFresh { fields.append(("fresh", true)) }
    if step.line.failed { fields.append(("failed", true)) }
    if let prose = step.prose { fields.append(("prose", .integer(prose))) }
    let told = told(step.line.events)
    if !told.isEmpty { fields.append(("told", .array(told.map(JSON.string)))) }
    return fields
  }

  private static func fields(of scene: Scene) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [("live", .integer(scene.state.liveCount))]
    let changed = scene.changed.sorted()
    let cards = changed.compactMap { scene.cards[$0] }
    let gone = changed.filter { scene.cards[$0] == nil }
    if !cards.isEmpty { fields.append(("cards", .array(cards.map(\.json)))) }
    if !gone.isEmpty { fields.append(("gone", .array(gone.map { .integer($0.number) }))) }
    let omitted = scene.omittedCount
    if omitted > 0 { fields.append(("omitted", .integer(omitted))) }
    return fields
  }

  /// What a step did, as the shell tells it.
  private static func told(_ events: [Event]) -> [String] {
    var text = TextBuffer(style: TextStyle())
    TextRenderer(style: TextStyle()).renderAll(Array(events.prefix(eventLimit)), into: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    var told = lines.prefix(2 * eventLimit).map { cut(String($0)) }
    if lines.count > told.count { told.append("and \(lines.count - told.count) more lines") }
    if events.count > eventLimit { told.append("and \(events.count - eventLimit) more events") }
    return told
  }

  private static func cut(_ text: String) -> String { Card.cut(text, lineLength) }
}

extension Card {
  fileprivate var json: JSON {
    var fields: [(String, JSON)] = [
      ("id", .integer(object.number)), ("slot", .integer(slot)), ("type", .string(type)),
      ("value", .string(value)), ("count", .integer(count)),
    ]
    if mark != .none { fields.append(("mark", .string(markWord))) }
    if case .counted(let before) = mark { fields.append(("before", .integer(before))) }
    if !labels.isEmpty {
      fields.append(("labels", .array(labels.map { .array([.string($0.role.rawValue), .string($0.text)]) })))
    }
    if unlabelled > 0 { fields.append(("more", .integer(unlabelled))) }
    if let holds { fields.append(("holds", .integer(holds.number))) }
    return .object(fields)
  }
}

extension MarkdownBlock {
  fileprivate var json: JSON {
    switch self {
    case .heading(let level, let text): .array([.string("h"), .integer(level), Self.json(text)])
    case .paragraph(let text): .array([.string("p"), Self.json(text)])
    case .item(let marker, _, let text): .array([.string("li"), .string(marker), Self.json(text)])
    case .quotation(let text): .array([.string("q"), Self.json(text)])
    case .verbatim(let lines):
      .array([.string("pre"), .string(lines.map(\.printable).joined(separator: "\n"))])
    case .rule: .array([.string("hr")])
    }
  }

  private static func json(_ text: String) -> JSON {
    .array(
      MarkdownInline.runs(of: text, keepingMarks: false).map { run in
        .array([.string(run.look.word), .string(run.text.printable)])
      })
  }
}

extension MarkdownRun.Look {
  fileprivate var word: String {
    switch self {
    case .strong: "strong"
    case .emphasis: "em"
    case .code: "code"
    case .plain, .address: ""
    }
  }
}
