internal import Glibc
internal import Rendering
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

  /// Lets `body` append what is to be written.
  func write(_ body: (inout [UInt8]) -> Void) throws(Errno) {
    // Taken out meanwhile: an access that lasts would have to be checked, and so would all others.
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    body(&bytes)
    swap(&bytes, &pending)
    if pending.count >= Self.limit { try flush() }
  }

  /// Lets `body` write text.
  func write(in style: TextStyle, _ body: (inout TextBuffer) -> Void) throws(Errno) {
    try write { TextBuffer.append(to: &$0, in: style, body) }
  }

  func write(_ bytes: [UInt8]) throws(Errno) {
    try write { $0 += bytes }
  }

  func write(_ text: String) throws(Errno) {
    try write { $0 += text.utf8 }
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
