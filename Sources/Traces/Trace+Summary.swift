package import Model

extension Trace {
  /// What file it is, and how complete.
  package func summary() throws(TraceError) -> TraceSummary {
    let now = try now()
    return TraceSummary(
      program: header.program, process: header.process, ending: ending(at: now), eventCount: now.eventCount,
      liveCount: now.objects.count, duration: Int(now.time), markCount: marks.count, gaps: gaps(at: now))
  }

  private func ending(at now: Replay) -> TraceSummary.Ending {
    switch now.endReason {
    case 1: .exited
    case 2: .stopped
    default: isBeingWritten ? .running : header.state == .ended ? .exited : .broken
    }
  }

  /// What is missing, a sentence for each reason.
  func gaps(at now: Replay) -> [String] {
    var gaps: [String] = []
    func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
    if let cut = header.cut {
      let when = header.cutTime.map { " after \($0) ms" } ?? ""
      let why =
        switch cut {
        case .limit: "its bound of \(header.limit) bytes was met (EXTERNREF_TRACE_LIMIT)"
        case .fullDisk: "the disk was full"
        case .fileSizeLimit: "the file met the process's size limit (ulimit -f)"
        case .error: "the system refused more (error \(header.cutError))"
        }
      gaps.append(
        "The trace was cut\(when): \(why). \(counted(header.lostCount, "later event")) not recorded: what is shown is"
          + " the state at the cut, and too little.")
    } else if header.lostCount > 0 {
      gaps.append("\(counted(header.lostCount, "event")) could not be recorded.")
    }
    if now.nextSlot < header.end {
      gaps.append("The file ends early: \(counted(header.end - now.nextSlot, "slot")) of it are missing.")
    }
    if now.losses.inFlight > 0 {
      gaps.append("\(counted(now.losses.inFlight, "event")) in flight when the program ended.")
    }
    if now.losses.damaged > 0 {
      gaps.append("\(counted(now.losses.damaged, "slot")) damaged: what they told is missing.")
    }
    if now.losses.jumps > 0 {
      gaps.append("\(counted(now.losses.jumps, "time")) a count changed by more than the events tell.")
    }
    return gaps
  }
}
