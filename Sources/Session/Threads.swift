internal import Glibc
internal import Model
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
      do throws(Errno) {
        for _ in 0..<count { threads.append(try start(work)) }
        return nil
      } catch {
        mayStart = false
        return error
      }
    }
    if failure == nil { meanwhile() }
    // Each thread was made above and is joined once.
    for thread in threads { join(thread) }
    if let failure { throw failure }
  }

  /// Runs `body` on a thread of its own.
  ///
  /// - Returns: the thread, which must be joined once.
  /// - Throws: the errno of `pthread_create`.
  static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) -> pthread_t {
    try start(Work(body))
  }

  /// Waits for the end of a thread.
  static func join(_ thread: pthread_t) { pthread_join(thread, nil) }

  private static func start(_ work: Work) throws(Errno) -> pthread_t {
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
      throw Errno(rawValue: code)
    }
    return thread
  }
}
