import ExternRef
import Foundation
import Synchronization
import Testing

/// The example that the documentation opens with, compiled and run.
struct ExampleTests {
  private func example(_ url: URL) throws {
    // Open a file, and put it in a handle. The mutex is there
    // because handles are shared.
    let file = try FileHandle(forWritingTo: url)
    let handle = VMExternRef(Mutex(file))

    // A handle looks the same whatever it holds, but it can be asked.
    assert(handle.is(Mutex<FileHandle>.self))
    assert(!handle.is(String.self))

    // Code that knows the type reaches the value.
    try handle.withValue(as: Mutex<FileHandle>.self) { file in
      try file.withLock {
        try $0.write(contentsOf: Data("Hello from a handle!\n".utf8))
      }
    }
  }

  @Test func `the example writes a line and closes the file`() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "externref-\(UUID()).txt")
    try Data().write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try example(url)
    #expect(try String(contentsOf: url, encoding: .utf8) == "Hello from a handle!\n")
    #expect(try openFiles().contains(url.path) == false)
  }

  @Test func `the documentation shows this example`() throws {
    let page = try lines(of: "Sources/ExternRef/ExternRef.docc/ExternRef.md")
    let begin = try #require(page.firstIndex(of: "```swift"))
    let end = try #require(page[begin...].firstIndex(of: "```"))
    let code = page[(begin + 1)..<end].filter { !$0.hasPrefix("import ") }.drop(while: \.isEmpty)
    let tests = try lines(of: "Tests/ExternRefTests/ExampleTests.swift")
    #expect(code.count > 10)
    #expect(tests.contains(Array(code)))
  }

  /// The lines of a file of this package, without the space around them.
  private func lines(of path: String) throws -> [String] {
    // Without links, for the tests are built in a second package too.
    let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The paths of all files that this process has open.
  private func openFiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
  }
}
