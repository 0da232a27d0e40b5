import Foundation
import TestSupport
import Testing

/// One answer for all uses of documents and of lines.
struct DocumentUseTests {
  private let documents = try! DocumentFolder([:])

  /// The commands that run lines.
  private static let commands = [["run"], ["test"], ["play"], ["learn"], ["export", "-o", "out.json"]]

  @Test(arguments: commands)
  func `a tag that is nearly right fails every use, with its place and the right tag`(command: [String])
    throws
  {
    try documents.write(
      "```externref\n> a = new counter\n...\n```\n\n```Externref fresh\n> bogus\n```\n", to: "d.md")
    let run = try Tool.run(command + ["d.md"], in: documents.path)
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("d.md:6:1: error E0030: 'Externref fresh' is nearly the tag of a session"))
    #expect(run.errors.hasSuffix("  help: write ```externref fresh, or another tag\n"))
  }

  @Test(arguments: commands, ["README.MD", "x.markdown"])
  func `a document is one in every use, whatever its ending is written like`(command: [String], name: String)
    throws
  {
    try documents.write("\u{FEFF}# T\r\n\r\n```externref\r\n> a = new counter\r\n...\r\n```\r\n", to: name)
    let run = try Tool.run(command + [name], in: documents.path)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
  }

  @Test(arguments: commands + [["shell"]])
  func `every command that runs lines has all options for how and where`(command: [String]) throws {
    let help = try Tool.run([command[0], "--help"]).output
    for option in ["--color", "--ascii", "--allow-files", "--wasmtime"] { #expect(help.contains(option)) }
  }

  @Test(arguments: [["run"], ["play"], ["learn"]])
  func `ASCII is ASCII in every use that shows lines`(command: [String]) throws {
    try documents.write("```externref\n> a = new counter\n> b = clone a\n```\n", to: "d.md")
    let run = try Tool.run(command + ["--ascii", "d.md"], in: documents.path)
    #expect(run.output.contains("1 -> 2") && run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `a document that a module's library is named for runs with that library in every use`() throws {
    try documents.write("```externref\n> m = wasm load m.wat\n```\n", to: "d.md")
    try documents.write("(module)", to: "m.wat")
    for command in [["test"], ["play"], ["learn"], ["run"]] {
      let run = try Tool.run(
        command + ["--wasmtime", "/nonexistent/libwasmtime.so", "d.md"], in: documents.path)
      #expect((run.output + run.errors).contains("/nonexistent/libwasmtime.so"), "\(command)")
    }
    let export = try Tool.run(
      ["export", "--wasmtime", "/nonexistent/libwasmtime.so", "-o", "out.json", "d.md"], in: documents.path)
    #expect(export.status == 0)
    #expect(try documents.text("out.json").contains("/nonexistent/libwasmtime.so"))
  }

  @Test func `run sees the sessions behind quit`() throws {
    try documents.write(
      "```externref\n> a = new counter\n> .quit\n```\n```externref\n> frob\n```\n", to: "d.md")
    try documents.write("c = new counter 9\n", to: "after.xr")
    let run = try documents.run("run", "d.md", "after.xr")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("d.md:6:1: error E0001: unknown verb 'frob'"))
    #expect(run.output.contains("@1  Counter  9"))
  }

  @Test func `times and echoed lines of a file name the file`() throws {
    try documents.write("a = new counter\n", to: "inner.xr")
    let run = try Tool.run(
      script: ".timer on\n.read inner.xr\n", "--json", "--echo", in: documents.path)
    let events = try run.events()
    #expect(events.named("timer").contains { $0.has(["line": 1, "file": "inner.xr"]) })
    #expect(
      events.named("input").contains { $0.has(["line": 1, "file": "inner.xr", "text": "a = new counter"]) })
    #expect(events.named("input").first?["file"] == nil)
  }

  @Test func `a learner's answers may begin with a mark`() throws {
    try documents.write("```externref\n> a = new counter 4\n? get a\n```\n", to: "d.md")
    let run = try documents.run("learn", "--pass", "100", "d.md", input: "\u{FEFF}4\r\n")
    #expect(run.status == 0)
    let other = try Tool.run(
      ["learn", "\(documents.path)/d.md"], input: Data([0xFF, 0xFE, 0x34, 0x00, 0x0A, 0x00]))
    #expect(other.status == 1 && other.errors.contains("the text is UTF-16, not UTF-8"))
  }

  @Test func `learn with standard input closed names what cannot be read`() throws {
    let run = try Tool.shell("\"$externref\" learn counts <&-", in: documents.path)
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("error E0016: cannot read 'standard input': EBADF"))
  }

  @Test(arguments: ["--help", "--version", "help run", "--generate-completion-script bash"])
  func `help that cannot be written is a failure`(arguments: String) throws {
    let full = try Tool.shell("\"$externref\" \(arguments) >/dev/full", in: documents.path)
    #expect(full.status == 1)
    #expect(full.errors == "externref: cannot write the results: No space left on device\n")
    #expect(try Tool.shell("\"$externref\" \(arguments) >&-", in: documents.path).status == 1)
    let run = try Tool.shell("\"$externref\" \(arguments)", in: documents.path)
    #expect(run.status == 0 && run.errors.isEmpty && run.output.hasSuffix("\n"))
  }

  @Test func `a link that leads nowhere fails the test of its folder`() throws {
    try documents.write("# T\n", to: "fine.md")
    try FileManager.default.createSymbolicLink(
      atPath: documents.folder.appending("gone.md"), withDestinationPath: "missing")
    let run = try documents.run("test", ".")
    #expect(run.status == 1 && run.output == "0 passed, 1 failed\n")
    #expect(run.errors.contains("cannot read 'gone.md': ENOENT"))
  }
}
