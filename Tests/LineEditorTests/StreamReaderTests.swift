import Foundation
import LineEditor
import SystemPackage
import TestSupport
import Testing

/// Lines from a descriptor, where nobody edits.
struct StreamReaderTests {
  /// Everything that a reader of `input` gives, up to and without the end.
  private func read(_ input: [UInt8], limit: Int = defaultMaximumLineLength) throws -> [Item] {
    let folder = try TemporaryDirectory()
    let path = folder.appending("input")
    try Data(input).write(to: URL(filePath: path))
    let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? descriptor.close() }
    return try items(of: StreamReader(descriptor, maximumLineLength: limit))
  }

  private func items(of reader: StreamReader) throws -> [Item] {
    var items: [Item] = []
    var line: [UInt8] = Array("left over".utf8)
    while true {
      let status = try reader.readLine(into: &line)
      if status == .line {
        items.append(.line(line))
      } else {
        #expect(line.isEmpty)
        if status == .end { return items }
        items.append(.other(status))
      }
    }
  }

  private enum Item: Equatable {
    case line([UInt8])
    case other(LineStatus)

    init(_ text: String) { self = .line(Array(text.utf8)) }
  }

  @Test func `an empty input has no line`() throws {
    #expect(try read([]) == [])
  }

  @Test func `lines end at line feeds, and the last needs none`() throws {
    #expect(try read(Array("a\n\nb".utf8)) == [Item("a"), Item(""), Item("b")])
    #expect(try read(Array("a\n\nb\n".utf8)) == [Item("a"), Item(""), Item("b")])
    #expect(try read(Array("\n".utf8)) == [Item("")])
  }

  @Test func `one carriage return before a line feed belongs to the line's end`() throws {
    #expect(
      try read(Array("a\r\nb\r\r\n\r\nc\rd\ne\r".utf8)) == ["a", "b\r", "", "c\rd", "e\r"].map(Item.init))
  }

  @Test func `bytes pass as they are`() throws {
    let line = (0...255).map { UInt8($0) }.filter { $0 != UInt8(ascii: "\n") }
    #expect(try read(line + [10] + line) == [.line(line), .line(line)])
  }

  /// The buffer holds 65,536 bytes.
  @Test(arguments: [65_534, 65_535, 65_536, 65_537, 131_071, 131_072, 200_000])
  func `a line may cross the buffer's border`(length: Int) throws {
    let line = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    #expect(try read(line + Array("\r\nb\n".utf8)) == [.line(line), Item("b")])
    #expect(try read(line) == [.line(line)])
  }

  @Test(arguments: ["", "\n", "\r\n"])
  func `the limit counts the line's bytes without its end`(end: String) throws {
    #expect(try read(Array("12345\(end)".utf8), limit: 5) == [Item("12345")])
    #expect(try read(Array("123456\(end)".utf8), limit: 5) == [.other(.tooLong(byteCount: 6))])
  }

  @Test func `a carriage return at the limit counts when no line feed follows`() throws {
    #expect(try read(Array("12345\r".utf8), limit: 5) == [.other(.tooLong(byteCount: 6))])
    #expect(try read(Array("12345\r6\n".utf8), limit: 5) == [.other(.tooLong(byteCount: 7))])
  }

  @Test func `after a line that is too long the next is read`() throws {
    let long = [UInt8](repeating: 0, count: 300_000)
    #expect(
      try read(Array("a\n".utf8) + long + Array("\r\nb".utf8), limit: 1000) == [
        Item("a"), .other(.tooLong(byteCount: 300_000)), Item("b"),
      ])
  }

  @Test func `a pipe gives a line as soon as its end is there`() throws {
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    defer { try? readEnd.close() }
    let reader = StreamReader(readEnd)
    var line: [UInt8] = []
    try writeEnd.writeAll("on".utf8)
    try writeEnd.writeAll("e\ntw".utf8)
    #expect(try reader.readLine(into: &line) == .line)
    #expect(line == Array("one".utf8))
    try writeEnd.writeAll("o\n".utf8)
    #expect(try reader.readLine(into: &line) == .line)
    #expect(line == Array("two".utf8))
    try writeEnd.close()
    #expect(try reader.readLine(into: &line) == .end)
  }

  @Test func `the caller's storage is used again`() throws {
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    defer { try? readEnd.close() }
    try writeEnd.writeAll("one\ntwo\n".utf8)
    try writeEnd.close()
    let reader = StreamReader(readEnd)
    var line: [UInt8] = []
    line.reserveCapacity(100)
    let capacity = line.capacity
    _ = try reader.readLine(into: &line)
    #expect(line.capacity == capacity)
  }

  @Test func `the error of the system call is thrown`() throws {
    let folder = try FileDescriptor.open(FilePath("/"), .readOnly)
    defer { try? folder.close() }
    var line: [UInt8] = []
    #expect(throws: Errno.isDirectory) { try StreamReader(folder).readLine(into: &line) }
  }

  // MARK: Encodings

  @Test func `a byte order mark before the first line is skipped, and is text anywhere else`() throws {
    #expect(try read(Array("\u{FEFF}a\n\u{FEFF}b".utf8)) == [Item("a"), Item("\u{FEFF}b")])
    #expect(try read(Array("\u{FEFF}".utf8)).isEmpty)
    #expect(try read(Array("\u{FEFF}\r\n\n".utf8)) == [Item(""), Item("")])
    // Two thirds of a mark are none.
    #expect(try read([0xEF, 0xBB]) == [.line([0xEF, 0xBB])])
  }

  @Test func `a text in another encoding is reported once, and none of it is read`() throws {
    let text = "a = new counter\r\n"
    for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
      let bytes = Array(text.data(using: encoding)!)
      let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
      for source in [bytes, mark + bytes] {
        #expect(try read(source) == [.other(.otherEncoding("UTF-16"))])
      }
    }
    #expect(try read([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) == [.other(.otherEncoding("UTF-32"))])
    // A zero byte alone does not make UTF-16.
    #expect(try read([0x61, 0x00, 0x62, 0x63]) == [.line([0x61, 0x00, 0x62, 0x63])])
  }

  @Test func `a mark that comes byte by byte is skipped, and a first line is not held up`() throws {
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    defer { try? readEnd.close() }
    var rest = Array("\u{FEFF}x\ny\n".utf8)[...]
    let reader = StreamReader(readEnd) {
      if let byte = rest.popFirst() { _ = try? writeEnd.writeAll([byte]) } else { try? writeEnd.close() }
    }
    var line: [UInt8] = []
    #expect(try reader.readLine(into: &line) == .line)
    #expect(line == Array("x".utf8) && rest.count == 2)
    #expect(try reader.readLine(into: &line) == .line)
    #expect(line == Array("y".utf8))
    #expect(try reader.readLine(into: &line) == .end)
  }
}
