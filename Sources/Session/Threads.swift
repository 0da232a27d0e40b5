#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import Synchronization
internal import SystemPackage

/// Threads of the operating system's own. Tasks would share a pool no larger than the number of cores, and a
/// race wants as many threads as were asked for.
enum Threads {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    /// Held while threads are being made, so that none starts before all are there.
    let gate = Mutex(true)

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }

    func run() {
      let mayStart = gate.withLock { $0 }
      if mayStart { body() }
    }
  }

  /// Runs `body` once on each of `count` threads, and `meanwhile` on this one. Returns when all are done.
  ///
  /// - Throws: the errno of `pthread_create`; then no thread has called `body`.
  static func run(
    _ count: Int, _ body: @escaping @Sendable () -> Void, meanwhile: () -> Void
  ) throws(Errno) {
    let work = Work(body)
    var threads: [pthread_t] = []
    let failure: Errno? = work.gate.withLock { mayStart in
      for _ in 0..<count {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(work)
        // SAFETY: the context is the work that was retained just now, and the thread takes over that count.
        let code = unsafe pthread_create(
          &thread, nil,
          { context in
            if let context = unsafe context {
              unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
            }
            return nil
          }, context.toOpaque())
        guard code == 0 else {
          unsafe context.release()
          mayStart = false
          return Errno(rawValue: code)
        }
        threads.append(thread)
      }
      return nil
    }
    if failure == nil { meanwhile() }
    for thread in threads {
      // Each thread was made above and is joined once.
      pthread_join(thread, nil)
    }
    if let failure { throw failure }
  }
}
