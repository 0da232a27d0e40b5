internal import Model

extension TextRenderer {
  /// How many things a line of the legend names before it only counts them.
  private static let namedInLegend = 6

  /// Draws the heap.
  func render(_ view: HeapView, into text: inout TextBuffer) {
    let snapshot = view.snapshot
    if snapshot.objects.isEmpty, view.omittedCount == 0 { note("no objects live", into: &text) }
    let picture = HeapPicture(view, style: style)
    picture.write(to: &text)
    if picture.omittedArrows > 0 {
      note(
        "arrows without room: \(picture.omittedArrows); the word 'holds' names where they lead", into: &text)
    }
    let dangling = snapshot.names.filter(\.role.isDangling)
    for name in dangling.prefix(Self.namedInLegend) { render(name, into: &text) }
    if dangling.count > Self.namedInLegend {
      note("and \(dangling.count - Self.namedInLegend) more dangling pointers", into: &text)
    }
    gone(in: view.lastLine, into: &text)
    if view.omittedCount > 0 {
      note(
        "\(view.omittedCount) more \(view.omittedCount == 1 ? "object is" : "objects are") left out; .heap h draws what h leads to",
        into: &text)
    }
  }

  private func gone(in line: RecordedLine?, into text: inout TextBuffer) {
    var gone: [(ObjectID, String)] = []
    for case .destroyed(let object, let type) in line?.events ?? [] { gone.append((object, type)) }
    guard !gone.isEmpty else { return }
    text.segment { $0.write("destroyed", .end) }
    for (index, (object, type)) in gone.prefix(Self.namedInLegend).enumerated() {
      let body: (inout TextBuffer) -> Void = {
        $0.write(object)
        $0.write(" \(type)")
      }
      if index == 0 { text.segment(body) } else { text.item(body) }
    }
    if gone.count > Self.namedInLegend {
      text.item { $0.write("and \(gone.count - Self.namedInLegend) more") }
    }
    text.newline()
  }
}
