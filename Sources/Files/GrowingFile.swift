internal import Glibc
public import SystemPackage

/// A file that another process may be writing, read at any place.
///
/// It is read with `pread` and not mapped: a file that is cut off meanwhile ends there, where a mapping would have the
/// process killed.
public final class GrowingFile: Sendable {
  private let descriptor: FileDescriptor

  /// Never waits: a FIFO without a writer is refused like every other kind of file that has no places.
  public init(path: String) throws(FileProblem) {
    descriptor = try FileContents.open(path)
  }

  /// - Parameter descriptor: a regular file, which this closes.
  public init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  deinit {
    try? descriptor.close()
  }

  /// Reads from `offset` on; fewer bytes than asked for when the file ends before.
  public func bytes(from offset: Int64, count: Int) throws(Errno) -> [UInt8] {
    try descriptor.bytes(from: offset, count: count)
  }

  /// Reads words of 8 bytes from `offset` on, least significant byte first, to the start of `words`.
  ///
  /// - Parameters:
  ///   - count: how many words are read at most; `words` has as many.
  ///   - words: where they go.
  ///   - offset: where the first begins, in bytes.
  /// - Returns: how many bytes there were.
  public func read(_ count: Int, into words: inout [UInt64], from offset: Int64) throws(Errno) -> Int {
    precondition(count <= words.count)
    var done = 0
    while done < count * 8 {
      let readCount = try Errno.typed {
        // SAFETY: the rest lies within the array, every bit pattern is a word, and `pread` writes only there and only
        // during the call.
        try unsafe words.withUnsafeMutableBytes { buffer in
          try unsafe descriptor.read(
            fromAbsoluteOffset: offset + Int64(done), into: .init(rebasing: buffer[done..<count * 8]))
        }
      }
      if readCount == 0 { break }
      done += readCount
    }
    if UInt64(1).littleEndian != 1 {
      for index in 0..<count { words[index] = UInt64(littleEndian: words[index]) }
    }
    return done
  }

  /// Whether another process has an exclusive lock on the file (`flock`), as long as it writes.
  public var isLocked: Bool {
    guard flock(descriptor.rawValue, LOCK_SH | LOCK_NB) == 0 else { return Errno.last == .wouldBlock }
    _ = flock(descriptor.rawValue, LOCK_UN)
    return false
  }
}
