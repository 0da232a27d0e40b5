internal import Files
internal import Model
internal import SystemPackage

// The same lines once more, in another session: what `.undo` and `.redo` put in place of this one, and what `.leaks` tries
// ways out on.
extension Session {
  /// A session in which lines of this one were done again. No file notices, no race is run, nothing is recorded.
  ///
  /// - Parameters:
  ///   - lines: the lines, from the first of the session on.
  ///   - verb: where a failure points at.
  /// - Throws: that the lines cannot be done again, or do something else the second time.
  /// - Complexity: O(*n*) in the number of events of the lines.
  func replica(of lines: some Sequence<RecordedLine>, for verb: Token) throws(Failure) -> Session {
    let replica = try emptyReplica(for: verb)
    for line in lines where line.role == .line {
      if stopRequested?() == true { throw .stopped(at: verb.range) }
      replica.repeat(line)
      guard line.isRepeated(by: replica.events) else {
        throw .noWayBack(
          because: "line \(line.number) does not do the same twice",
          "the session is as it was; go on from here",
          at: verb.range)
      }
    }
    return replica
  }

  /// A session in which the lines of this one can be done again.
  func emptyReplica(for verb: Token) throws(Failure) -> Session {
    guard let files = fileCalls.replica() else {
      throw .noWayBack(
        because: "they read more than is kept", "the session is as it was; go on from here", at: verb.range)
    }
    let replica = Session(repeating: files)
    replica.webAssembly = webAssembly
    replica.stopRequested = stopRequested
    return replica
  }

  func `repeat`(_ line: RecordedLine) {
    _ = evaluate(
      Array(line.text.utf8), number: line.madeOn, within: line.nestedNumber == nil ? nil : line.number)
  }

  /// Puts what a replica holds in the place of what this session holds.
  ///
  /// - Throws: that a file cannot be opened once more. Then nothing has changed.
  func takeOver(from replica: Session, for verb: Token) throws(Failure) {
    do throws(FileRecord.Obstacle) {
      try replica.fileCalls.takeOver(from: fileCalls)
    } catch {
      let path = "'\(error.path.printable)'"
      throw .noWayBack(
        because: error.errno == .staleNFSFileHandle
          ? "\(path) is another file by now" : "cannot open \(path) once more: \(error.errno)",
        "the session is as it was; go on from here", at: verb.range)
    }
    heap.swapContents(with: &replica.heap)
    swap(&wasmEngine, &replica.wasmEngine)
    swap(&fileCalls, &replica.fileCalls)
    swap(&hostLink, &replica.hostLink)
    hostLink.session = self
    replica.hostLink.session = replica
  }
}

extension RecordedLine {
  /// Whether events changed the same as the line did.
  fileprivate func isRepeated(by events: [Event]) -> Bool {
    var known = self.events.lazy.filter(\.changesSomething).makeIterator()
    for event in events where event.changesSomething {
      guard let same = known.next(), event.changesTheSame(as: same) else { return false }
    }
    return known.next() == nil
  }
}

extension Event {
  /// Whether two events are the same but for addresses, and for owners, which follow from the events before.
  fileprivate func changesTheSame(as other: Event) -> Bool {
    switch (self, other) {
    case (.created(let a), .created(let b)):
      a.object == b.object && a.type == b.type && a.value == b.value && a.after == b.after
        && a.owner == b.owner
    case (.raw(let a), .raw(let b)):
      a.object == b.object && a.name == b.name && a.count == b.count && a.takenFrom == b.takenFrom
    default: withoutOwners == other.withoutOwners
    }
  }
}
