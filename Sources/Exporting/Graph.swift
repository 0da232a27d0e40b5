internal import Model

/// The heap at a moment as a graph in the language of Graphviz (graphviz.org/doc/info/lang.html): an arrow for each
/// name and each cell that refers to an object.
struct Graph {
  private(set) var bytes: [UInt8] = []

  init(of snapshot: Snapshot, title: String) {
    write("digraph heap {\n")
    write("  graph [label=\(quote(title)), labelloc=t, rankdir=LR, fontname=\"sans-serif\"]\n")
    write("  node [fontname=\"monospace\"]\n")
    for object in snapshot.objects { write(object) }
    for (index, name) in snapshot.names.enumerated() { write(name, index: index) }
    for object in snapshot.objects { writeHandles(of: object) }
    for edge in snapshot.edges { write("  o\(edge.from.number) -> o\(edge.to.number)\n") }
    for object in snapshot.objects {
      let lost = object.owners.count { $0 == .lost }
      if lost > 0 {
        write("  l\(object.object.number) [shape=plaintext, label=\"lost: \(lost)\"]\n")
        write("  l\(object.object.number) -> o\(object.object.number) [style=bold, arrowhead=diamond]\n")
      }
    }
    write("}\n")
  }

  private mutating func write(_ text: String) {
    bytes += text.utf8
  }

  private mutating func write(_ object: ObjectSummary) {
    let header = "\(object.object) \(object.type.printable)"
    let value =
      if case .object(let held) = object.value { "holds \(held)" } else { object.value.literal.printable }
    let lines = [header, Card.cut(value, 100), "count \(object.count)"]
    write("  o\(object.object.number) [shape=box, label=\(quote(lines.joined(separator: "\n")))]\n")
  }

  /// The handles of a traced program that are inside no object.
  private mutating func writeHandles(of object: ObjectSummary) {
    for case .handle(let handle) in object.owners where handle.inside == nil {
      let node = "h\(handle.number)"
      write("  \(node) [shape=ellipse, label=\(quote(handle.shortName))]\n")
      let style = handle.isRaw ? " [style=bold, arrowhead=diamond]" : ""
      write("  \(node) -> o\(object.object.number)\(style)\n")
    }
  }

  private mutating func write(_ name: NameSummary, index: Int) {
    let node = "n\(index)"
    let target = "o\(name.object.number)"
    switch name.role {
    case .handle:
      write("  \(node) [shape=ellipse, label=\(quote(name.name))]\n  \(node) -> \(target)\n")
    case .raw(_, isDangling: true):
      let text = "\(name.name)\ndangling: \(name.object) was destroyed"
      write("  \(node) [shape=ellipse, style=dashed, label=\(quote(text))]\n")
    case .raw(let ownsCount, _):
      let style = ownsCount ? "style=bold, arrowhead=diamond" : "style=dashed, arrowhead=empty"
      let text = ownsCount ? "\(name.name)\nraw, owns 1" : "\(name.name)\nraw"
      write("  \(node) [shape=ellipse, style=dashed, label=\(quote(text))]\n")
      write("  \(node) -> \(target) [\(style)]\n")
    }
  }

  /// A string for Graphviz, which reads escapes and HTML's character references in labels.
  private func quote(_ text: String) -> String {
    let quoted = text.respelled { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case _ where scalar.isPrintable: nil
      default: "\\\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return "\"\(quoted)\""
  }
}
