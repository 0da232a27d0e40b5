internal import Glibc
internal import SystemPackage

/// Wakes a thread that waits in `poll`. A signal that comes before the thread waits is not lost.
final class Wake: Sendable {
  /// What is readable when there was a signal.
  let descriptor: FileDescriptor
  private let writeEnd: FileDescriptor

  init() throws(Errno) {
    (descriptor, writeEnd) = try FileDescriptor.pipe(options: [.closeOnExec, .nonBlocking])
  }

  deinit {
    try? descriptor.close()
    try? writeEnd.close()
  }

  func signal() {
    // SAFETY: one byte of a constant is read. A full pipe wakes the reader just as well.
    _ = unsafe write(writeEnd.rawValue, "", 1)
  }

  func clear() {
    var bytes: UInt64 = 0
    // SAFETY: as many bytes are read as there is room for. The pipe does not block.
    while unsafe read(descriptor.rawValue, &bytes, MemoryLayout<UInt64>.size) > 0 {}
  }
}
