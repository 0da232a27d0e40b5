internal import Files
internal import Glibc
public import SystemPackage

/// Lines from a file descriptor: a file, a pipe, anything but a terminal to edit at.
///
/// A line ends at a line feed. One carriage return right before the line feed belongs to the line's end, so files with
/// the line ends of Windows read the same; any other carriage return is part of the line. A byte order mark before the
/// first line is skipped.
///
/// Memory stays flat whatever the length of the input: there is one buffer of 64 KiB, and no line grows past the limit.
public final class StreamReader: LineSource {
  private let descriptor: FileDescriptor
  private let maximumLineLength: Int
  private let beforeReading: () -> Void
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// The bytes of the buffer that were read from the descriptor and not yet handed out.
  private var unread = 0..<0
  /// What the first bytes say; nil until they are read.
  private var encoding: TextEncoding?
  /// Whether the caller knows that nothing of the source is read.
  private var hasOtherEncoding = false

  /// Creates a reader of a descriptor, which stays the caller's to close.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading.
  ///   - maximumLineLength: The length in bytes past which a line is too long. The bytes that end it do not count.
  ///   - beforeReading: Called before each read from the descriptor, which may have to wait for more: the time to let
  ///     out what the other end may be waiting for.
  public init(
    _ descriptor: FileDescriptor, maximumLineLength: Int = defaultMaximumLineLength,
    beforeReading: @escaping () -> Void = {}
  ) {
    precondition(maximumLineLength >= 0, "a line's length cannot be negative")
    self.descriptor = descriptor
    self.maximumLineLength = maximumLineLength
    self.beforeReading = beforeReading
  }

  /// - Complexity: O(*n*) in the length of the line.
  public func readLine(prompt: String = "", into line: inout [UInt8]) throws(Errno) -> LineStatus {
    line.removeAll(keepingCapacity: true)
    if encoding == nil { try begin() }
    if hasOtherEncoding { return .end }
    if case .other(let name)? = encoding {
      hasOtherEncoding = true
      return .otherEncoding(name)
    }
    var byteCount = 0
    var endsInReturn = false
    while true {
      if unread.isEmpty {
        try fill()
        if unread.isEmpty {
          return byteCount == 0 ? .end : finish(&line, byteCount: byteCount)
        }
      }
      let newline = indexOfNewline()
      let piece = unread.lowerBound..<(newline ?? unread.upperBound)
      line.append(contentsOf: buffer[piece.prefix(maximumLineLength - line.count)])
      byteCount += piece.count
      if !piece.isEmpty { endsInReturn = buffer[piece.upperBound - 1] == UInt8(ascii: "\r") }
      guard let newline else {
        unread = piece.upperBound..<piece.upperBound
        continue
      }
      unread = newline + 1..<unread.upperBound
      if endsInReturn {
        byteCount -= 1
        if line.count > byteCount { line.removeLast() }
      }
      return finish(&line, byteCount: byteCount)
    }
  }

  private func finish(_ line: inout [UInt8], byteCount: Int) -> LineStatus {
    guard byteCount > maximumLineLength else { return .line }
    line.removeAll(keepingCapacity: true)
    return .tooLong(byteCount: byteCount)
  }

  /// Reads so much that it shows how the source is encoded, and skips the byte order mark.
  private func begin() throws(Errno) {
    var count = -1
    // A line that is complete is not held up: its writer may wait for an answer.
    while unread.count < TextEncoding.decidingLength, unread.count != count,
      unread.isEmpty || indexOfNewline() == nil
    {
      count = unread.count
      try fill(behind: count)
    }
    let encoding = TextEncoding(of: buffer[unread])
    if case .utf8(let markLength) = encoding { unread = markLength..<unread.upperBound }
    self.encoding = encoding
  }

  /// Reads into the buffer, behind its first `count` bytes.
  private func fill(behind count: Int = 0) throws(Errno) {
    beforeReading()
    // Not read into where it is: an access of the buffer that lasts would make all others be checked.
    var buffer: [UInt8] = []
    swap(&buffer, &self.buffer)
    defer { swap(&buffer, &self.buffer) }
    do {
      // SAFETY: `read` writes only into `bytes`, and only during the call.
      let readCount = try unsafe buffer.withUnsafeMutableBytes { bytes in
        try unsafe descriptor.read(into: .init(rebasing: bytes[count...]))
      }
      unread = 0..<count + readCount
    } catch {
      // swift-system throws nothing else.
      throw error as! Errno
    }
  }

  private func indexOfNewline() -> Int? {
    // SAFETY: `unread` lies within the buffer and is not empty, so there is a base address, and `memchr` looks only
    // at bytes that were read. What it finds lies among them.
    unsafe buffer.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress! + unread.lowerBound
      guard let found = unsafe memchr(start, CInt(UInt8(ascii: "\n")), unread.count) else { return nil }
      return unsafe unread.lowerBound + (UnsafeRawPointer(found) - start)
    }
  }
}
