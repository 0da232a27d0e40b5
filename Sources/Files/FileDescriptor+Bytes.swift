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

  /// Writes all that is left to read of another file.
  func append(contentsOf other: FileDescriptor) throws(Errno) {
    var isAtEnd = false
    while !isAtEnd {
      let chunk = try other.chunk()
      _ = try Errno.typed { try writeAll(chunk) }
      isAtEnd = chunk.isEmpty
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
}
