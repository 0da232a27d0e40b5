internal import Model

// Who owns an object, and what no name reaches.
extension TextRenderer {
  /// How many leaked objects, cycles, and arrows of a cycle are shown before the rest is only counted.
  static let shownLeaks = 20
  static let shownCycles = 5
  private static let shownArrows = 4
  /// How many objects of a long path are named.
  private static let namedSteps = 8

  /// Writes who owns an object, a line for each count.
  func render(_ report: OwnerReport, into text: inout TextBuffer) {
    let object = report.object
    text.segment { $0.write(object.object) }
    text.segment { $0.write(untrusted: object.type) }
    text.segment { $0.write("count \(object.count)") }
    let owners = report.shares.count
    if report.isComplete {
      text.prose("= \(owners) \(owners == 1 ? "owner" : "owners")")
    } else if let birth = object.birth {
      text.prose("\(owners) known \(owners == 1 ? "owner" : "owners")")
      text.prose(Self.gap(of: object, birth), .end)
    } else {
      text.prose("but \(owners) known owners: a bug of the shell", .end)
    }
    text.newline()
    let lines = report.shares.map(\.owner).counted()
    for line in lines.prefix(Self.shownLeaks) {
      text.write("\(String(line.count).paddedLeft(to: 3))  ")
      render(report.shares[line.index], to: object.object, into: &text)
      text.newline()
    }
    let rest = lines.dropFirst(Self.shownLeaks).reduce(0) { $0 + $1.count }
    if rest > 0 { self.rest(rest, "owners", into: &text) }
    guard !object.pointers.isEmpty else { return }
    text.write("  0  ")
    for (index, pointer) in object.pointers.prefix(Self.namedOwners).enumerated() {
      if index == 0 { text.write(pointer, .name) } else { text.item { $0.write(pointer, .name) } }
    }
    let others = object.pointers.count - Self.namedOwners
    if others > 0 { text.item { $0.write("and \(others) more") } }
    text.prose(object.pointers.count == 1 ? "raw pointer that owns nothing" : "raw pointers that own nothing")
    text.newline()
  }

  private func render(_ share: OwnerReport.Share, to object: ObjectID, into text: inout TextBuffer) {
    switch share.owner {
    case .name(let name):
      text.write(name, .name)
    case .raw(let name):
      text.write(name, .name)
      text.prose("raw pointer that took the count with into_raw")
    case .lost:
      text.write("a count that into_raw took, and whose pointer no name holds", .end)
    case .cell(let cell):
      guard let route = share.route else {
        text.write(cell)
        return text.prose("a cell that no name reaches", .end)
      }
      self.route(route, to: object, into: &text)
    case .engine(let module):
      if let route = share.route {
        self.route(route, to: object, into: &text)
      } else {
        text.write(module)
      }
      text.prose("the engine keeps it until it has collected")
    case .handle(let handle):
      render(handle, route: share.route, to: object, into: &text)
    }
  }

  func route(_ route: Route, to object: ObjectID, into text: inout TextBuffer) {
    write(route.root, into: &text)
    text.write(" → ")
    path(route.objects + [object], into: &text)
  }

  /// Writes objects with arrows between them; of many only the first and the last ones.
  private func path(_ objects: [ObjectID], into text: inout TextBuffer) {
    let isLong = objects.count > Self.namedSteps
    let head = isLong ? objects.prefix(Self.namedSteps / 2) : objects[...]
    for (index, object) in head.enumerated() {
      if index == 0 { text.write(object) } else { step(to: object, into: &text) }
    }
    guard isLong else { return }
    let tail = objects.suffix(Self.namedSteps / 2)
    text.words("→ (\(objects.count - head.count - tail.count) more)")
    for object in tail { step(to: object, into: &text) }
  }

  private func step(to object: ObjectID, into text: inout TextBuffer) {
    text.words("→")
    text.write(" ")
    text.write(object)
  }

  // MARK: Leaks

