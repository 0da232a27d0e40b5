@testable import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

struct FileContentsTests {
  private let folder = try! TemporaryDirectory()

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.appending(name))), as: UTF8.self)
  }

  @Test func `a file is replaced in one step: links and permissions stay, and nothing else is left`() throws {
    try write("old", "real.md")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: folder.appending("real.md"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending("link.md"), withDestinationPath: "real.md")
    let descriptor = try FileDescriptor.open(FilePath(folder.appending("real.md")), .readOnly)
    defer { try? descriptor.close() }
    try FileContents.replace(folder.appending("link.md"), with: Array("new".utf8))
    #expect(try text("real.md") == "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.appending("link.md")) == "real.md")
    #expect(try FilePath(folder.appending("real.md")).stat().permissions == FilePermissions(rawValue: 0o640))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link.md", "real.md"])
    // Whoever had the old file open still has all of it.
    // SAFETY: `read` initialises the bytes that it counts.
    let old = try unsafe [UInt8](unsafeUninitializedCapacity: 8) { buffer, count in
      count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    #expect(old == Array("old".utf8))
  }

  @Test func `what is no regular file is written to and stays what it is`() throws {
    // A FIFO of the test's own: a real device would be gone if this failed.
    let path = folder.appending("fifo")
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let reader = try FileDescriptor.open(FilePath(path), .readOnly, options: .nonBlocking)
    defer { try? reader.close() }
    try FileContents.replace(path, with: Array("new".utf8), anyKind: true)
    #expect(try FilePath(path).stat().type == .fifo)
    // SAFETY: `read` initialises the bytes that it counts.
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: 8) { buffer, count in
      count = try unsafe reader.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    #expect(bytes == Array("new".utf8))
  }

  @Test func `no more is read than allowed`() throws {
    try write("12345", "five")
    #expect(try FileContents.read(folder.appending("five"), limit: 5).count == 5)
    #expect(throws: FileProblem.errno(.fileTooLarge)) {
      try FileContents.read(folder.appending("five"), limit: 4)
    }
    #expect(throws: FileProblem.errno(.fileTooLarge)) {
      try FileContents.read("/dev/zero", limit: 100_000, anyKind: true)
    }
  }

  @Test func `only regular files are read, unless the user has named the file`() throws {
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(folder.appending("fifo"), 0o600) == 0)
    try write("text", "file")
    for (path, problem) in [
      (folder.appending("fifo"), FileProblem.unusable("a FIFO")), ("/dev/zero", .unusable("a device")),
      (folder.path, .errno(.isDirectory)), (folder.appending("file/"), .errno(.notDirectory)),
      (folder.appending("missing"), .errno(.noSuchFileOrDirectory)),
    ] {
      #expect(throws: problem) { try FileContents.read(path, limit: 10) }
      #expect(throws: problem) { try FileScope.everything.read(path, limit: 10) }
    }
    #expect(throws: FileProblem.errno(.isDirectory)) {
      try FileScope.everything.read(folder.appending("missing/"), limit: 10)
    }
    #expect(throws: FileProblem.errno(.isDirectory)) {
      try FileContents.read(folder.path, limit: 10, anyKind: true)
    }
    #expect(try FileContents.read("/dev/null", limit: 10, anyKind: true) == [])
  }
}
