internal import Rendering
internal import Running
internal import SystemPackage

/// A stage without an audience that would need time: a file, a pipe.
final class PipeStage: Stage {
  let style: TextStyle
  private let output: Output

  init(style: StyleOptions, output: Output) {
    self.style = style.style(for: .standardOutput)
    self.output = output
  }

  func write(_ text: [UInt8]) throws(Errno) { try output.write(text) }
  func mark(_ command: String) {}
  var place = PlayPlace()
  func clear() {}
  func showHeap(of run: DocumentRun) {}
  func handOver(_ run: DocumentRun, page: SessionPage?) -> Bool { false }
  func prepare(_ run: DocumentRun) {}
  func wait(_ reason: WaitReason, share: Int) -> Cue { .next }
}
