internal import CSystemCalls
internal import Glibc
internal import SystemPackage

extension FileDescriptor {
  /// Reads up to 64 KiB; nothing at the end of the file.
  func chunk() throws(Errno) -> [UInt8] {
    try Errno.typed {
      try unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        // SAFETY: `read` initialises exactly the bytes that it counts, and gets no more than the capacity.
        count = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  /// Reads from `offset` on; fewer bytes than asked for when the file ends before.
  func bytes(from offset: Int64, count: Int) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var end = 0
    while end < count {
      // SAFETY: the rest lies within the buffer, and `pread` writes only there and only during the call.
      let readCount = try Errno.typed {
        try unsafe bytes.withUnsafeMutableBytes { buffer in
          try unsafe read(fromAbsoluteOffset: offset + Int64(end), into: .init(rebasing: buffer[end...]))
        }
      }
      if readCount == 0 { break }
      end += readCount
    }
    return Array(bytes[..<end])
  }

  func size() throws(Errno) -> Int64 {
    try Errno.typed { try stat().size }
  }

  /// Makes this empty file a copy of another, whose holes it keeps.
  ///
  /// - Returns: how many bytes of data there are between the holes.
  /// - Throws: an errno; `EFBIG` where there are more than `limit`.
  func copy(_ other: FileDescriptor, limit: Int64) throws(Errno) -> Int64 {
    let size = try other.size()
    var position: Int64 = 0
    var rest = limit
    while let data = try other.data(after: position, in: size) {
      rest -= Int64(data.count)
      guard rest >= 0 else { throw .fileTooLarge }
      var start = data.lowerBound
      while start < data.upperBound {
        let chunk = try other.bytes(from: start, count: Int(min(data.upperBound - start, 1 << 20)))
        // The other has been cut meanwhile.
        if chunk.isEmpty { break }
        _ = try Errno.typed { try writeAll(toAbsoluteOffset: start, chunk) }
        start += Int64(chunk.count)
      }
      position = data.upperBound
    }
    try Errno.typed { try resize(to: size) }
    return limit - rest
  }

  /// Where the next bytes stand that are no hole; nil when there are none.
  private func data(after position: Int64, in size: Int64) throws(Errno) -> Range<Int64>? {
    guard position < size else { return nil }
    let start = Glibc.lseek(rawValue, off_t(position), seek_data)
    if start < 0 {
      // A file system that knows no holes, or only a hole is left.
      guard Errno.last != .noSuchAddressOrDevice else { return nil }
      return position..<size
    }
    let end = Glibc.lseek(rawValue, start, seek_hole)
    return Int64(start)..<max(Int64(start), end < 0 ? size : Int64(end))
  }

  /// Whether the path leads to the open file.
  func isAt(_ path: FilePath) throws(Errno) -> Bool {
    try Errno.typed {
      let mine = try stat()
      do {
        let current = try path.stat()
        return (mine.deviceID, mine.inode) == (current.deviceID, current.inode)
      } catch Errno.noSuchFileOrDirectory {
        return false
      }
    }
  }

  /// Takes the exclusive lock, which goes away with the descriptor.
  ///
  /// - Parameter milliseconds: how long to wait at least for another process that holds it.
  /// - Returns: false when another process did not let go of it in time, or where files cannot be locked.
  func lock(patience milliseconds: Int = 0) -> Bool {
    for attempt in 0...milliseconds {
      if attempt > 0 { usleep(1000) }
      if flock(rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
      let error = Errno.last
      guard error == .wouldBlock || error == .interrupted else { return false }
    }
    return false
  }
}
