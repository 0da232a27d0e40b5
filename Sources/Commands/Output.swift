internal import Glibc
internal import SystemPackage

/// A stream that results go to, in large pieces.
final class Output {
  private let descriptor: FileDescriptor
  private var pending: [UInt8] = []
  /// The error with which the stream failed. From then on it takes nothing more.
  private var failure: Errno?

  /// How much is collected before it is written on its own account.
  private static let limit = 1 << 16

  init(_ descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  func write(_ bytes: [UInt8]) throws(Errno) {
    pending += bytes
    if pending.count >= Self.limit { try flush() }
  }

  func write(_ text: String) throws(Errno) {
    try write(Array(text.utf8))
  }

  /// Writes what has been collected. Waits where the reader is slow, also on a stream that would not.
  ///
  /// - Throws: the errno of `write`, and the same from then on, so that a caller cannot miss it by looking away once.
  func flush() throws(Errno) {
    if let failure { throw failure }
    defer { pending.removeAll(keepingCapacity: true) }
    var rest = pending[...]
    while !rest.isEmpty {
      do {
        // SAFETY: the pointer is used within the closure only, and `write` reads no further than its count.
        let written = try unsafe rest.withUnsafeBytes { try unsafe descriptor.write($0) }
        rest = rest.dropFirst(written)
      } catch Errno.resourceTemporarilyUnavailable {
        waitUntilWritable()
      } catch {
        let error = error as? Errno ?? .ioError
        failure = error
        throw error
      }
    }
  }

  private func waitUntilWritable() {
    var poll = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
    // SAFETY: there is one entry, and it outlives the call.
    _ = unsafe Glibc.poll(&poll, 1, -1)
  }
}
