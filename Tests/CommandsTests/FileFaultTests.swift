import Foundation
import TestSupport
import Testing

/// Files that `new file` cannot open, or that fail later: errors of their line, by the errno's name.
struct FileFaultTests {
  private let folder = try! TemporaryDirectory()

  private func errors(of script: String, after preparation: String = "true") throws -> [JSONValue] {
    let run = try Tool.shell(
      "\(preparation); exec \"$externref\" run --json -", input: script, in: folder.path)
    #expect(run.errors.isEmpty)
    return try run.events().named("error")
  }

  private func expect(_ errors: [JSONValue], _ code: String, naming name: String) {
    #expect(errors.count == 1)
    guard let error = errors.first, case .string(let message)? = error["message"] else { return }
    #expect(error["code"] == .string(code))
    #expect(message.contains(name))
  }

  @Test(arguments: ["", " r", " w", " a", " rw"])
  func `a folder`(mode: String) throws {
    let errors = try errors(of: "f = new file .\(mode)\n")
    #expect(errors.count == 1)
    #expect(errors[0]["code"] == (mode == " r" ? "E0017" : "E0016"))
  }

  @Test(arguments: ["", " r", " w", " a", " rw"])
  func `a FIFO does not make the shell wait`(mode: String) throws {
    let errors = try errors(
      of: "f = new file fifo\(mode)\nnew_with file fifo\(mode)\n", after: "mkfifo fifo")
    #expect(errors.count == 2)
    for error in errors { #expect(["E0016", "E0017"].contains(error["code"])) }
  }

  @Test func `a folder that is missing`() throws {
    expect(try errors(of: "f = new file missing/a.txt\n"), "E0016", naming: "ENOENT")
    expect(try errors(of: "f = new file a.txt r\n"), "E0016", naming: "ENOENT")
  }

  @Test func `a path through a file, a loop of links, a name that is too long`() throws {
    expect(try errors(of: "f = new file a.txt\ng = new file a.txt/b\n"), "E0016", naming: "ENOTDIR")
    try FileManager.default.createSymbolicLink(atPath: folder.appending("loop"), withDestinationPath: "loop")
    expect(try errors(of: "f = new file loop\n"), "E0016", naming: "ELOOP")
    expect(
      try errors(of: "f = new file \(String(repeating: "x", count: 300))\n"), "E0016", naming: "ENAMETOOLONG")
  }

  @Test func `no permission`() throws {
    let run = try Tool.shell(
      """
      touch secret.txt; chmod 0 secret.txt; chmod 755 .
      if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid 65534 --clear-groups --inh-caps=-all; fi
      exec "$@" "$externref" run --json -
      """, input: "f = new file secret.txt\ng = new file other.txt\n", in: folder.path)
    let errors = try run.events().named("error")
    #expect(errors.count == 2)
    for error in errors {
      guard case .string(let message)? = error["message"] else { continue }
      #expect(message.contains("EACCES"))
    }
  }

  @Test func `a full disk`() throws {
    let script = "f = new file /dev/full\nwrite f \"x\"\nstrong_count f\n"
    expect(try errors(of: script), "E0016", naming: "ENOSPC")
  }

  @Test(.enabled(if: Sanitizer.current != .thread, "ThreadSanitizer keeps its notes in a large file"))
  func `a file that grows past its limit`() throws {
    let text = String(repeating: "x", count: 4000)
    let errors = try errors(
      of: "f = new file a.txt\nwrite f \"\(text)\"\nstrong_count f\n", after: "ulimit -f 1")
    expect(errors, "E0016", naming: "EFBIG")
  }

  @Test func `too many open files, until some are dropped`() throws {
    let opens = (0..<20).map { "f\($0) = new file f\($0)\n" }.joined()
    let run = try Tool.shell(
      "ulimit -n 16; exec \"$externref\" run --json -",
      input: opens + "drop f0\nlate = new file late.txt\nwrite late \"x\"\n", in: folder.path)
    let errors = try run.events().named("error")
    #expect(!errors.isEmpty)
    for error in errors {
      guard case .string(let message)? = error["message"] else { continue }
      #expect(message.contains("EMFILE"))
      #expect(error["line"] != 22)
    }
    #expect(try run.events().contains { $0.has(["event": "written", "bytes": 1]) })
  }

  @Test func `of a constructor that fails in place nothing is left`() throws {
    let events = try Tool.run(
      script: "f = new_with file .\n.objects\na = new counter\n", "--json", in: folder.path
    )
    .events()
    #expect(events.named("error").count == 1)
    #expect(events.named("created").match([["object": 1, "after": 1, "name": "a"]]))
  }
}
