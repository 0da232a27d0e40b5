@testable import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What stays when a file is replaced, and what is left behind when that goes wrong.
struct ReplacementTests {
  private let folder = try! TemporaryDirectory()

  private func path(_ name: String) -> String { folder.appending(name) }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  private func replace(_ name: String, with text: String) throws(WritingProblem) {
    try FileContents.replace(path(name), with: Array(text.utf8))
  }

  @Test(arguments: ["new", "longer than the old text", ""])
  func `a file's other names lead to the new bytes too`(new: String) throws {
    try write("the old text", "a")
    try FileManager.default.linkItem(atPath: path("a"), toPath: path("b"))
    try replace("a", with: new)
    #expect(try text("a") == new)
    #expect(try text("b") == new)
    #expect(try names == ["a", "b"])
  }

  @Test func `extended attributes stay`() throws {
    try write("old", "a")
    // A file system may have none.
    guard Attribute.set("kept", of: path("a")) else { return }
    try replace("a", with: "new")
    #expect(try text("a") == "new")
    #expect(Attribute.value(of: path("a")) == "kept")
  }

  @Test func `owner, group and the bits of the mode stay`() throws {
    try write("old", "a")
    // SAFETY: the path lives during the calls.
    guard unsafe chown(path("a"), 1, 2) == 0 else { return }
    #expect(unsafe chmod(path("a"), 0o6750) == 0)
    try replace("a", with: "new")
    let status = try FilePath(path("a")).stat()
    #expect((status.userID.rawValue, status.groupID.rawValue) == (1, 2))
    #expect(status.permissions.rawValue == 0o6750)
    #expect(try text("a") == "new")
  }

  @Test func `a link that leads nowhere yet stays, and the file appears where it leads`() throws {
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "target")
    try replace("link", with: "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == "target")
    #expect(try text("target") == "new")
  }

  @Test(arguments: ["new/", "there/", "folder/", "folder"])
  func `what ends in a slash is no file`(name: String) throws {
    try write("old", "there")
    try FileManager.default.createDirectory(atPath: path("folder"), withIntermediateDirectories: false)
    let problem = #expect(throws: WritingProblem.self) { try replace(name, with: "new") }
    #expect(
      [.errno(.isDirectory), .errno(.notDirectory), .unusable("a directory")].contains(problem?.problem))
    #expect(try names == ["folder", "there"])
    #expect(try text("there") == "old")
  }

  @Test func `the folder is named where the fault is its own`() throws {
    let problem = #expect(throws: WritingProblem.self) { try replace("missing/a", with: "new") }
    #expect(problem == WritingProblem(.errno(.noSuchFileOrDirectory), folder: FilePath(path("missing"))))
  }

  @Test func `a FIFO is written to only where the user has named it`() throws {
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(path("fifo"), 0o600) == 0)
    let problem = #expect(throws: WritingProblem.self) { try replace("fifo", with: "new") }
    #expect(problem == WritingProblem(.unusable("a FIFO")))
  }

  @Test func `a name as long as a name may be is replaced`() throws {
    let name = String(repeating: "n", count: 255)
    try replace(name, with: "one")
    try replace(name, with: "two")
    #expect(try text(name) == "two")
    #expect(try names == [name])
  }

  @Test func `what a process that was killed left behind is cleared the next time`() throws {
    try write("old", "a")
    try write("half", ".a.externref-new")
    try replace("a", with: "new")
    #expect(try text("a") == "new")
    #expect(try names == ["a"])
  }

  @Test func `what a process that lives is writing is left alone`() throws {
    try write("old", "a")
    try write("half", ".a.externref-new")
    let theirs = try FileDescriptor.open(FilePath(path(".a.externref-new")), .readOnly)
    defer { try? theirs.close() }
    #expect(theirs.lock())
    // The file itself is written in its stead, once it has waited long enough.
    try replace("a", with: "new")
    #expect(try text("a") == "new")
    #expect(try text(".a.externref-new") == "half")
  }
}

/// An extended attribute. Swift's module of the C library has no functions for them.
private enum Attribute {
  private typealias Setting =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, CInt
    ) -> CInt
  private typealias Getting =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int
    ) -> Int

  // SAFETY: these are the types of the functions; strings and buffers live during the calls.
  static func set(_ value: String, of path: String) -> Bool {
    let call = unsafe unsafeBitCast(dlsym(nil, "setxattr"), to: Setting.self)
    return unsafe call(path, "user.note", value, value.utf8.count, 0) == 0
  }

  static func value(of path: String) -> String? {
    // SAFETY: as above; no more is written than the buffer holds.
    let call = unsafe unsafeBitCast(dlsym(nil, "getxattr"), to: Getting.self)
    var value = [UInt8](repeating: 0, count: 16)
    let size = unsafe call(path, "user.note", &value, value.count)
    return size < 0 ? nil : String(decoding: value.prefix(size), as: UTF8.self)
  }
}
