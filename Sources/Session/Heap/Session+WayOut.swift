internal import Model

// Ways out of leaks are not reasoned about but tried: on replicas of the session, whose ends show what still leaks.
extension Session {
  /// Lines that free what leaks, or would at the end of the session; nil where nothing does.
  ///
  /// - Complexity: up to ``Trials/lineLimit`` lines are done again, whatever the session is.
  func wayOut(of report: LeakReport, for verb: Token) -> WayOut? {
    guard holdsWithoutNames else { return nil }
    do throws(Trials.Stop) {
      var trials = try Trials(of: self, for: verb)
      return try trials.wayOut(besides: Set(report.objects))
    } catch {
      return report.isEmpty ? nil : WayOut(obstacle: error.reason)
    }
  }

  /// Whether something has an owner that is no name: only then can anything leak.
  private var holdsWithoutNames: Bool {
    ledger.objects.contains { object in
      ledger[object]?.owners.contains { if case .name = $0 { false } else { true } } ?? false
    }
  }
}

/// The lines of a session, done again and again with others in between.
private struct Trials {
  /// Why nothing more is tried.
  struct Stop: Error {
    let reason: String
  }

  /// How many lines and events a session may have, and how many lines that run code of modules.
  private static let longestSession = 2_000
  private static let mostEvents = 20_000
  private static let mostGuestLines = 20
  /// How many lines are done again in all.
  static let lineLimit = 100_000
  /// How many lines are proposed, and for how many groups of objects an earlier one is looked for.
  private static let mostLines = 16
  private static let mostGroups = 3
  /// How many cells lie between a name and the one that is emptied.
  private static let longestWay = 6

  private let session: Session
  private let verb: Token
  private let lines: [RecordedLine]
  private var lineCount = 0
  private let temporary: (taken: String, handle: String)

