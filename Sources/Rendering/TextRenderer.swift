public import Model

/// Writes events for people: one or two lines each.
public struct TextRenderer: Sendable {
  public var style: TextStyle

  /// How many holders of an object are named before the rest is only counted.
  static let namedOwners = 8
  /// How many columns the value of an object may take on the line of an event.
  private static let valueColumns = 40

  public init(style: TextStyle) {
    self.style = style
  }

  /// Writes what a line did, without its errors.
  public func render(_ events: ArraySlice<Event>, into text: inout TextBuffer) {
    let events = events.span
    var index = 0
    while index < events.count {
      if case .dropped(let change) = events[index], index + 1 < events.count,
        case .destroyed(change.object, let type) = events[index + 1]
      {
        render(change, destroying: type, into: &text)
        index += 2
      } else {
        render(events[index], into: &text)
        index += 1
      }
    }
  }

  private func render(_ event: Event, into text: inout TextBuffer) {
    switch event {
    case .created(let creation):
      render(creation, into: &text)
    case .cloned(let change):
      render(change.object, from: change.before, to: change.after, into: &text)
      holders(change.owners, into: &text)
      if change.owner == nil { remark("no name takes the clone", into: &text) }
      text.newline()
    case .dropped(let change):
      render(change, destroying: nil, into: &text)
    case .destroyed(let object, let type):
      text.segment { $0.write(object) }
      text.segment { $0.write(untrusted: "\(type) destroyed", .end) }
      text.newline()
    case .moved(let move) where move.to == move.from:
      // More has become known of a handle.
      text.segment { $0.write(move.object) }
      text.segment { text in
        write(move.from, into: &text)
        guard case .handle(let before) = move.from, case .handle(let handle)? = move.to else { return }
        if before.inside != handle.inside {
          text.write(" is inside ")
          if let inside = handle.inside { text.write(inside) } else { text.write("no object any more") }
        } else if let label = handle.label {
          text.write(" is now called ")
          text.write(untrusted: label.quotedLiteral, .name)
        }
      }
      text.newline()
    case .moved(let move):
      text.segment { $0.write(move.object) }
      text.segment { $0.write("count stays \(move.count)") }
      text.segment { text in
        text.write("moved from ")
        write(move.from, into: &text)
        guard let to = move.to else { return }
        text.write(" to ")
        write(to, into: &text)
      }
      if move.owners.count > 1 { holders(move.owners, into: &text) }
      if move.to == nil { remark("no name takes it", into: &text) }
      text.newline()
    case .raw(let pointer):
      render(pointer, into: &text)
    case .lost(let object, let name):
      text.segment { $0.write(object) }
      text.segment { text in
        if let name {
          text.write(name, .name)
          text.write(" held a count that nothing can give back now", .end)
        } else {
          text.write("no name holds the pointer, so nothing can give its count back", .end)
        }
      }
      text.newline()
    case .value(_, .summary(let summary)):
      render(summary, into: &text)
    case .value(_, .pointer(let pointer)):
      render(pointer, into: &text)
    case .value(_, .owners(let report)):
      render(report, into: &text)
    case .value(_, .interface(let interface)):
      render(interface, into: &text)
    case .value(_, .table(let contents)):
      render(contents, into: &text)
    case .value(_, let value):
      text.write(untrusted: value.literal)
      text.newline()
    case .expected(let query, let value):
      text.segment { $0.write("ok", .good) }
      text.segment { $0.write(untrusted: "\(query) is \(value.literal)") }
      text.newline()
    case .output(let object, let content, let atEnd):
      render(content, readFrom: object, atEnd: atEnd, into: &text)
    case .written(let object, let bytes):
      text.segment { $0.write(object) }
      text.segment { $0.write("wrote \(bytes) \(bytes == 1 ? "byte" : "bytes")") }
      text.newline()
    case .rewound(let object):
      text.segment { $0.write(object) }
      text.segment { $0.write("back at the start") }
      text.newline()
    case .logged(let log):
      text.segment { $0.write("log", .faint) }
      text.segment { $0.write(untrusted: log.text.printable) }
      text.newline()
    case .collected(let module, let count):
      text.segment { $0.write(module) }
      text.segment {
        $0.write(
          "collected: the engine lets go of "
            + (count == 0 ? "nothing" : "\(count) \(count == 1 ? "handle" : "handles")"))
      }
      text.newline()
    case .race(let race):
      render(race, into: &text)
    case .lostUpdates(let race):
      render(race, into: &text)
    case .watch(let counts):
      render(counts, into: &text)
    case .leak(let report):
      render(leak: report, into: &text)
    case .report(let report):
      render(report, into: &text)
    case .changed, .error:
      break
    }
  }

