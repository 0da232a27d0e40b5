package import Model

/// Answers lines that ask about a trace.
package final class Inspector {
  package let trace: Trace
  package let filter: Filter
  /// What the shell can do: its verbs are refused with a better reason than being unknown.
  private let shellVerbs: Set<String>
  /// What the last line did.
  package private(set) var events: [Event] = []

  /// Whether answers hold all objects, and not only as many as text shows.
  package var answersInFull = true
  /// What lived after the events so far.
  private var current: (eventCount: Int, snapshot: Snapshot)?

  /// How many events `.history` shows.
  private static let historyLimit = 100

  package init(_ trace: Trace, filter: Filter = Filter(), shellVerbs: [VerbHelp] = []) {
    self.trace = trace
    self.filter = filter
    self.shellVerbs = Set(shellVerbs.map { String($0.words[0]) })
  }

  // MARK: Lines

  /// Answers a line.
  ///
  /// - Returns: what it asks of the program around.
  package func evaluate(_ line: [UInt8]) -> InspectRequest? {
    events.removeAll()
    do throws(Failure) {
      let tokens = try Lexer.tokenize(line)
      guard let first = tokens.first else { return nil }
      guard let verb = first.kind == .word ? InspectTable.verb(named: first.text) : nil else {
        let isShells = first.kind == .word && shellVerbs.contains(first.text)
        throw isShells || tokens.dropFirst().first?.kind == .equals
          ? .otherProgram(first) : .unknownInspectVerb(first)
      }
      var arguments = InspectArguments(tokens, usage: verb.help.usage, inspector: self)
      if verb.parameters.isEmpty { try arguments.checkEnd() }
      switch try verb.run(self, &arguments) {
      case .events(let answer): events = answer
      case .request(let request): return request
      }
    } catch {
      events = [.error(Diagnostic(error, in: line))]
    }
    return nil
  }

  /// Refuses to show the trace on a live page.
  ///
  /// - Parameter obstacle: what is in the way.
  package func refusePage(because obstacle: String, in line: [UInt8]) {
    let failure = Failure(
      .noPage, "no live page: \(obstacle)", "externref export writes a page of the trace",
      at: (try? Lexer.tokenize(line))?.first?.range ?? 0..<0)
    events = [.error(Diagnostic(failure, in: line))]
  }

  /// Refuses a line that is too long to be read.
  package func reject(lineOfLength length: Int, limit: Int) {
    events = [.error(Diagnostic(Failure.lineTooLong(length, limit: limit), in: []))]
  }

  // MARK: Moments

  /// What lives at the end of the trace, as far as it goes.
  func snapshot(at token: Token) throws(Failure) -> Snapshot {
    try reading(token) { () throws(TraceError) in
      let now = try trace.now()
      if let current, current.eventCount == now.eventCount { return current.snapshot }
      let snapshot = now.snapshot(trace.replayNames)
      current = (now.eventCount, snapshot)
      return snapshot
    }
  }

  /// - Parameter limit: how many of the oldest objects are wanted; nil for all.
  /// - Returns: with how many there were.
  func snapshot(
    of moment: InspectedMoment, at token: Token, limit: Int? = nil
  ) throws(Failure) -> (Snapshot, count: Int, TraceMoment) {
    try reading(token) { () throws(TraceError) in
      let replay =
        switch moment {
        case .event(let number): try trace.replay(afterEvent: number)
        case .mark(let mark): try trace.replay(at: mark)
        }
      let name: String? = if case .mark(let mark) = moment { trace.name(of: mark) } else { nil }
      guard let replay else { throw .ended }
      return (
        replay.snapshot(trace.replayNames, limit.map { .oldest($0) } ?? .all), replay.objects.count,
        TraceMoment(event: replay.eventCount, time: Int(replay.time), mark: name)
      )
    }
  }

  private func now(at token: Token) throws(Failure) -> Replay {
    try reading(token) { () throws(TraceError) in try trace.now() }
  }

  private func reading<Result>(
    _ token: Token, _ body: () throws(TraceError) -> Result
  ) throws(Failure) -> Result {
    do throws(TraceError) {
      return try body()
    } catch {
      throw .unreadableTrace(error, at: token.range)
    }
  }

  /// Whether the trace has so many events.
  func hasEvent(_ number: Int, at token: Token) throws(Failure) -> Bool {
    try reading(token) { () throws(TraceError) in try trace.hasEvent(number) }
  }

  func eventCount(at token: Token) throws(Failure) -> Int { try now(at: token).eventCount }

  /// The youngest mark of a name.
  func mark(named name: String) -> Trace.Mark? { trace.marks.last { trace.name(of: $0) == name } }

  func summary(of object: ObjectID, _ token: Token) throws(Failure) -> ObjectSummary {
    let objects = try snapshot(at: token).objects
    var range = objects.indices
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if objects[middle].object == object { return objects[middle] }
      range = objects[middle].object < object ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    try checkKnown(object, token)
    throw .deadObject(token)
  }

  private func checkKnown(_ object: ObjectID, _ token: Token) throws(Failure) {
    let count = Int(try now(at: token).objectCount)
    guard object.number <= count else { throw .unknownObject(token, count: count) }
  }

  // MARK: Reports

  /// What is alive, of that which was made between two events.
  func survivors(madeAfter start: Int, to end: Int, at token: Token) throws(Failure) -> TraceReport {
    let snapshot = try snapshot(at: token)
    let now = try now(at: token)
    let survivors = Survivors(snapshot) { object in
      let event = object.birth?.event ?? 0
      return event > start && event <= end && filter.includes(object)
    }
    return .survivors(
      survivors, TraceMoment(event: now.eventCount, time: Int(now.time), isEnd: true),
      filter.narrowing(shown: survivors.objects.count, of: snapshot.objects.count), gaps: trace.gaps(at: now))
  }

  func heap(from roots: [ObjectID], at token: Token) throws(Failure) -> HeapView {
    let snapshot = try snapshot(at: token)
    if roots.isEmpty { return HeapView(Snapshot(objects: snapshot.objects.filter(filter.includes))) }
    var held: [ObjectID: [ObjectID]] = [:]
    for edge in snapshot.edges { held[edge.from, default: []].append(edge.to) }
    var found = Set(roots)
    var queue = roots
    var next = 0
    while next < queue.count {
      for object in held[queue[next]] ?? [] where found.insert(object).inserted { queue.append(object) }
      next += 1
    }
    return HeapView(Snapshot(objects: snapshot.objects.filter { found.contains($0.object) }))
  }

  func sites(at token: Token) throws(Failure) -> TraceReport {
    let now = try now(at: token)
    var rows: [SiteSummary] = now.sites.enumerated().compactMap { index, counts in
      guard counts.peak > 0 else { return nil }
      return SiteSummary(trace.catalogue.site(numbered: UInt32(index) + 1), counts)
    }
    if now.unplaced.peak > 0 { rows.append(SiteSummary(nil, now.unplaced)) }
    let total = rows.count
    rows = rows.filter { filter.includes($0.site) }
    rows = rows.enumerated().sorted {
      ($1.element.live, $1.element.peak, $0.offset) < ($0.element.live, $0.element.peak, $1.offset)
    }.map(\.element)
    return .sites(rows, Filter(site: filter.site?.pattern).narrowing(shown: rows.count, of: total))
  }

  func marks(at token: Token) throws(Failure) -> [MarkSummary] {
    _ = try now(at: token)
    return trace.marks.map { mark in
      let name = trace.name(of: mark)
      return MarkSummary(
        name: name, moment: TraceMoment(event: mark.event, time: mark.time, mark: name),
        liveCount: mark.liveCount, site: trace.site(of: mark), thread: mark.thread)
    }
  }

  func history(of object: ObjectID?, at token: Token) throws(Failure) -> TraceReport {
    if let object { try checkKnown(object, token) }
    return try reading(token) { () throws(TraceError) in
      try trace.history(of: object, limit: Self.historyLimit, filter: filter)
    }
  }

  func summary(at token: Token) throws(Failure) -> TraceSummary {
    try reading(token) { () throws(TraceError) in try trace.summary() }
  }
}

