import Documents
import Foundation
import Model
import TestSupport
import Testing

/// Documents on disk.
struct DocumentFilesTests {
  private let folder = try! TemporaryDirectory()

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.appending(name), withIntermediateDirectories: true)
  }

  @Test func `a folder stands for the Markdown files in and beneath it, by name`() throws {
    for name in ["b", "a/deep", ".hidden"] { try makeFolder(name) }
    for name in [
      "z.md", "a/deep/x.md", "a/y.md", "b/notes.txt", ".hidden/h.md", ".h.md", "B.md", "UPPER.MD",
      "a/long.markdown", "md",
    ] {
      try write("", name)
    }
    // Neither may be read: one waits for a writer for ever, and the other has no end.
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(folder.appending("fifo.md"), 0o600) == 0)
    for (name, target) in [
      ("folder.md", "a"),
      ("null.md", "/dev/zero"), ("link", "a"), ("link.md", "z.md"), ("broken.md", "missing"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.appending(name), withDestinationPath: target)
    }
    let found = try DocumentFiles.find(at: folder.path)
    #expect(
      found.paths.map { $0.dropFirst(folder.path.count).drop { $0 == "/" } }
        == ["B.md", "UPPER.MD", "a/deep/x.md", "a/long.markdown", "a/y.md", "link.md", "z.md"])
    #expect(
      found.faults.map(\.diagnostic.message) == [
        "cannot read 'broken.md': ENOENT, No such file or directory", "'fifo.md' is a FIFO",
        "'null.md' is a device",
      ])
    #expect(found.faults.first?.place == folder.appending("broken.md"))
    #expect(
      try DocumentFiles.find(at: folder.appending("missing.md")).paths == [folder.appending("missing.md")])
  }

  @Test func `what is no document is an error without a line`() throws {
    for path in [folder.path, folder.appending("missing.md"), "/dev/zero"] {
      let error = #expect(throws: DocumentError.self) { try DocumentFiles.read(path) }
      #expect(error?.diagnostic.message.isEmpty == false)
    }
  }
}
