import Foundation
import Testing
import TestSupport
import WasmEngine

/// Files that are not the library that is wanted.
struct LibraryTests {
  private func refusal(of path: String) -> WasmError? { failure { _ = try WasmLibrary(path: path) } }

  @Test func `an absent file says what to run`() {
    let error = refusal(of: "/nowhere/libwasmtime.so")
    #expect(error?.kind.isLibrary == true)
    #expect(error?.message.contains("scripts/install-wasmtime") == true)
  }

  @Test func `what is no shared library is refused`() throws {
    try inFolder { folder in
      let file = folder.appending(path: "libwasmtime.so")
      for bytes in [
        Data(), Data("\u{7F}ELF".utf8), Data("not a library".utf8), Data(repeating: 0, count: 4096),
      ] {
        try bytes.write(to: file)
        #expect(refusal(of: file.path)?.kind.isLibrary == true)
      }
      #expect(refusal(of: folder.path)?.message.contains("not a regular file") == true)
      #expect(refusal(of: "/dev/null")?.message.contains("not a regular file") == true)
    }
  }

  @Test func `a foreign library is refused`() throws {
    let libraries = [
      "/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6", "/lib64/libm.so.6",
    ]
    let path = try #require(libraries.first { FileManager.default.fileExists(atPath: $0) })
    #expect(refusal(of: path)?.message.contains("it is not wasmtime") == true)
  }

  @Test(.needsWasmtime) func `a truncated library is refused`() throws {
    let whole = try Data(contentsOf: URL(filePath: WasmLibrary.installedPath), options: .mappedIfSafe)
    try inFolder { folder in
      let file = folder.appending(path: "libwasmtime.so")
      for count in [40, 64, 500, 4096, whole.count / 2, whole.count - 4096, whole.count - 1] {
        try whole.prefix(count).write(to: file)
        let error = refusal(of: file.path)
        #expect(error?.message.contains("cut off") == true, "\(count) bytes")
      }
    }
  }

  @Test(.needsWasmtime) func `the version is told`() throws {
    let library = try WasmLibrary()
    #expect(WasmLibrary.supportedVersions.contains(library.version))
    #expect(library.path == WasmLibrary.installedPath)
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "externref-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
