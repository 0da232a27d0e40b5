import Foundation
import TestSupport
import Testing

struct EngineTests {
  private static let script = "m = wasm load m.wat\na = new counter\n"

  @Test func `where it is missing or another, its line fails and says what to run; all else works`() throws {
    let folder = try TemporaryDirectory()
    try Data("(module)".utf8).write(to: URL(filePath: folder.appending("m.wat")))
    for path in ["/nowhere/libwasmtime.so", folder.appending("m.wat"), folder.path] {
      for (arguments, environment) in [
        (["run", "--wasmtime", path, "-"], [:]), (["run", "-"], ["EXTERNREF_WASMTIME": path]),
      ] {
        let run = try Tool.run(arguments, input: Self.script, environment: environment, in: folder.path)
        #expect(run.status == 1)
        #expect(run.errors.contains("E0034") && run.errors.contains("scripts/install-wasmtime"))
        #expect(run.output.contains("@1  Counter  0  count 1  held by a"))
      }
    }
  }

  @Test func `a document that needs it is skipped, and counted as such`() throws {
    let folder = try TemporaryDirectory()
    let text = "```wat file=m.wat\n(module)\n```\n```externref\n> m = wasm load m.wat\nwrong\n```\n"
    try Data(text.utf8).write(to: URL(filePath: folder.appending("d.md")))
    let path = folder.appending("d.md")
    let test = try Tool.run(["test", "--wasmtime", "/nowhere", path])
    #expect(test.status == 0)
    #expect(test.output.hasSuffix("\n0 passed, 0 failed, 1 skipped\n"))
    #expect(test.output.contains("skipped") && test.output.contains("scripts/install-wasmtime"))
    for command in ["learn", "play"] {
      let run = try Tool.run([command, "--wasmtime", "/nowhere", path])
      #expect(run.status == 1 && run.errors.contains("scripts/install-wasmtime"))
    }
  }
}