  /// Writes what lives on although no name reaches it, and what would free it.
  func render(leak report: LeakReport, into text: inout TextBuffer) {
    let objects = report.objects
    text.segment { $0.write("leak", .end) }
    text.segment { $0.write(objects[0]) }
    for object in objects.dropFirst().prefix(Self.namedOwners - 1) {
      text.item { $0.write(object) }
    }
    if objects.count > Self.namedOwners {
      text.item { $0.write("and \(objects.count - Self.namedOwners) more") }
    }
    text.prose(objects.count == 1 ? "lives on, and no name reaches it" : "live on, and no name reaches them")
    text.newline()
    for leak in report.leaks.prefix(Self.shownLeaks) { render(leak, into: &text) }
    if objects.count > Self.shownLeaks { rest(objects.count - Self.shownLeaks, "objects", into: &text) }
    for cycle in report.cycles.prefix(Self.shownCycles) { render(cycle, into: &text) }
    if report.cycles.count > Self.shownCycles {
      rest(report.cycles.count - Self.shownCycles, "cycles", into: &text)
    }
    explain(report, into: &text)
  }

  private func render(_ leak: LeakReport.Leak, into text: inout TextBuffer) {
    let object = leak.object
    text.write("  ")
    text.write(object.object)
    text.segment { $0.write(untrusted: object.type) }
    text.segment { value(object.value, into: &$0) }
    text.segment { $0.write("count \(object.count)") }
    if case .line(let line) = object.origin { text.segment { $0.write("made on line \(line)") } }
    switch leak.cause {
    case .rawPointer(let name, let frees):
      text.segment { text in
        text.write("raw pointer ")
        text.write(name, .name)
        text.write(" owns a count")
      }
      text.prose("from_raw \(name) and drop\(freeing(frees))")
    case .lostPointer:
      text.prose("into_raw took a count, and the pointer is gone")
    case .cycle:
      text.prose("in a cycle")
    case .cell(let cell):
      text.prose("held by \(cell), which leaks")
    case .engine(let module):
      text.prose("held by the engine of \(module), which leaks")
    case .unknown:
      text.prose("no owner is known: a bug of the shell", .end)
    }
    text.newline()
  }

  private func freeing(_ count: Int) -> String {
    switch count {
    case 0: ": frees nothing yet, it is held elsewhere too"
    case 1: ": frees it"
    default: ": frees \(count) objects"
    }
  }

  /// - Parameter place: writes what is known of the place of an arrow.
  func render(
    _ cycle: Cycle, into text: inout TextBuffer,
    place: (Snapshot.Edge, inout TextBuffer) -> Void = { _, _ in }
  ) {
    text.segment { $0.write("cycle", .heading) }
    text.segment { path(cycle.objects + [cycle.objects[0]], into: &$0) }
    if cycle.entangledCount > 0 {
      text.prose("and \(cycle.entangledCount) more objects that hold these and are held by them")
    }
    text.newline()
    let others = cycle.frees.indices.filter { $0 != cycle.best }
    for (rank, index) in ([cycle.best] + others.prefix(Self.shownArrows - 1)).enumerated() {
      let edge = cycle.edge(index)
      text.write(rank == 0 ? "  break " : "     or ")
      text.write(edge.from)
      text.write(" → ")
      text.write(edge.to)
      place(edge, &text)
      let freed = cycle.frees[index]
      if freed == 0 {
        text.prose("frees nothing: another owner holds \(edge.to)")
      } else {
        text.segment { text in
          text.write("frees ")
          for (index, object) in cycle.freed(withoutEdge: index).prefix(Self.namedOwners).enumerated() {
            if index == 0 { text.write(object) } else { text.item { $0.write(object) } }
          }
          if freed > Self.namedOwners { text.item { $0.write("and \(freed - Self.namedOwners) more") } }
        }
      }
      text.newline()
    }
    if others.count >= Self.shownArrows {
      rest(others.count - Self.shownArrows + 1, "arrows could be broken instead", into: &text)
    }
  }

  /// Says how the two kinds of leak differ, where there are any.
  private func explain(_ report: LeakReport, into text: inout TextBuffer) {
    let hasRaw = report.leaks.contains {
      switch $0.cause {
      case .rawPointer, .lostPointer: true
      default: false
      }
    }
    if !report.cycles.isEmpty {
      text.paragraph(
        "A cycle holds itself: each count comes from a member, so none reaches 0. Take a handle out of a cell before"
          + " the last name goes.", indent: 2, paint: .faint)
    }
    if hasRaw {
      text.paragraph(
        "into_raw moves a count out of the handle; only from_raw can bring it back. No drop happens until then.",
        indent: 2, paint: .faint)
    }
  }

  func rest(_ count: Int, _ things: String, into text: inout TextBuffer) {
    text.write("  and \(count) more \(things)", .faint)
    text.newline()
  }
}
