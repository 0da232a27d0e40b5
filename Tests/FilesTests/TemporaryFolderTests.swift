@testable import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

struct TemporaryFolderTests {
  @Test func `a folder is gone with all that is in it, however deep, and links are not followed`() throws {
    let outside = try TemporaryDirectory()
    try Data("kept".utf8).write(to: URL(filePath: outside.appending("kept")))
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path.string)
    var inner = path
    for _ in 0..<40 {
      inner += "/d"
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
      for name in ["a", "b"] { try Data().write(to: URL(filePath: "\(inner)/\(name)")) }
    }
    // More than fits into one answer of the system.
    for number in 0..<500 { try Data().write(to: URL(filePath: "\(path)/file number \(number)")) }
    try FileManager.default.createSymbolicLink(atPath: "\(path)/link", withDestinationPath: outside.path)
    #expect(try FilePath(path).stat().permissions == .ownerReadWriteExecute)
    folder = nil
    #expect(!FilePath(path).exists)
    #expect(FilePath(outside.appending("kept")).exists)
  }

  @Test func `a file in it is made once, and is found as it was written`() throws {
    let temporary = try TemporaryFolder()
    let folder = try Folder(temporary.path.string)
    try folder.create("a", with: Array("text".utf8))
    #expect(try FileContents.read(temporary.path.appending("a").string, limit: 10) == Array("text".utf8))
    #expect(throws: Errno.fileExists) { try folder.create("a", with: []) }
    #expect(throws: Errno.improperLink) { try folder.create("../a", with: []) }
  }
}

struct FolderTests {
  private let folder = try! TemporaryDirectory()

  private func path(_ name: String) -> FilePath { FilePath(folder.appending(name)) }

  @Test func `folders are made for the user alone, those above too`() throws {
    try Folder.make(path("a/b/c"))
    for name in ["a", "a/b", "a/b/c"] {
      #expect(try path(name).stat().permissions == .ownerReadWriteExecute)
    }
    // There already.
    try Folder.make(path("a/b/c"))
  }

  @Test(arguments: ["link", "link/a", "link/a/b", "file/a"])
  func `a link that leads nowhere, or a file, on the way is an error`(name: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending("link"), withDestinationPath: "missing/deep")
    try Data().write(to: URL(filePath: folder.appending("file")))
    if name == "link" {
      // It is there, though it is no folder: what is to be in it will say so.
      try Folder.make(path(name))
    } else {
      #expect(throws: WritingProblem.self) { try Folder.make(path(name)) }
    }
  }

  @Test func `entries are told by kind, and no name is lost`() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.appending("folder"), withIntermediateDirectories: false)
    try Data().write(to: URL(filePath: folder.appending("file")))
    for (name, target) in [("to folder", "folder"), ("to file", "file"), ("to nothing", "nothing")] {
      try manager.createSymbolicLink(atPath: folder.appending(name), withDestinationPath: target)
    }
    let bytes = Array(folder.path.utf8) + Array("/x".utf8) + [0xFF]
    // SAFETY: the path ends with a zero and lives during the call.
    let descriptor = unsafe (bytes + [0]).withUnsafeBytes {
      unsafe open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_CREAT | O_WRONLY, 0o600)
    }
    #expect(descriptor >= 0)
    close(descriptor)
    let entries = try Folder.entries(of: FilePath(folder.path))
    #expect(
      entries.map(\.name.string) == ["file", "folder", "to file", "to folder", "to nothing", "x\u{FFFD}"])
    #expect(entries.map(\.kind) == [.other, .folder, .other, .folderLink, .other, .other])
    #expect(String(validating: entries[5].name) == nil)
  }
}

struct CopyTests {
  private let folder = try! TemporaryDirectory()

  private func file(_ name: String, size: Int64 = 0, _ data: (offset: Int64, text: String)...) throws
    -> FileDescriptor
  {
    let file = try FileDescriptor.open(
      FilePath(folder.appending(name)), .readWrite, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    try file.resize(to: size)
    for (offset, text) in data { _ = try file.writeAll(toAbsoluteOffset: offset, Array(text.utf8)) }
    return file
  }

  @Test func `a copy has the holes of the file, and its bytes between them`() throws {
    let size: Int64 = 3 << 30
    let (from, to) = (try file("from", size: size, (0, "begin"), (1 << 30, "middle")), try file("to"))
    let copied = try to.copy(from, limit: 16 << 20)
    #expect(copied >= 11 && copied < 1 << 20)
    let status = try to.stat()
    #expect(status.size == size)
    #expect(status.blocksAllocated * 512 < 1 << 20)
    #expect(try to.bytes(from: 0, count: 6) == Array("begin\0".utf8))
    #expect(try to.bytes(from: 1 << 30, count: 6) == Array("middle".utf8))
  }

  @Test func `a file that is nothing but a hole, or nothing at all, is copied`() throws {
    for size in [0, 1 << 20] as [Int64] {
      let (from, to) = (try file("from", size: size), try file("to"))
      #expect(try to.copy(from, limit: 1 << 20) <= size)
      #expect(try to.stat().size == size)
    }
  }

  @Test func `no more data is copied than allowed`() throws {
    let (from, to) = (try file("from", (0, String(repeating: "x", count: 5_000))), try file("to"))
    #expect(throws: Errno.fileTooLarge) { try to.copy(from, limit: 4_999) }
    #expect(try to.copy(from, limit: 5_000) == 5_000)
    #expect(try to.bytes(from: 0, count: 6_000).count == 5_000)
  }
}

struct HomeFolderTests {
  @Test(arguments: ["", "a", "/a", "./~", "a~", "~no such user", "~no such user/a", "a/~/b"])
  func `other paths are left as they are`(path: String) {
    #expect(HomeFolder.expanding(path) == path)
  }

  @Test func `a tilde is the home folder, and one with a name that user's`() throws {
    let home = try #require(Environment.home)
    #expect(HomeFolder.expanding("~") == home)
    #expect(HomeFolder.expanding("~/a b") == "\(home)/a b")
    #expect(HomeFolder.expanding("~/") == "\(home)/")
    // This user's entry is on every system.
    let rootHome = try #require(NSHomeDirectoryForUser("root"))
    #expect(HomeFolder.expanding("~root/x") == rootHome + "/x")
  }
}
