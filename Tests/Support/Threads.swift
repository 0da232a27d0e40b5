import Glibc
import Synchronization

/// Runs a closure on a number of POSIX threads at once, and returns when all of them are done.
///
/// No thread calls the closure before all are running, so that what may collide has the chance to.
///
/// - Parameters:
///   - count: The number of threads.
///   - body: Called once on each thread, with the thread's number, from 0.
public func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    let start = StartingLine(count)
    let threads = (0..<count).map { number in
      startThread {
        start.wait()
        body(number)
      }
    }
    for thread in threads {
      let status = pthread_join(thread, nil)
      precondition(status == 0, "pthread_join: \(status)")
    }
  }
}

/// A number that no other thread has while this one runs.
public var currentThread: UInt { UInt(pthread_self()) }

private final class StartingLine: Sendable {
  private let missing: Atomic<Int>

  init(_ count: Int) { missing = Atomic(count) }

  func wait() {
    missing.subtract(1, ordering: .relaxed)
    while missing.load(ordering: .relaxed) > 0 { sched_yield() }
  }
}

private final class ThreadBody {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t {
  var thread = pthread_t()
  let context = unsafe Unmanaged.passRetained(ThreadBody(run)).toOpaque()
  let status = unsafe pthread_create(
    &thread, nil,
    { context in
      // SAFETY: the context is the body that was retained for this thread.
      unsafe Unmanaged<ThreadBody>.fromOpaque(context!).takeRetainedValue().run()
      return nil
    },
    context)
  precondition(status == 0, "pthread_create: \(status)")
  return thread
}
