internal import Glibc
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// The line of a terminal that shows a race while it runs: redrawn in place, and gone when it is over.
final class RaceDisplay {
  private let output: Output
  private var counts: [Int] = []
  private var isDrawn = false

  private static let microsecondsPerFrame: UInt32 = 50_000
  private static let keptCounts = 200
  /// Back to the margin, and erase what stood there (ECMA-48: EL).
  private static let erase = "\r\u{1B}[K"

  init(output: Output) {
    self.output = output
  }

  /// Draws a frame over the one before it.
  func draw(_ progress: RaceProgress, with renderer: TextRenderer) {
    counts.append(progress.count)
    if counts.count > Self.keptCounts { counts.removeFirst(counts.count - Self.keptCounts) }
    try? output.write(Self.erase)
    try? output.write(in: renderer.style) { renderer.frame(of: progress, counts: counts, into: &$0) }
    try? output.flush()
    isDrawn = true
  }

  func waitForNextFrame() {
    usleep(Self.microsecondsPerFrame)
  }

  /// Takes the last frame away, and with it the `^C` of a race that was stopped. Called when the line is over.
  func finish() {
    guard isDrawn else { return }
    isDrawn = false
    counts.removeAll()
    try? output.write(Self.erase)
  }
}
