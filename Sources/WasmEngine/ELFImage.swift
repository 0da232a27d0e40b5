/// An ELF file for a 64-bit little-endian machine, read with every offset checked.
struct ELFImage {
  /// What is wrong with the file.
  enum Problem: Error {
    case notELF
    /// The file ends before what its headers announce.
    case truncated
  }

  /// Reads bytes of the file; fewer than asked for where the file ends.
  let read: (_ offset: UInt64, _ count: Int) -> [UInt8]
  let size: UInt64
  private let header: Fields

  init(size: UInt64, read: @escaping (UInt64, Int) -> [UInt8]) throws(Problem) {
    self.read = read
    self.size = size
    let bytes = read(0, 64)
    guard bytes.starts(with: [0x7F, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F"), 2, 1]) else {
      throw .notELF
    }
    guard bytes.count == 64 else { throw .truncated }
    header = Fields(bytes)
  }

  init(_ bytes: [UInt8]) throws(Problem) {
    try self.init(size: UInt64(bytes.count)) { offset, count in
      Array(bytes.dropFirst(Int(clamping: offset)).prefix(count))
    }
  }

  /// Makes sure that the file holds all segments and tables that its headers announce. The dynamic linker does not:
  /// it maps the segments of a file that was cut off, and the process ends by a signal when it touches them.
  func checkExtent() throws(Problem) {
    let segments = try table(offset: header[0x20, 8], entrySize: header[0x36, 2], count: header[0x38, 2])
    // The section headers are what a linker writes last.
    let sections = header[0x28, 8].addingReportingOverflow(header[0x3A, 2] * header[0x3C, 2])
    guard !sections.overflow, sections.partialValue <= size else { throw .truncated }
    for segment in segments {
      let end = segment[0x08, 8].addingReportingOverflow(segment[0x20, 8])
      guard !end.overflow, end.partialValue <= size else { throw .truncated }
    }
  }

  /// The bytes of a section, or nil when there is none of that name.
  func section(named name: String) throws(Problem) -> [UInt8]? {
    let sections = try table(offset: header[0x28, 8], entrySize: header[0x3A, 2], count: header[0x3C, 2])
    let namesIndex = Int(header[0x3E, 2])
    guard sections.indices.contains(namesIndex) else { return nil }
    let names = try bytes(of: sections[namesIndex])
    for section in sections {
      let start = names.dropFirst(Int(section[0x00, 4]))
      if start.prefix(while: { $0 != 0 }).elementsEqual(name.utf8) { return try bytes(of: section) }
    }
    return nil
  }

  private func bytes(of section: Fields) throws(Problem) -> [UInt8] {
    guard section[0x20, 8] <= size else { throw .truncated }
    let count = Int(section[0x20, 8])
    let bytes = read(section[0x18, 8], count)
    guard bytes.count == count else { throw .truncated }
    return bytes
  }

  private func table(offset: UInt64, entrySize: UInt64, count: UInt64) throws(Problem) -> [Fields] {
    guard count == 0 || entrySize >= 0x38 else { throw .notELF }
    let bytes = read(offset, Int(entrySize * count))
    guard bytes.count == Int(entrySize * count) else { throw .truncated }
    return (0..<Int(count)).map { Fields(Array(bytes[$0 * Int(entrySize)..<($0 + 1) * Int(entrySize)])) }
  }

  /// A header or table entry, whose fields are read by offset and width.
  private struct Fields {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    subscript(offset: Int, width: Int) -> UInt64 {
      bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
