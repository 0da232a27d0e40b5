public import SystemPackage

/// A file that is open as long as this value lives.
public struct OpenFile: ~Copyable, Sendable {
  /// How a file is opened.
  public enum Mode: String, CaseIterable, Sendable {
    /// For reading; the file must exist.
    case read = "r"
    /// For writing, emptied first; created if missing.
    case write = "w"
    /// For writing at the end; created if missing.
    case append = "a"
    /// For reading and writing from the start; created if missing.
    case readWrite = "rw"
  }

  /// The path that the file was opened by, as it was given.
  public let path: String
  private let descriptor: FileDescriptor
  private let calls: any FileCalls

  /// Opens the file. Never waits: a FIFO without a peer is refused like every other kind of file that has no
  /// position of its own.
  ///
  /// - Throws: the errno of `open` or `fstat`, or why the file at `path` is none to read and write.
  public init(path: String, mode: Mode, calls: any FileCalls) throws(FileProblem) {
    let descriptor: FileDescriptor
    let obstacle: String?
    do {
      descriptor = try calls.open(path, mode)
    } catch {
      throw .errno(error)
    }
    do {
      obstacle = try calls.obstacle(at: descriptor)
    } catch {
      try? calls.close(descriptor)
      throw .errno(error)
    }
    if let obstacle {
      try? calls.close(descriptor)
      throw .unusable(obstacle)
    }
    self.path = path
    self.descriptor = descriptor
    self.calls = calls
  }

  deinit {
    // No caller is left to hear of an error: the last handle is gone. `close` gives the descriptor back even when it fails.
    try? calls.close(descriptor)
  }

  /// Reads up to `limit` bytes from the file's position; empty at the end of the file.
  ///
  /// - Throws: the errno of the first call. Later ones end the reading: what has been read must not be lost.
  public mutating func read(upTo limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let chunk: [UInt8]
      do {
        chunk = try calls.read(descriptor, upTo: min(limit - bytes.count, 65_536))
      } catch {
        if bytes.isEmpty { throw error }
        break
      }
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Writes all bytes at the file's position, in as many calls as it takes.
  ///
  /// - Throws: the first errno; what earlier calls wrote stays written.
  public mutating func write(_ bytes: [UInt8]) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = try calls.write(descriptor, rest)
      // No regular file takes nothing without an errno; a loop that trusted that would never end.
      guard written > 0 else { throw .ioError }
      rest = rest.dropFirst(written)
    }
  }

  /// Moves the position to the start.
  public mutating func rewind() throws(Errno) {
    try calls.seek(descriptor, to: 0)
  }
}
