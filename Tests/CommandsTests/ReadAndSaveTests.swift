import Foundation
import TestSupport
import Testing

/// Scripts that scripts read and write.
struct ReadAndSaveTests {
  private let folder = try! TemporaryDirectory()

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func contents(of name: String) throws -> String {
    try String(contentsOf: URL(filePath: folder.appending(name)), encoding: .utf8)
  }

  @Test func `files read files, in one session`() throws {
    try write("b = clone a\n.read inner.xr\n", to: "outer.xr")
    try write("c = clone b\nfrob\n", to: "inner.xr")
    let run = try Tool.run(
      script: "a = new counter\n.read outer.xr\nstrong_count a\n", in: folder.path)
    #expect(run.status == 1)
    #expect(run.output.contains("\n3\n"))
    #expect(run.errors.hasPrefix("inner.xr:2:1: error E0001"))
  }

  @Test func `a file that reads itself is an error, not the end of the stack`() throws {
    try write("a = new counter\n.read self.xr\n", to: "self.xr")
    let run = try Tool.run(["run", "--json", "self.xr"], in: folder.path)
    #expect(run.status == 1)
    let errors = try run.events().named("error")
    #expect(errors.match([["line": 2, "code": "E0026", "column": 7]]))
    #expect(try run.events().last?.has(["event": "destroyed"]) == true)
  }

  @Test func `quit in a file that is read ends everything`() throws {
    try write(".quit\n", to: "quit.xr")
    #expect(try Tool.run(script: ".read quit.xr\nfrob\n", in: folder.path).status == 0)
  }

  @Test(arguments: [("missing.xr", "ENOENT"), (".", "EISDIR"), ("\"\"", "ENOENT")])
  func `a file that cannot be read is an error of the line`(path: String, errno: String) throws {
    let script = "a = new counter\n.read \(path)\nstrong_count a\n"
    let text = try Tool.run(script: script, in: folder.path)
    #expect(text.status == 1)
    #expect(text.errors.hasPrefix("<stdin>:2:7: error E0016"))
    #expect(text.errors.contains(errno))
    #expect(text.output.contains("\n1\n"))
    let events = try Tool.run(script: script, "--json", in: folder.path).events().named("error")
    #expect(events.match([["line": 2, "event": "error", "code": "E0016", "column": 7]]))
  }

  @Test func `what was saved can be run again, and does the same`() throws {
    let script = "a = new string \"x \\u{e9}\"\nb = clone a\n.names\n# a remark\ndrop a\nshow b\n"
    let first = try Tool.run(script: script + ".save again.xr\n", "--json", in: folder.path)
    #expect(first.status == 0)
    #expect(
      try contents(of: "again.xr")
        == script.replacing(".names\n", with: "").replacing("# a remark\n", with: ""))
    let second = try Tool.run(["run", "--json", "again.xr"], in: folder.path)
    func trace(_ run: Tool.Result) throws -> [JSONValue] {
      try run.events().filter { $0["event"] != "names" }.map { event in
        guard case .object(var fields) = event else { return event }
        (fields["line"], fields["file"]) = (nil, nil)
        if case .object(var summary)? = fields["value"] {
          summary["line"] = nil
          fields["value"] = .object(summary)
        }
        return .object(fields)
      }
    }
    #expect(try trace(first) == trace(second))
  }

  @Test func `lines that failed are saved as comments`() throws {
    try #require(try Tool.run(script: "frob\na = new counter\n.save again.xr\n", in: folder.path).status == 1)
    #expect(try contents(of: "again.xr") == "# failed: frob\na = new counter\n")
    #expect(try Tool.run(["run", "again.xr"], in: folder.path).status == 0)
  }

  @Test func `a file that is there already stays as it is`() throws {
    try write("mine\n", to: "mine.xr")
    let run = try Tool.run(script: "a = new counter\n.save mine.xr\n", in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("<stdin>:2:7: error E0016: cannot write 'mine.xr': EEXIST"))
    #expect(try contents(of: "mine.xr") == "mine\n")
  }

  @Test func `a folder that is missing is an error of the line`() throws {
    let run = try Tool.run(script: "a = new counter\n.save missing/a.xr\n", in: folder.path)
    #expect(run.errors.hasPrefix("<stdin>:2:7: error E0016: cannot write 'missing/a.xr': ENOENT"))
  }

  @Test(.enabled(if: Sanitizer.current != .thread, "ThreadSanitizer keeps its notes in a large file"))
  func `where the disk is full no half of a script stays behind`() throws {
    let line = "a = new string \"" + String(repeating: "x", count: 2000) + "\"\n"
    let run = try Tool.shell(
      "ulimit -f 1; \"$externref\" run - 2>&1 >/dev/null", input: line + ".save half.xr\n", in: folder.path)
    #expect(run.output.contains("cannot write 'half.xr': EFBIG"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending("half.xr")))
  }
}
