import Foundation
import Files
@testable import Model
@testable import Session
import SystemPackage
import TestSupport
import Testing

/// A document's session: a scratch folder of its own, and the document's folder to read.
struct FileScopeTests {
  private let scratch = try! TemporaryDirectory()
  private let own = try! TemporaryDirectory()
  private let outside = try! TemporaryDirectory()
  private let dialogue = Dialogue()

  init() throws {
    try write("own", to: own, "notes.txt")
    try write("secret", to: outside, "secret.txt")
    try FileManager.default.createDirectory(atPath: own.appending("sub"), withIntermediateDirectories: true)
    try write("deep", to: own, "sub/deep.txt")
    for (name, target) in [
      ("file", outside.appending("secret.txt")), ("folder", outside.path), ("descriptors", "/proc/self/fd"),
      ("relative", "../\(FilePath(outside.path).lexicallyNormalized().lastComponent!)/secret.txt"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: own.appending(name), withDestinationPath: target)
    }
    dialogue.session.fileScope = try scope()
  }

  private func scope(allowing more: [String] = []) throws -> FileScope {
    FileScope(
      beneath: try [Folder(own.path)] + more.map { (path) throws in try Folder(path) },
      scratch: try Folder(scratch.path))
  }

  private func write(_ text: String, to folder: TemporaryDirectory, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func text(_ folder: TemporaryDirectory, _ name: String) -> String? {
    FileManager.default.contents(atPath: folder.appending(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    arguments: [
      "file", "relative", "folder/secret.txt", "folder/new.txt", "./file", "sub/../file", "descriptors/0",
    ], OpenFile.Mode.allCases)
  func `a symbolic link leads nowhere, in any mode and however it is spelled`(
    path: String, mode: OpenFile.Mode
  ) {
    #expect(dialogue("f = new file \(path) \(mode.rawValue)") == "E0029:14")
    #expect(text(outside, "secret.txt") == "secret")
    #expect(text(outside, "new.txt") == nil)
    #expect((try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) == [])
  }

  @Test(arguments: OpenFile.Mode.allCases)
  func `nor does a path that leads up, or away`(mode: OpenFile.Mode) {
    let name = FilePath(outside.path).lexicallyNormalized().lastComponent!
    for path in [
      outside.appending("secret.txt"), "../\(name)/secret.txt", "sub/../../\(name)/secret.txt",
      "/proc/self/fd/0",
      "/dev/stdin", "..",
    ] {
      #expect(dialogue("f = new file \(path) \(mode.rawValue)") == "E0029:14", "\(path)")
    }
    #expect(text(outside, "secret.txt") == "secret")
  }

  @Test func `what a document writes stays in the scratch folder, also to a file of its own folder`() throws {
    dialogue.expect(
      """
      f = new file notes.txt    => new @1 File 1 f
      read f                    => read @1 "own"
      write f " and more"       => wrote @1 9
      g = new file notes.txt r  => new @2 File 1 g
      read g                    => read @2 "own and more"
      h = new file sub/deep.txt a => new @3 File 1 h
      write h "er"              => wrote @3 2
      h = new file sub/deep.txt r => new @4 File 1 h; @3 1>0 h; end @3
      read h                    => read @4 "deeper"
      i = new file sub/new.txt w => new @5 File 1 i
      i = new file notes.txt w  => new @6 File 1 i; @5 1>0 i; end @5
      rewind g                  => rewound @2
      read g                    => read @2 end
      """)
    #expect(text(own, "notes.txt") == "own")
    #expect(text(own, "sub/deep.txt") == "deep")
    #expect(text(own, "sub/new.txt") == nil)
    #expect(text(scratch, "sub/deep.txt") == "deeper")
  }

  @Test func `a missing folder is missing in both`() {
    #expect(dialogue("f = new file missing/new.txt w") == "E0016:14")
    #expect(dialogue("f = new file missing.txt r") == "E0016:14")
  }

  @Test func `a FIFO makes no run wait, and nothing is copied from it`() {
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(own.appending("fifo"), 0o600) == 0)
    #expect(dialogue("f = new file fifo r") == "E0017:14")
    #expect(dialogue("f = new file fifo a") == "new @1 File 1 f")
    #expect(text(scratch, "fifo") == "")
  }

  @Test func `an allowed folder is open by its own path, and by one that leads up to it`() throws {
    dialogue.session.fileScope = try scope(allowing: [outside.path])
    let name = FilePath(outside.path).lexicallyNormalized().lastComponent!
    #expect(dialogue("f = new file \(outside.appending("secret.txt")) r") == "new @1 File 1 f")
    #expect(dialogue("g = new file ../\(name)/secret.txt r") == "new @2 File 1 g")
    #expect(dialogue("h = new file secret.txt r") == "new @3 File 1 h")
    #expect(dialogue("i = new file /etc/hostname r") == "E0029:14")
  }

  @Test func `a scope that is widened finds what the confined one does, and then everything`() throws {
    dialogue.session.fileScope = try scope().widened
    #expect(dialogue("f = new file notes.txt r") == "new @1 File 1 f")
    #expect(dialogue("g = new file \(outside.appending("secret.txt"))") == "new @2 File 1 g")
    #expect(dialogue("h = new file new.txt w") == "new @3 File 1 h")
    #expect(text(scratch, "new.txt") == "")
    #expect(dialogue("i = new file \(outside.appending("missing")) r") == "E0016:14")
  }

  @Test func `a sparse file is copied with its holes, and too much data is refused`() throws {
    let sparse = try FileDescriptor.open(
      FilePath(own.appending("sparse")), .readWrite, options: .create, permissions: .ownerReadWrite)
    try sparse.closeAfter { try sparse.resize(to: 3 << 30) }
    try write(String(repeating: "x", count: 5_000), to: own, "large")
    dialogue.session.fileScope = FileScope(
      beneath: [try Folder(own.path)], scratch: try Folder(scratch.path), copyLimit: 4_999)
    #expect(dialogue("f = new file sparse") == "new @1 File 1 f")
    #expect(dialogue("g = new file large") == "E0017:14")
    #expect(dialogue.diagnostic?.message.contains("'large' is too large") == true)
    // Half a copy would be taken for the file.
    #expect(text(scratch, "large") == nil)
    #expect(dialogue("g = new file large r") == "new @2 File 1 g")
    #expect(dialogue("h = new file large w") == "new @3 File 1 h")
    #expect(try FilePath(scratch.appending("sparse")).stat().blocksAllocated < 100)
    #expect(text(own, "large")?.count == 5_000)
  }

  @Test(arguments: ["new/", "new//", "notes.txt/", "~/", "~root/", "../", "/"])
  func `what ends in a slash is no file in a document either`(path: String) throws {
    for mode in OpenFile.Mode.allCases {
      #expect(dialogue("f = new file \(path) \(mode.rawValue)") == "E0016:14")
      // A mode that makes files is asked first whether the name can be that of one.
      let errno = path == "notes.txt/" && mode == .read ? "ENOTDIR" : "EISDIR"
      #expect(dialogue.diagnostic?.message.contains(errno) == true)
    }
    #expect((try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) == [])
  }

  @Test func `a home folder is outside what a document may use`() throws {
    for mode in OpenFile.Mode.allCases { #expect(dialogue("f = new file ~ \(mode.rawValue)") == "E0029:14") }
    #expect((try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) == [])
  }
}
