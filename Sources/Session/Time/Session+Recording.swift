internal import Files
internal import Model
internal import SystemPackage

extension Session {
  /// Begins to keep the events of each line, for `.at`, `.history` and the like.
  ///
  /// What earlier lines did is found out by doing them again, in a session of their own that touches no file. So a
  /// session that nobody asks about its past pays nothing for it. Where the earlier lines are no longer known, the
  /// record begins here.
  ///
  /// - Complexity: O(*n*) in the number of earlier lines and what they do.
  public func beginRecording() {
    guard timeline == nil else { return }
    if history.isTruncated {
      timeline = Timeline(after: snapshot)
    } else {
      timeline = Session.timeline(of: history)
    }
  }

  private static func timeline(of history: History) -> Timeline? {
    let past = Session(fileCalls: NoFileCalls())
    past.isRehearsal = true
    past.timeline = Timeline()
    for line in history.lines {
      // A line that failed has changed nothing, and might not fail where there are no files.
      if line.failed {
        past.timeline?.record(line)
      } else {
        _ = past.evaluate(
          Array(line.text.utf8), number: line.madeOn, within: line.nestedNumber == nil ? nil : line.number)
      }
    }
    return past.timeline
  }

  /// The record, begun now if it was not kept so far.
  func recordedTimeline() -> Timeline {
    beginRecording()
    return timeline ?? Timeline(after: snapshot)
  }
}

/// Files that can be opened and closed and hold nothing.
private struct NoFileCalls: FileCalls {
  func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    FileDescriptor(rawValue: -1)
  }
  func obstacle(at descriptor: FileDescriptor) throws(Errno) -> String? { nil }
  func read(_ descriptor: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8] { [] }
  func write(_ descriptor: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int { bytes.count }
  func rewind(_ descriptor: FileDescriptor) throws(Errno) {}
  func close(_ descriptor: FileDescriptor) throws(Errno) {}
}
