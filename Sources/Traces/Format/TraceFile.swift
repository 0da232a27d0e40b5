internal import Files
internal import SystemPackage

/// The slots of a trace, read in pieces: the file may be larger than memory, and grow meanwhile.
final class TraceFile {
  private let file: GrowingFile
  /// The piece that was read last, and the number of its first slot.
  private var words: [UInt64] = []
  private var start = 0
  /// How many of its slots were there.
  private var count = 0
  private let pieceCount: Int

  /// - Parameter pieceCount: how many slots are read at once.
  init(_ file: GrowingFile, pieceCount: Int) {
    self.file = file
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
    do throws(Errno) {
      count = try file.read(wanted, into: &words, from: Int64(index * Slot.byteCount)) / Slot.byteCount
    } catch {
      throw .errno(error)
    }
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
