internal import Model
internal import SystemPackage
internal import WasmEngine

internal import Files
internal import Glibc

/// A thread that stops an engine when it is told to. Compiled code asks no one while it runs, so another thread
/// has to look.
final class EngineInterrupter: Sendable {
  private static let millisecondsBetweenLooks: CInt = 20

  /// Closed at the end: that wakes the thread.
  private let writeEnd: FileDescriptor
  private let thread: pthread_t

  /// Starts to look.
  ///
  /// - Parameter stopRequested: asked again and again, on the thread.
  init(of engine: Engine, _ stopRequested: @escaping @Sendable () -> Bool) throws(Errno) {
    let (readEnd, writeEnd) = try Errno.typed { try FileDescriptor.pipe(options: .closeOnExec) }
    self.writeEnd = writeEnd
    do throws(Errno) {
      thread = try Threads.start {
        defer { try? readEnd.close() }
        var end = pollfd(fd: readEnd.rawValue, events: Int16(POLLIN), revents: 0)
        // SAFETY: there is one entry, and it outlives the calls.
        while unsafe poll(&end, 1, Self.millisecondsBetweenLooks) <= 0 {
          if stopRequested() { engine.interrupt() }
        }
      }
    } catch {
      try? readEnd.close()
      try? writeEnd.close()
      throw error
    }
  }

  /// Ends the thread. To be called once.
  func end() {
    try? writeEnd.close()
    Threads.join(thread)
  }
}
