internal import Model

// `.undo` and `.redo`: the session made anew from its lines, without the youngest, or with those that were taken back.
extension Session {
  /// Takes back the youngest lines.
  ///
  /// A line is what has a number of its own: one that had a file read goes with all of that. A line that failed and did
  /// nothing goes with the one before it.
  func takeBack(_ count: Int, for verb: Token) throws(Failure) {
    guard let present = log.presentLines else { throw .forgottenLines(at: verb.range) }
    let lines = log.lines
    let (first, taken) = youngest(count, of: present)
    guard taken == count else { throw .nothingToTakeBack(count, present: taken, at: verb.range) }
    let replica = try replica(of: lines[present.lowerBound..<first], for: verb)
    let old = snapshot
    try takeOver(from: replica, for: verb)
    let past = Array(lines[first...])
    self.log.removeLines(after: first)
    takenBack.append(past)
    hasTraveled = true
    tell(.back, past, since: old)
  }

  /// Whether there are so many lines to take back.
  func canTakeBack(_ count: Int) -> Bool {
    log.presentLines.map { youngest(count, of: $0).count == count } ?? false
  }

  /// Where the youngest lines begin, and how many of those that are wanted there are.
  private func youngest(_ wanted: Int, of present: Range<Int>) -> (first: Int, count: Int) {
    let lines = log.lines
    var first = present.upperBound
    var count = 0
    var isWithin: Int?
    for index in present.reversed() {
      let line = lines[index]
      guard line.role == .line, !line.hadNoEffect else { continue }
      // The lines of a file that are being read right now are lines of their own.
      let unit = line.nestedNumber != nil && line.number != mainLine ? line.number : nil
      if unit == nil || unit != isWithin {
        // What ran before the first line was typed stays.
        if count == wanted || unit == 0 { break }
        count += 1
      }
      isWithin = unit
      first = index
    }
    return (first, count)
  }

  /// Brings back what was taken back last.
  func bringBack(for verb: Token) throws(Failure) {
    guard let lines = takenBack.last else { throw .nothingToBringBack(at: verb.range) }
    guard let present = log.presentLines else { throw .forgottenLines(at: verb.range) }
    let replica = try replica(of: Array(log.lines[present]) + lines, for: verb)
    let old = snapshot
    try takeOver(from: replica, for: verb)
    for line in lines { log.append(line) }
    takenBack.removeLast()
    hasTraveled = true
    tell(.forth, lines, since: old)
  }

  private func tell(_ direction: TimeTravel.Direction, _ lines: [RecordedLine], since old: Snapshot) {
    let snapshot = snapshot
    emit(
      .report(
        .travel(
          TimeTravel(
            direction,
            lines: lines.filter { $0.role == .line && !$0.hadNoEffect }.map {
              RecordedLine(
                number: $0.number, nestedNumber: $0.nestedNumber, text: $0.text, failed: $0.failed)
            }, difference: SnapshotDifference(from: old, to: snapshot),
            files: Self.files(of: lines, in: [old, snapshot])))))
  }

  /// The paths of the files that lines opened or wrote to, in the order of these lines.
  private static func files(of lines: [RecordedLine], in snapshots: [Snapshot]) -> [String] {
    var paths: [ObjectID: String] = [:]
    for object in snapshots.flatMap(\.objects) {
      if case .path(let path) = object.value { paths[object.object] = path }
    }
    var files: [String] = []
    for event in lines.lazy.flatMap(\.events) {
      var path: String?
      switch event {
      case .created(let creation):
        guard creation.type == Kind.file.typeName, case .path(let opened) = creation.value else { continue }
        paths[creation.object] = opened
        path = opened
      case .written(let object, _): path = paths[object]
      default: continue
      }
      if let path, !files.contains(path) { files.append(path) }
    }
    return files
  }
}
