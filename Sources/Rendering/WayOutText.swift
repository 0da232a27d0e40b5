internal import Model

extension TextRenderer {
  /// Writes the lines that free what leaks, and what came of trying them.
  func render(_ wayOut: WayOut, into text: inout TextBuffer) {
    if !wayOut.pending.isEmpty {
      text.segment { $0.write("at the end", .heading) }
      list(wayOut.pending, into: &text)
      text.prose(
        wayOut.pending.count == 1
          ? "would leak: a handle of its own keeps it" : "would leak: they hold themselves when the names go")
      text.newline()
    }
    for (index, line) in wayOut.lines.enumerated() {
      text.write(index == 0 ? "way out  " : "         ", .heading)
      text.write(untrusted: line, .strong)
      text.newline()
    }
    if !wayOut.lines.isEmpty {
      text.write(
        wayOut.left.isEmpty ? "tried: everything ends at 0" : "tried: all but what follows ends at 0", .good)
      text.newline()
    }
    if !wayOut.left.isEmpty, wayOut.obstacle == nil {
      text.segment { $0.write("no way out", .end) }
      list(wayOut.left, into: &text)
      text.prose("no line that was tried frees \(wayOut.left.count == 1 ? "it" : "them") now")
      text.newline()
    }
    for earlier in wayOut.earlier {
      text.segment { text in
        text.write("after line \(earlier.afterLine) there was one")
        guard wayOut.earlier.count > 1 else { return }
        text.write(" for ")
        text.write(earlier.objects[0])
      }
      text.newline()
      text.write("         ")
      text.write(untrusted: earlier.line, .strong)
      text.newline()
    }
    if let obstacle = wayOut.obstacle { text.paragraph(obstacle, paint: .faint) }
  }

  private func list(_ objects: [ObjectID], into text: inout TextBuffer) {
    text.segment { $0.write(objects[0]) }
    for object in objects.dropFirst().prefix(Self.namedOwners - 1) { text.item { $0.write(object) } }
    if objects.count > Self.namedOwners {
      text.item { $0.write("and \(objects.count - Self.namedOwners) more") }
    }
  }
}
