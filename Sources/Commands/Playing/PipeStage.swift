internal import Lessons
internal import Rendering
internal import SystemPackage

/// A stage without an audience that would need time: a file, a pipe.
final class PipeStage: Stage {
  let style: TextStyle
  private let output: Output

  init(color: ColorChoice, output: Output) {
    style = TextStyle(color, for: .standardOutput)
    self.output = output
  }

  func write(_ text: [UInt8]) throws(Errno) { try output.write(text) }
  func mark(_ command: String) {}
  func clear() {}
  func handOver(_ runner: DocumentRunner) {}
  func prepare(_ runner: DocumentRunner) {}
  func wait(_ reason: WaitReason, share: Int) -> Cue { .next }
}
