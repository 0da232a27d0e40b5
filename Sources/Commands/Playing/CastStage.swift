internal import Rendering
internal import Running
internal import SystemPackage

/// A stage whose time is virtual: what is played becomes an asciicast, the same on every run.
final class CastStage: Stage {
  private(set) var cast: Asciicast
  private let pace: Pace

  private static let columns = 80
  private static let rows = 24

  let style: TextStyle

  init(title: String, ascii: Bool, pace: Pace) {
    style = TextStyle(usesColor: true, usesUnicode: !ascii, width: Self.columns)
    cast = Asciicast(title: title, columns: Self.columns, rows: Self.rows)
    self.pace = pace
  }

  func write(_ text: [UInt8]) { cast.write(text) }
  func mark(_ command: String) { cast.mark(command) }
  func clear() {}
  func handOver(_ run: DocumentRun, page: SessionPage?) {}
  func prepare(_ run: DocumentRun) {}

  /// Leaves the last screen standing for a while.
  func end() {
    _ = wait(.reading, share: 1)
    cast.end()
  }

  func wait(_ reason: WaitReason, share: Int) -> Cue {
    cast.wait(milliseconds: pace.milliseconds(reason, share: share))
    return .next
  }
}
