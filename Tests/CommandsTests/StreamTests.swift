import Foundation
import TestSupport
import Testing

/// Standard streams that are closed, full, slow or gone.
struct StreamTests {
  private let folder = try! TemporaryDirectory()

  @Test(arguments: ["", "trap '' PIPE; "])
  func `when the reader leaves, the run ends without a word`(trap: String) throws {
    // Lines without end: only the broken pipe can stop this.
    let run = try Tool.shell("\(trap)yes 'a = new counter' | \"$externref\" run - | head -n 1")
    #expect(run.output == "@1  Counter  0  count 1  held by a\n")
    #expect(run.errors.replacing(#/yes: .*\n/#, with: "").isEmpty)
  }

  @Test(arguments: ["a = new counter\n", "a = new counter\ndrop a\n"])
  func `a full disk under standard output is an error`(script: String) throws {
    let run = try Tool.shell("\"$externref\" run - >/dev/full", input: script)
    #expect(run.status == 1)
    #expect(run.errors == "externref: cannot write the results: No space left on device\n")
  }

  @Test func `standard output that is closed is an error, and no file takes its place`() throws {
    let script = "f = new file mine.txt\nwrite f \"mine\"\n"
    let run = try Tool.shell("\"$externref\" run - >&-", input: script, in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors == "externref: cannot write the results: Bad file descriptor\n")
    #expect(try contents(of: "mine.txt") == "mine")
  }

  @Test(arguments: ["2>&-", "2>/dev/full"])
  func `without standard error the lines go on, and the status tells`(redirection: String) throws {
    let script = "f = new file mine.txt\nfrob\nwrite f \"mine\"\n"
    let run = try Tool.shell("\"$externref\" run - \(redirection)", input: script, in: folder.path)
    #expect(run.status == 1)
    #expect(run.output.contains("wrote 4 bytes"))
    #expect(try contents(of: "mine.txt") == "mine")
  }

  @Test func `standard input that is closed is an error`() throws {
    let run = try Tool.shell("\"$externref\" run - <&-", in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("cannot read 'standard input': EBADF"))
  }

  @Test func `a standard input that is a folder is an error`() throws {
    let run = try Tool.shell("\"$externref\" run - <.", in: folder.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("EISDIR"))
  }

  @Test func `a reader that is slow and does not block gets everything`() throws {
    // A pipe that does not block takes 64 KiB and then refuses until it is read.
    let run = try Tool.shell(
      """
      yes 'a = new counter' | head -n 20000 >script.xr
      python3 -c 'import os, subprocess, sys
      r, w = os.pipe(); os.set_blocking(w, False)
      p = subprocess.Popen([sys.argv[1], "run", "script.xr"], stdout=w); os.close(w)
      data = bytearray()
      while chunk := os.read(r, 999): data += chunk
      print(data.count(b"\\n"), p.wait())' "$externref"
      """, in: folder.path)
    #expect(run.output == "40001 0\n")
    #expect(run.errors.isEmpty)
  }

  // MARK: A program on the other end

  @Test(arguments: [[], ["--json"], ["--quiet"]])
  func `each answer comes before the next line is asked for`(options: [String]) throws {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: Tool.path)
    process.arguments = options
    process.environment = Sanitizer.environment
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, output)
    try process.run()
    defer { process.terminate() }
    func ask(_ line: String, expecting answer: String) throws {
      try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
      var descriptor = pollfd(
        fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      // SAFETY: one descriptor is looked at, and it lives during the call.
      try #require(unsafe poll(&descriptor, 1, 60_000) == 1, "no answer to \(line)")
      let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(text.contains(answer))
    }
    if options != ["--quiet"] {
      try ask("a = new counter", expecting: "@1".replacing("@", with: options.isEmpty ? "@" : ":"))
      try ask("get a", expecting: "0")
    }
    try ask("frob", expecting: "E0001")
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
  }

  private func contents(of name: String) throws -> String {
    try String(contentsOf: URL(filePath: folder.appending(name)), encoding: .utf8)
  }
}