  // MARK: Counts

  private func render(_ creation: Event.Creation, into text: inout TextBuffer) {
    text.segment { $0.write(creation.object) }
    text.segment { $0.write(untrusted: creation.type) }
    text.segment { value(creation.value, into: &$0) }
    text.segment { text in
      text.write("count ")
      text.write(creation.after, .rise)
    }
    holders(creation.owners, into: &text)
    if creation.owner == nil { remark("no name takes it", into: &text) }
    address(creation.address, into: &text)
    text.newline()
  }

  private func render(
    _ object: ObjectID, from before: Int, to after: Int, into text: inout TextBuffer
  ) {
    text.segment { $0.write(object) }
    text.segment { count(from: before, to: after, into: &$0) }
  }

  private func render(_ change: Event.CountChange, destroying type: String?, into text: inout TextBuffer) {
    render(change.object, from: change.before, to: change.after, into: &text)
    if let type { text.segment { $0.write(untrusted: "\(type) destroyed", .end) } }
    holders(change.owners, into: &text)
    switch change.owner {
    case nil: remark("the temporary is dropped", into: &text)
    case .cell(let cell): remark("\(cell) lets go", into: &text)
    case .engine: remark("the engine lets go", into: &text)
    default: break
    }
    text.newline()
  }

  private func render(_ pointer: Event.PointerTaken, into text: inout TextBuffer) {
    text.segment { $0.write(pointer.object) }
    text.segment { $0.write("count stays \(pointer.count)") }
    text.segment { text in
      if let name = pointer.name {
        text.write(name, .name)
        text.write(": ")
      }
      text.write("raw pointer, ")
      if let source = pointer.takenFrom {
        text.write("owns the count of ")
        text.write(source, .name)
      } else {
        text.write("owns nothing")
      }
    }
    address(pointer.address, into: &text)
    text.newline()
  }

  func count(
    from before: Int, to after: Int, label: String = "count ", into text: inout TextBuffer
  ) {
    text.write(label)
    text.write(before)
    text.write(" → ")
    text.write(after, after == 0 ? .end : after > before ? .rise : .fall)
  }

  func holders(_ owners: Owners, into text: inout TextBuffer) {
    holders(OwnersExcerpt(owners), into: &text)
  }

  func holders(_ owners: OwnersExcerpt, into text: inout TextBuffer) {
    guard !owners.isEmpty else { return }
    // Most objects have few owners, and no engine among them: then there is nothing to count.
    if owners.count <= Self.namedOwners, !owners.first.contains(where: \.isEngine) {
      var isFirst = true
      for owner in owners.first {
        holder(owner, isFirst: isFirst, into: &text)
        isFirst = false
      }
      return
    }
    // An object may have very many owners, and an engine many of the first ones.
    let holders = owners.first.counted().prefix(Self.namedOwners)
    for (index, counted) in holders.enumerated() {
      holder(counted.owner, times: counted.count, isFirst: index == 0, into: &text)
    }
    let rest = owners.count - holders.reduce(0) { $0 + $1.count }
    if rest > 0 { text.item { $0.write("and \(rest) more") } }
  }

  private func holder(_ owner: Owner, times: Int = 1, isFirst: Bool, into text: inout TextBuffer) {
    func body(_ text: inout TextBuffer) {
      if isFirst { text.write("held by ") }
      write(owner, into: &text)
      if times > 1 { text.write(" (\(times) times)") }
    }
    if isFirst { text.segment(body) } else { text.item(body) }
  }

  func write(_ owner: Owner, into text: inout TextBuffer) {
    switch owner {
    case .name(let name): text.write(name, .name)
    case .cell(let cell): text.write(cell)
    case .engine(let module):
      text.write("engine ")
      text.write(module)
    case .raw(let name):
      text.write("raw pointer ")
      text.write(name, .name)
    case .lost: text.write("a lost raw pointer")
    case .handle(let handle): write(handle, into: &text)
    }
  }

  private func remark(_ remark: String, into text: inout TextBuffer) {
    text.prose("(\(remark))", .faint)
  }

  private func address(_ address: UInt?, into text: inout TextBuffer) {
    guard let address else { return }
    text.segment { $0.write("at 0x\(String(address, radix: 16))", .faint) }
  }

  /// Writes the value of an object, cut where it is long.
  func value(_ value: Value, into text: inout TextBuffer) {
    if case .object(let held) = value {
      text.write("holds ")
      text.write(held)
      return
    }
    let literal = style.escape(value.literal)
    let columns = min(Self.valueColumns, max(8, (style.width ?? .max) - 8))
    // Most values are short, and bytes are never fewer than columns.
    guard literal.utf8.count > columns, DisplayWidth.of(literal) > columns else {
      text.write(literal)
      return
    }
    let ellipsis = style.ellipsis
    text.write(String(DisplayWidth.prefix(of: literal, columns: columns - DisplayWidth.of(ellipsis))))
    text.write(ellipsis)
  }

