internal import Glibc
internal import SystemPackage

/// Threads of the operating system's own, for work that waits for long.
enum Thread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread that ends with it. No signal is handled there: handlers are for the session's thread.
  static func detach(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var all = sigset_t()
    var before = sigset_t()
    var thread = pthread_t()
    let work = unsafe Unmanaged.passRetained(Work(body))
    // SAFETY: the sets live until the end of the function. A new thread has the mask of the one that makes it. The
    // context is the work that was retained just now, and the thread takes over that count.
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        }
        return nil
      }, work.toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    guard code == 0 else {
      unsafe work.release()
      throw Errno(rawValue: code)
    }
    pthread_detach(thread)
  }
}
