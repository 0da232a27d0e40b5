internal import Model

// What a module offers, and what it holds.
extension TextRenderer {
  func render(_ interface: ModuleInterface, into text: inout TextBuffer) {
    if interface.exports.isEmpty { note("it exports nothing", into: &text) }
    for item in interface.exports { render(item, name: item.name.argument, into: &text) }
    for item in interface.imports {
      render(item, name: "\(item.module ?? "").\(item.name)", remark: "imported", into: &text)
    }
  }

  private func render(
    _ item: ModuleInterface.Item, name: String, remark: String? = nil, into text: inout TextBuffer
  ) {
    text.segment { $0.write(untrusted: name, .name) }
    text.segment { $0.write(item.type.isEmpty ? item.kind : "\(item.kind) \(item.type)") }
    if let remark { text.prose("(\(remark))", .faint) }
    text.newline()
  }

  func render(_ contents: TableContents, into text: inout TextBuffer) {
    text.segment {
      $0.write("\(contents.size) \(contents.size == 1 ? "slot" : "slots") of \(contents.element)")
    }
    if contents.slots.isEmpty { text.segment { $0.write("all null") } }
    text.newline()
    for slot in contents.slots {
      text.write("\(String(slot.index).paddedLeft(to: 4))  ")
      if case .object(let object) = slot.value {
        text.write(object)
      } else {
        text.write(untrusted: slot.value.literal)
      }
      text.newline()
    }
    if contents.omitted > 0 { note("and \(contents.omitted) more that are not null", into: &text) }
  }
}

extension Collection<Owner> {
  /// The owners, each with how many counts it has and where it first stands. Most have one; an engine may have many.
  func counted() -> [(owner: Owner, count: Int, index: Int)] {
    var counted: [(owner: Owner, count: Int, index: Int)] = []
    var places: [Owner: Int] = [:]
    for (index, owner) in enumerated() {
      if owner.isEngine {
        if let place = places[owner] {
          counted[place].count += 1
          continue
        }
        places[owner] = counted.count
      }
      counted.append((owner, 1, index))
    }
    return counted
  }
}
