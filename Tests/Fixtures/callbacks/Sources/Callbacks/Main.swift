// A program that gives handles to a C library as context pointers. One of them never comes back.

import ExternRef
import Synchronization

/// What the C library is: it keeps a pointer for each timer, and gives it back when the timer has fired.
final class Timers: Sendable {
  private let contexts = Mutex<[Int: UInt]>([:])

  func start(_ timer: Int, context: UnsafeMutableRawPointer) {
    let context = UInt(bitPattern: context)
    contexts.withLock { $0[timer] = context }
  }

  func fire(_ timer: Int) -> UnsafeMutableRawPointer? {
    contexts.withLock { $0.removeValue(forKey: timer) }.flatMap(UnsafeMutableRawPointer.init(bitPattern:))
  }

  /// Forgets a timer, and with it the pointer.
  func cancel(_ timer: Int) { _ = contexts.withLock { $0.removeValue(forKey: timer) } }
}

@main
enum Main {
  static func main() {
    let timers = Timers()
    let job = VMExternRef("the job")  // MADE
    for timer in 0..<3 {
      timers.start(timer, context: job.clone().intoRaw())  // LEAK
    }
    timers.cancel(1)
    for timer in 0..<3 {
      // A reference to the function, and no call: it has no place.
      _ = timers.fire(timer).map(VMExternRef.fromRaw)
    }
    HandleTrace.mark("all timers are done")
  }
}