  func render(_ summary: ObjectSummary, into text: inout TextBuffer) {
    text.segment { $0.write(summary.object) }
    text.segment { $0.write(untrusted: summary.type) }
    text.segment { value(summary.value, into: &$0) }
    text.segment { $0.write("count \(summary.count)") }
    if let birth = summary.birth { render(birth, into: &text) }
    holders(summary.owners, into: &text)
    if let birth = summary.birth, summary.unattributedCount > 0 {
      text.prose(Self.gap(of: summary, birth), .end)
    }
    if !summary.pointers.isEmpty {
      text.segment { $0.write("raw pointers that own nothing: \(summary.pointers.joined(separator: ", "))") }
    }
    address(summary.address, into: &text)
    text.newline()
  }

  private func render(_ pointer: PointerSummary, into text: inout TextBuffer) {
    text.segment { $0.write(pointer.name, .name) }
    text.segment { text in
      text.write("raw pointer to ")
      text.write(pointer.object)
    }
    guard let target = pointer.target else {
      let since = pointer.destroyedOn.map { "dangling since line \($0), which destroyed \(pointer.object)" }
      text.prose(since ?? "dangling", .end)
      switch pointer.reuse {
      case .none: break
      case .by(let object): text.prose("its address now belongs to \(object)")
      case .possible: text.prose("its address may belong to a newer object by now")
      }
      return text.newline()
    }
    switch pointer.ownership {
    case .none: text.segment { $0.write("owns nothing") }
    case .one: text.segment { $0.write("owns one count") }
    case .spent: text.prose("owns nothing any more")
    }
    text.segment { $0.write("\(target.type)") }
    text.segment { value(target.value, into: &$0) }
    text.segment { $0.write("alive, count \(target.count)") }
    holders(target.owners, into: &text)
    address(target.address, into: &text)
    text.newline()
  }

  // MARK: Others

  private func render(
    _ content: ReadText, readFrom object: ObjectID, atEnd: Bool, into text: inout TextBuffer
  ) {
    text.segment { $0.write(object) }
    if atEnd {
      text.segment { $0.write("nothing more to read: end of the file") }
      text.newline()
      return
    }
    let literals = content.literals
    text.segment { $0.write("read") }
    // Two pieces still go with the object: a line, and what was read of the next.
    let endsLine = content.bytes.last == UInt8(ascii: "\n")
    let isShort = literals.count + (endsLine ? 1 : 0) <= 2
    for (index, literal) in literals.enumerated() {
      if isShort, index == 0 {
        text.write(untrusted: " " + literal)
      } else {
        text.newline()
        text.write(untrusted: "    " + literal)
      }
    }
    text.newline()
  }

  private func render(_ race: Event.Race, into text: inout TextBuffer) {
    text.segment { $0.write(race.object) }
    text.segment { text in
      if race.before == race.after {
        text.write("count \(race.after) again", .good)
      } else {
        count(from: race.before, to: race.after, into: &text)
      }
    }
    text.prose("\(race.threads) threads cloned and dropped it \(race.times) times each")
    text.prose("meanwhile never below \(race.bounds.lowerBound) or above \(race.bounds.upperBound)")
    text.newline()
  }

  private func render(_ race: Event.LostUpdates, into text: inout TextBuffer) {
    text.segment { $0.write(race.object) }
    text.segment { text in
      text.write("\(race.before) → ")
      text.write(race.after)
    }
    text.prose(
      "\(race.threads) \(race.threads == 1 ? "thread" : "threads") added 1 to it \(race.times) times each")
    text.prose(
      "of \(race.threads * race.times) additions \(race.lost) are lost", race.lost > 0 ? .end : .good)
    text.newline()
  }

  private func render(_ counts: [Event.WatchedCount], into text: inout TextBuffer) {
    text.segment { $0.write("watch", .faint) }
    for watched in counts {
      text.segment { text in
        text.write(watched.name, .name)
        switch watched.state {
        case .unbound:
          text.write(" holds nothing")
        case .bound(let object, let before, let count):
          text.write(" ")
          text.write(object)
          text.write(" ")
          if let before, before != count {
            text.write("\(before) → ")
            text.write(count, count > before ? .rise : .fall)
          } else {
            text.write(count)
          }
        }
        // One count has no course yet.
        if watched.recent.count > 1 {
          text.write(" ")
          text.write(sparkline(of: watched.recent, from: 0, steps: watched.recent.max() ?? 1))
        }
      }
    }
    text.newline()
  }
}
