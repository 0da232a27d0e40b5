internal import Rendering
internal import Running
internal import SystemPackage

/// A stage whose time is virtual: what is played becomes a recording, the same on every run.
final class RecordingStage: Stage {
  private(set) var recording: Asciicast
  private let pace: Pace

  private static let columns = 80
  private static let rows = 24

  let style: TextStyle

  init(title: String, ascii: Bool, pace: Pace) {
    style = TextStyle(usesColor: true, usesUnicode: !ascii, width: Self.columns)
    recording = Asciicast(title: title, columns: Self.columns, rows: Self.rows)
    self.pace = pace
  }

  func write(_ text: [UInt8]) { recording.write(text) }
  func mark(_ command: String) { recording.mark(command) }
  func clear() {}
  func handOver(_ run: DocumentRun) {}
  func prepare(_ run: DocumentRun) {}

  /// Leaves the last screen standing for a while.
  func end() {
    _ = wait(.reading, share: 1)
    recording.end()
  }

  func wait(_ reason: WaitReason, share: Int) -> Cue {
    recording.wait(milliseconds: pace.milliseconds(reason, share: share))
    return .next
  }
}