  init(of session: Session, for verb: Token) throws(Stop) {
    guard let present = session.log.presentLines, present.count <= Self.longestSession,
      session.log.eventCount <= Self.mostEvents
    else { throw Stop(reason: "the session is too long to try lines on a replay of it") }
    self.session = session
    self.verb = verb
    lines = session.log.lines[present].filter { $0.role == .line }
    guard lines.count(where: { $0.text.contains("wasm") }) <= Self.mostGuestLines else {
      throw Stop(reason: "the session runs too much code of modules to try lines on a replay of it")
    }
    let words = Set(lines.flatMap { $0.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" } })
    func unused(_ name: Substring) -> String {
      words.contains(name)
        ? (2...).lazy.map { "\(name)\($0)" }.first { !words.contains($0[...]) } ?? "\(name)_" : String(name)
    }
    temporary = (unused("t"), unused("h"))
  }

  // MARK: Now

  /// - Parameter leaked: what no name reaches.
  mutating func wayOut(besides leaked: Set<ObjectID>) throws(Stop) -> WayOut? {
    guard let beginning = try end(with: []) else { return nil }
    var leak = beginning.leak
    guard !leak.isEmpty else { return nil }
    // Some lines free nothing yet, and what they let go of is what others need to free all: the last that freed something
    // are the last to propose.
    var tried: (lines: [String], snapshot: Snapshot, leak: LeakReport) = (
      [], beginning.snapshot, leak
    )
    var proposed: [String] = []
    let pending = leak.objects.filter { !leaked.contains($0) }
    var obstacle: String?
    do throws(Stop) {
      while !tried.leak.isEmpty, tried.lines.count < Self.mostLines {
        let more = remedies(of: tried.leak, in: tried.snapshot, after: tried.lines)
        guard !more.isEmpty, let next = try end(with: tried.lines + more),
          next.leak.ownerCount < tried.leak.ownerCount
        else { break }
        tried = (tried.lines + more, next.snapshot, next.leak)
        if next.leak.objects.count < leak.objects.count {
          (proposed, leak) = (tried.lines, next.leak)
        }
      }
    } catch {
      obstacle = error.reason
    }
    if !leak.isEmpty, proposed.count >= Self.mostLines {
      obstacle = "more leaks than these lines free: type them, and .leaks goes on"
    }
    var earlier: [WayOut.Earlier] = []
    if obstacle == nil {
      do throws(Stop) {
        for group in Self.groups(of: leak) {
          if let found = try earliest(for: group) { earlier.append(found) }
        }
      } catch {
        obstacle = error.reason
      }
    }
    return WayOut(
      pending: pending, lines: proposed, left: leak.objects, earlier: earlier, obstacle: obstacle)
  }

  /// Lines that may free some of what leaks at the end.
  ///
  /// - Parameter snapshot: the session before its end.
  private func remedies(of leak: LeakReport, in snapshot: Snapshot, after proposed: [String]) -> [String] {
    var remedies: [String] = []
    let ways = Ways(in: snapshot, longest: Self.longestWay)
    // Where only a pointer that owns a count leads to a cycle, no way is left once that count is gone.
    for cycle in leak.cycles where remedies.count < Self.mostLines {
      remedies += ways.lines(emptying: cycle, using: temporary, beforeOwnersGo: true)
    }
    for case .rawPointer(let name, _) in leak.leaks.lazy.map(\.cause) {
      remedies += ["\(temporary.handle) = from_raw \(name)", "drop \(temporary.handle)"]
      if remedies.count >= Self.mostLines { return remedies }
    }
    // What the pointers held may be all: cycles are looked at once these are gone.
    if !remedies.isEmpty { return remedies }
    for cycle in leak.cycles {
      remedies += ways.lines(emptying: cycle, using: temporary)
      if remedies.count >= Self.mostLines { return remedies }
    }
    if remedies.isEmpty, !proposed.contains("wasm gc"),
      leak.leaks.contains(where: { if case .engine = $0.cause { true } else { false } })
    {
      return ["wasm gc"]
    }
    return remedies
  }

  /// Ends a replica in which some more lines were done.
  ///
  /// - Returns: what it held before, and what leaks; nil when one of the lines fails.
  private mutating func end(with more: [String]) throws(Stop) -> (snapshot: Snapshot, leak: LeakReport)? {
    let replica = try replica(of: lines)
    guard Self.run(more, in: replica) else { return nil }
    let snapshot = replica.snapshot
    return (snapshot, replica.endedLeak())
  }

  private mutating func replica(of lines: some Collection<RecordedLine>) throws(Stop) -> Session {
    lineCount += lines.count
    guard lineCount <= Self.lineLimit else {
      throw Stop(reason: "no more was tried: that takes too long in a session of this length")
    }
    do throws(Failure) {
      return try session.replica(of: lines, for: verb)
    } catch {
      throw Stop(reason: "lines could not be tried on a replay: \(error.message)")
    }
  }

  private static func run(_ lines: [String], in replica: Session) -> Bool {
    for line in lines {
      _ = replica.evaluate(Array(line.utf8), number: 0)
      if replica.failed { return false }
    }
    return true
  }

  // MARK: Earlier

  /// The objects that leak together.
  private static func groups(of leak: LeakReport) -> [[ObjectID]] {
    let cycles = leak.cycles.map(\.objects)
    let lost = leak.leaks.compactMap { leak -> [ObjectID]? in
      if case .lostPointer = leak.cause { [leak.object.object] } else { nil }
    }
    return Array((cycles + lost).prefix(mostGroups))
  }

  /// The earliest line after which one more would have kept objects from leaking.
  private mutating func earliest(for group: [ObjectID]) throws(Stop) -> WayOut.Earlier? {
    let members = Set(group)
    var state = SnapshotReducer()
    for (index, line) in lines.enumerated() {
      state.apply(line.events, line: line.madeOn)
      guard line.events.contains(where: { $0.objects.contains(where: members.contains) }) else { continue }
      for candidate in candidates(for: members, in: state.snapshot)
      where try helps(candidate, after: index, for: members) {
        return WayOut.Earlier(objects: group, afterLine: line.number, line: candidate)
      }
    }
    return nil
  }

  private func candidates(for members: Set<ObjectID>, in snapshot: Snapshot) -> [String] {
    snapshot.names.compactMap { name in
      guard members.contains(name.object) else { return nil }
      switch name.role {
      case .handle:
        let isFull = snapshot.objects.contains {
          if $0.object == name.object, case .object = $0.value { true } else { false }
        }
        return isFull ? "\(temporary.taken) = take \(name.name)" : nil
      case .raw(let ownsCount, _):
        return ownsCount ? "\(temporary.handle) = from_raw \(name.name)" : nil
      }
    }
  }

  /// Whether a line between two others keeps objects from leaking, and lets all lines behind it do as they did.
  private mutating func helps(
    _ candidate: String, after index: Int, for members: Set<ObjectID>
  ) throws(Stop) -> Bool {
    let replica = try replica(of: lines[...index])
    guard Self.run([candidate], in: replica) else { return false }
    let rest = lines[(index + 1)...]
    lineCount += rest.count
    for line in rest {
      replica.repeat(line)
      if replica.failed != line.failed { return false }
    }
    return !replica.endedLeak().objects.contains(where: members.contains)
  }
}

extension LeakReport {
  /// How many owners all leaked objects have together.
  fileprivate var ownerCount: Int { leaks.reduce(0) { $0 + $1.object.count } }
}

extension Session {
  /// Ends a replica.
  ///
  /// - Returns: what leaks then.
  fileprivate func endedLeak() -> LeakReport {
    end(line: 0)
    for case .leak(let report) in events { return report }
    return LeakReport(Snapshot(names: [], objects: []))
  }
}

/// How names lead to objects through cells.
private struct Ways {
  private let names: [ObjectID: String]
  private let pointers: [ObjectID: String]
  /// The raw pointers that own a count.
  private let owners: [ObjectID: String]
  /// The cells that hold an object.
  private var holders: [ObjectID: [ObjectID]] = [:]
  private let longest: Int

  init(in snapshot: Snapshot, longest: Int) {
    var names: [ObjectID: String] = [:]
    var pointers: [ObjectID: String] = [:]
    var owners: [ObjectID: String] = [:]
    for name in snapshot.names {
      switch name.role {
      case .handle: names[name.object] = name.name
      case .raw(ownsCount: false, isDangling: false): pointers[name.object] = name.name
      case .raw(ownsCount: true, _): owners[name.object] = name.name
      case .raw: break
      }
    }
    for object in snapshot.objects {
      if case .object(let held) = object.value { holders[held, default: []].append(object.object) }
    }
    self.names = names
    self.pointers = pointers
    self.owners = owners
    self.longest = longest
  }

  /// Lines that take the handle out of one of a cycle's cells, and drop it; none where no name leads there.
  ///
  /// - Parameter beforeOwnersGo: whether these are wanted where only raw pointers that own a count lead there, and no others.
  func lines(
    emptying cycle: Cycle, using temporary: (taken: String, handle: String), beforeOwnersGo: Bool = false
  ) -> [String] {
    let best = cycle.edge(cycle.best).from
    let cells = [best] + cycle.objects.filter { $0 != best }
    if let name = cells.lazy.compactMap({ names[$0] }).first {
      return beforeOwnersGo ? [] : ["\(temporary.taken) = take \(name)", "drop \(temporary.taken)"]
    }
    let lasting = way(to: cells, from: pointers, through: temporary.handle)
    if beforeOwnersGo, lasting != nil { return [] }
    guard let way = beforeOwnersGo ? way(to: cells, from: owners, through: temporary.handle) : lasting else {
      return []
    }
    return way + [
      "\(temporary.taken) = take \(temporary.handle)", "drop \(temporary.taken) \(temporary.handle)",
    ]
  }

  /// Lines that bind a name to a handle to one of some cells: from a name or a raw pointer, and on from cell to cell.
  private func way(
    to cells: [ObjectID], from pointers: [ObjectID: String], through handle: String
  ) -> [String]? {
    var seen = Set(cells)
    var next = cells
    for distance in 0...longest {
      for object in next {
        let step = "\(handle) = get \(handle)"
        if distance > 0, let name = names[object] {
          return ["\(handle) = get \(name)"] + Array(repeating: step, count: distance - 1)
        }
        if let pointer = pointers[object] {
          return ["\(handle) = clone_from_raw \(pointer)"] + Array(repeating: step, count: distance)
        }
      }
      next = next.flatMap { holders[$0] ?? [] }.filter { seen.insert($0).inserted }
    }
    return nil
  }
}
