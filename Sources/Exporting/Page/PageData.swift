internal import Markdown
internal import Rendering
internal import Model

/// What the page's script reads: the beginning and the steps, each with what it changed in the picture.
///
/// These are the messages of a live page (``LiveRecording``) without what the page does not read: events and snapshots.
struct PageData {
  private(set) var bytes: [UInt8] = []

  init(_ recording: Recording, isHandout: Bool) {
    var scene = Scene(recording.beginning)
    var dangling: [String] = []
    let opening = PageStep(beginning: scene, dangling: &dangling)
    write(#"{"handout":\#(isHandout),"measures":"#)
    write(Measures.json)
    write(#","title":"#)
    write(.string(Page.title(recording.title)))
    if recording.isTrace { write(#","trace":true"#) }
    write(#","truncated":\#(recording.isTruncated),"page":"#)
    write(.object(opening.fields))
    write(#","steps":["#)
    var prose: Int?
    for (index, step) in recording.steps.enumerated() {
      scene.advance(over: step)
      let text = step.prose == prose ? nil : step.prose.map { recording.prose[$0] }
      prose = step.prose
      let page = PageStep(step, prose: text, scene: scene, dangling: &dangling)
      let fields = Self.fields(of: step, number: index + 1) + [("page", .object(page.fields))]
      write(index == 0 ? "\n" : ",\n")
      write(.object(fields))
    }
    write("\n]}\n")
  }

  /// The data of a page that gets its steps as they happen.
  init(liveTitle title: String) {
    write(#"{"live":true,"measures":"#)
    write(Measures.json)
    write(#","title":"#)
    write(.string(Page.title(title)))
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

  /// The fields that say something else than what the page takes for granted.
  private static func fields(of step: Recording.Step, number: Int) -> [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("step", .integer(number)), ("line", .integer(step.line.number)),
      ("text", .string(step.line.text.printable)),
    ]
    if let nested = step.line.nestedNumber { fields.append(("nestedLine", .integer(nested))) }
    if step.role != .line { fields.append(("role", .string(step.role.rawValue))) }
    if step.isFresh { fields.append(("fresh", true)) }
    if step.line.failed { fields.append(("failed", true)) }
    return fields
  }
}