extension Inspector {
  /// Answers as to `.leaks`, for a program that asks once.
  package func reportLeaks() { _ = evaluate(Array(".leaks".utf8)) }

  /// Says what file this is.
  package func reportSummary() { _ = evaluate(Array(".trace".utf8)) }

  /// How many objects live at the end of the trace.
  package var liveCount: Int { (try? trace.now().objects.count) ?? 0 }

  /// What lives, as many as are drawn.
  ///
  /// - Parameter limit: the youngest so many.
  package func view(limit: Int) -> HeapView {
    guard let now = try? trace.now() else { return HeapView(Snapshot()) }
    if filter.isEmpty {
      let snapshot = now.snapshot(trace.replayNames, .youngest(limit))
      return HeapView(
        snapshot: snapshot, lastLine: nil, racing: nil,
        omittedCount: now.objects.count - snapshot.objects.count)
    }
    let objects = now.snapshot(trace.replayNames).objects.filter(filter.includes)
    return HeapView(
      snapshot: Snapshot(objects: Array(objects.suffix(limit))), lastLine: nil, racing: nil,
      omittedCount: objects.count - min(limit, objects.count))
  }

  // MARK: Growing

  /// Goes on with the program from now on.
  package func follow() { trace.follow() }

  /// Whether the program still writes.
  package var isGrowing: Bool { trace.isBeingWritten }

  /// Takes in what the program has written since.
  ///
  /// - Returns: whether there was something.
  @discardableResult
  package func catchUp() -> Bool {
    guard (try? trace.refresh()) == true else { return false }
    trace.follow()
    return true
  }
}

extension Token {
  /// Stands for a line where there is none.
  fileprivate static let none = Token(kind: .word, text: "", range: 0..<0)
}

extension SiteSummary {
  fileprivate init(_ site: Site?, _ counts: Replay.SiteCounts) {
    self.init(
      site: site, made: Int(counts.made), cloned: Int(counts.cloned), dropped: Int(counts.dropped),
      live: Int(counts.live), peak: Int(counts.peak))
  }
}
