import FuzzTargets
import Glibc

/// libFuzzer's own loop: calls `testOneInput` with one input after the other.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ argumentCount: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ testOneInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Fuzzes the target that `FUZZ_TARGET` names. The arguments are libFuzzer's.
@main
struct Main {
  private static let target: FuzzTarget = {
    // SAFETY: nothing in this process changes its environment, so the string stays as it is while it is copied.
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) }
    guard let target = name.flatMap(FuzzTarget.init) else {
      fatalError("FUZZ_TARGET must be one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
  }()

  static func main() {
    var count = CommandLine.argc
    var arguments = unsafe CommandLine.unsafeArgv
    let status = unsafe runDriver(&count, &arguments) { start, count in
      // SAFETY: libFuzzer lends the bytes for the duration of the call.
      unsafe Main.target.run(Array(UnsafeBufferPointer(start: start, count: count)))
      return 0
    }
    exit(status)
  }
}
