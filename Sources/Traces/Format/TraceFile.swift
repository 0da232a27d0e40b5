internal import SystemPackage

/// The file of a trace, read in pieces: it may be larger than memory, and grow meanwhile.
///
/// It is read with `pread` and not mapped: a file that is cut off meanwhile then ends, where a mapping would have the
/// process killed.
final class TraceFile {
  private let descriptor: FileDescriptor
  /// The piece that was read last, and the number of its first slot.
  private var words: [UInt64] = []
  private var start = 0
  /// How many of its slots were there.
  private var count = 0
  private let pieceCount: Int

  /// - Parameter pieceCount: how many slots are read at once.
  init(_ descriptor: FileDescriptor, pieceCount: Int) {
    self.descriptor = descriptor
    self.pieceCount = pieceCount
  }

  /// The slots from `index` on, up to `end`, as many as one piece has; fewer than asked for only at the file's end.
  ///
  /// - Returns: words, and the range of those that belong to the slots.
  func piece(from index: Int, to end: Int) throws(TraceError) -> (words: [UInt64], range: Range<Int>) {
    if index < start || index >= start + count { try load(index, end) }
    let last = min(end, start + count)
    guard index < last else { return (words, 0..<0) }
    return (words, (index - start) * Slot.wordCount..<(last - start) * Slot.wordCount)
  }

  /// One slot; nil behind the end of the file.
  func slot(_ index: Int) throws(TraceError) -> Slot? {
    let (words, range) = try piece(from: index, to: index + pieceCount)
    return range.isEmpty ? nil : Slot(words, at: range.lowerBound)
  }

  /// Forgets the piece that was read: the file may have grown, or slots in flight may be filled.
  func refresh() { count = 0 }

  private func load(_ index: Int, _ end: Int) throws(TraceError) {
    let wanted = min(pieceCount, max(0, end - index)) * Slot.wordCount
    if words.count < wanted { words = Array(repeating: 0, count: pieceCount * Slot.wordCount) }
    start = index
    count = 0
    let byteCount = try read(from: index * Slot.byteCount, wordCount: wanted)
    count = byteCount / Slot.byteCount
    if UInt64(1).littleEndian != 1 {
      for index in 0..<count * Slot.wordCount { words[index] = UInt64(littleEndian: words[index]) }
    }
  }

  /// Reads into ``words``.
  ///
  /// - Returns: how many bytes there were.
  private func read(from offset: Int, wordCount: Int) throws(TraceError) -> Int {
    var done = 0
    do {
      // SAFETY: the buffer has more words than are read into it, every bit pattern is one, and it is used within the
      // closure only.
      try unsafe words.withUnsafeMutableBytes { buffer in
        while done < wordCount * 8 {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wordCount * 8])
          let readCount = try unsafe descriptor.read(fromAbsoluteOffset: Int64(offset + done), into: rest)
          if readCount == 0 { break }
          done += readCount
        }
      }
    } catch {
      throw .errno(error as? Errno ?? .ioError)
    }
    return done
  }

  /// The bytes of a name or text, that follow the slot which introduces it; nil where they are not all there.
  func payload(after index: Int, byteCount: Int) throws(TraceError) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    var next = index + 1
    let end = next + Slot.slots(for: byteCount)
    while next < end {
      let (words, range) = try piece(from: next, to: end)
      if range.isEmpty { return nil }
      for at in stride(from: range.lowerBound, to: range.upperBound, by: Slot.wordCount) {
        guard UInt8(truncatingIfNeeded: words[at]) == Slot.Kind.more.rawValue else { return nil }
        for byte in 4..<Slot.byteCount where bytes.count < byteCount {
          bytes.append(UInt8(truncatingIfNeeded: words[at + byte / 8] >> UInt64(8 * (byte % 8))))
        }
      }
      next += range.count / Slot.wordCount
    }
    return bytes
  }
}

extension TraceFile {
  /// The first bytes of the file, as many as the header of a trace has.
  static func headerBytes(of descriptor: FileDescriptor) throws(TraceError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Header.byteCount)
    var done = 0
    do {
      // SAFETY: the buffer is used within the closure only, and `pread` writes no further than its count.
      try unsafe bytes.withUnsafeMutableBytes { buffer in
        while done < buffer.count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
          let readCount = try unsafe descriptor.read(fromAbsoluteOffset: Int64(done), into: rest)
          if readCount == 0 { break }
          done += readCount
        }
      }
    } catch {
      throw .errno(error as? Errno ?? .ioError)
    }
    return Array(bytes[..<done])
  }

  static func open(_ path: String) throws(TraceError) -> FileDescriptor {
    do {
      // Without blocking: a pipe without a writer would make the tool wait.
      let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
      return descriptor
    } catch {
      throw .errno(error as? Errno ?? .ioError)
    }
  }
}
