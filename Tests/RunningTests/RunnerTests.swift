import Documents
import Exporting
import Files
import Foundation
import Model
import Running
import Session
import SystemPackage
import TestSupport
import Testing

/// Lines of scripts, of files that lines read, and of documents, fed to a session by the same runner.
struct RunnerTests {
  private let folder = try! TemporaryDirectory()

  @discardableResult
  private func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
    return folder.appending(name)
  }

  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: folder.appending(name)))
    return folder.appending(name)
  }

  /// What a file of lines, or a document, does as a script.
  private func run(_ path: String, bails: Bool = false) throws -> (lines: [String], runner: Runner) {
    let transcript = Transcript()
    let runner = Runner(host: transcript, webAssembly: webAssembly, bails: bails)
    _ = try runner.run(path: path)
    try runner.end()
    return (transcript.take().lines, runner)
  }

  private func answers(_ document: Document) throws -> [[String]] {
    try document.answers(folders: [Folder(folder.path)])
  }

  // MARK: Files that lines read

  @Test
  func `lines of a file that is read keep the number of the line that asked, in scripts and in documents`()
    throws
  {
    try write("b = clone a\n.read inner.xr\n", to: "outer.xr")
    try write("c = clone b\n", to: "inner.xr")
    let lines = ["a = new counter", "# remark", ".read outer.xr", "d = clone a", ".history"]
    let script = try run(write(lines.joined(separator: "\n"), to: "script.xr")).lines
    let document = try answers(block(lines.map { "> \($0)" }.joined(separator: "\n"))).last ?? []
    for history in [script, document] {
      let numbers = history.compactMap {
        $0.firstMatch(of: #/^ *([0-9:]+)  .*new counter|^ *([0-9:]+)  .*clone/#)
      }
      .compactMap { $0.output.1 ?? $0.output.2 }
      #expect(numbers == ["1", "3:1", "3:1", "4"])
    }
  }

  /// What the steps of a document do, when each may have so many lines read.
  private func answers(_ document: Document, reading limit: Int) throws -> [[String]] {
    let answers = try Answers(to: document, folders: [Folder(folder.path)])
    answers.run.runner.readingLimit = limit
    try answers.run.walk(with: answers)
    return answers.lines
  }

  @Test func `ten lines that each read their file again come to an end, with one error`() throws {
    try write(String(repeating: ".read ten.xr\n", count: 10), to: "ten.xr")
    let answer = try answers(block("> .read ten.xr\n> a = new counter"))
    #expect(answer[0].count { $0.contains("error") } == 1)
    #expect(
      answer[0].first == "ten.xr:1:7: error E0026: 'ten.xr' would be file number 17 that reads another")
    #expect(answer[1] == ["@1  Counter  0  count 1  held by a"])
  }

  @Test func `files that each read the next ten times come to an end, with one error`() throws {
    for level in 0..<8 {
      try write(String(repeating: ".read \(level + 1).xr\n", count: 10), to: "\(level).xr")
    }
    try write("", to: "8.xr")
    let answer = try answers(block("> .read 0.xr\n> a = new counter"), reading: 500)
    #expect(answer[0].count { $0.contains("error") } == 1)
    #expect(
      answer[0].first?.hasSuffix("error E0026: one line may have 500 lines read in all, and this goes beyond")
        == true)
    #expect(answer[1] == ["@1  Counter  0  count 1  held by a"])
  }

  @Test func `a line may have as many lines read as the bound says, and not one more`() throws {
    try write("#\n.read b.xr\n#\n", to: "a.xr")
    try write("#\n#\n", to: "b.xr")
    // Each line begins anew.
    let lines = try block("> .read a.xr\n> .read a.xr")
    #expect(try answers(lines, reading: 5) == [[], []])
    let more = try answers(lines, reading: 4)
    #expect(more[0].first?.hasPrefix("a.xr:3:1: error E0026") == true && more[1] == more[0])
    #expect(Runner(host: Transcript(), webAssembly: webAssembly).readingLimit == 100_000)
  }

  @Test func `what is no regular file is not read, and nothing waits`() throws {
    // SAFETY: the path lives during the call.
    #expect(unsafe mkfifo(folder.appending("fifo"), 0o600) == 0)
    let answer = try answers(block("> .read fifo\n> .read ."))
    #expect(answer[0].first == "error E0017: 'fifo' is a FIFO")
    #expect(answer[1].first?.hasPrefix("error E0016: cannot read '.': EISDIR") == true)
    let script = try write(".read fifo\na = new counter\n", to: "script.xr")
    let lines = try run(script).lines
    #expect(lines.contains("@1  Counter  0  count 1  held by a"))
  }

  @Test func `a file that is too large is refused before it is read`() throws {
    let large = try FileDescriptor.open(
      FilePath(folder.appending("large.xr")), .writeOnly, options: [.create], permissions: .ownerReadWrite)
    try large.closeAfter { try large.resize(to: 65 << 20) }
    let answer = try answers(block("> .read large.xr"))
    #expect(
      answer[0].first
        == "error E0026: one line may have 64 MiB read in all, and this goes beyond")
  }

  // MARK: The ends of lines, and encodings

  @Test func `marks and line ends of Windows are skipped wherever lines come from`() throws {
    let lines = "\u{FEFF}a = new counter\r\nb = clone a\r\n"
    let wanted = ["@1  Counter  0  count 1  held by a", "@1  count 1 → 2  held by a, b"]
    let script = try run(write(lines, to: "script.xr")).lines
    #expect(script.starts(with: wanted))
    let answered = try answers(block("> .read script.xr"))
    #expect(answered == [wanted])
    let document = "\u{FEFF}```externref\r\n> .read script.xr\r\n```\r\n"
    let typed = try run(write(document, to: "d.md")).lines
    #expect(typed.starts(with: wanted))
    let transcript = Transcript()
    let runner = Runner(host: transcript, webAssembly: webAssembly)
    _ = try runner.run(initialFile: folder.appending("script.xr"))
    #expect(transcript.take().lines == wanted)
  }

  @Test func `UTF-16 is one error, in scripts, files that are read, and documents`() throws {
    let bytes = [0xFF, 0xFE] + Array("a = new counter\nb\n".data(using: .utf16LittleEndian)!)
    let script = try run(write(bytes, to: "utf16.xr"))
    #expect(script.lines.first?.hasSuffix("error E0012: the text is UTF-16, not UTF-8") == true)
    #expect(script.lines.count { $0.contains("error") } == 1 && script.runner.gaveUp)
    let answer = try answers(block("> .read utf16.xr"))
    #expect(
      answer[0].first
        == "utf16.xr:1:1: error E0012: the text is UTF-16, not UTF-8")
    let document = try run(write(bytes, to: "utf16.md"))
    #expect(document.lines.first?.hasSuffix("error E0030: the text is UTF-16, not UTF-8") == true)
  }

  // MARK: Documents as scripts

  @Test(arguments: ["d.md", "README.MD", "x.markdown", "x.MarkDown"])
  func `what ends as a document is one`(name: String) throws {
    let path = try write("text\n\n```externref\n> a = new counter 7\n```\n", to: name)
    let lines = try run(path).lines
    #expect(lines.first == "@1  Counter  7  count 1  held by a")
  }

  @Test func `quit ends a session of a document, and the next line begins another`() throws {
    try write(".quit\nbogus\n", to: "quit.xr")
    let text = """
      ```externref
      > a = new counter
      > .read quit.xr
      > b = new counter 5
      > strong_count a
      ```
      ```externref
      > .quit
      > .quit
      > .history
      ```

      """
    let script = try run(write(text, to: "d.md"))
    #expect(!script.lines.contains { $0.contains("bogus") })
    #expect(script.lines.contains("@1  Counter  5  count 1  held by b"))
    #expect(script.lines.contains { $0.hasSuffix("error E0002: nothing is bound to 'a'") })
    let answers = try answers(document(text))
    #expect(answers[1] == ["@1  count 1 → 0  Counter destroyed"])
    #expect(answers[2] == ["@1  Counter  5  count 1  held by b"])
    #expect(answers[4] == ["@1  count 1 → 0  Counter destroyed"] && answers[5].isEmpty)
  }

  @Test func `a document's session tells no times and no addresses, as a script too`() throws {
    let path = try write("```externref\n> .timer on\n> .addresses on\n> .pane on\n```\n", to: "d.md")
    let codes = try run(path).lines.compactMap { $0.firstMatch(of: #/error (E\d+)/#)?.1 }
    #expect(codes == ["E0031", "E0031", "E0032"])
    let transcript = Transcript()
    let runner = Runner(host: transcript, webAssembly: webAssembly)
    _ = try runner.run(path: path)
    #expect(!runner.session.isReproducible, "what follows the document is no part of it")
  }

  @Test func `bail ends a document and the lines that a line has read`() throws {
    try write("frob\na = new counter\n", to: "fails.xr")
    for text in [
      "> .read fails.xr\n> b = new counter", "> bogus\n> b = new counter", "? get x\n> b = new counter",
    ] {
      let path = try write(
        "```externref\n\(text)\n```\n```externref fresh\n> c = new counter\n```\n", to: "d.md")
      let lines = try run(path, bails: true).lines
      #expect(!lines.contains { $0.contains("Counter") })
    }
  }

  @Test func `a file of a block that cannot be made is an error with the block's line`() throws {
    let name = String(repeating: "n", count: 300)
    let error = #expect(throws: DocumentError.self) {
      try document("text\n\n```text file=\(name)\n```\n").answers()
    }
    #expect(error?.place == "d.md:3")
  }

  // MARK: Walks and records

  /// Goes back once, at a given step.
  private final class Returning: DocumentHost {
    let run: DocumentRun
    let transcript = Transcript()
    private var left: [Int]
    private(set) var visited: [String] = []

    init(_ document: Document, backAt line: Int) throws {
      left = [line]
      run = try DocumentRun(
        document, folders: [], by: Runner(host: transcript, webAssembly: webAssembly))
    }

    func read(_ prose: Range<Int>) -> DocumentRun.Cue {
      visited.append(run.document.text(prose).trimmingCharacters(in: .whitespacesAndNewlines))
      return .next
    }

    func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
      let step = block.steps[index]
      if left.first == step.line {
        left.removeFirst()
        return .back
      }
      visited.append("\(step.line)")
      _ = try run.perform(step)
      return .next
    }
  }

  @Test func `going back leads to the block before, in a session as it was then`() throws {
    let text =
      "One\n\n```externref\n> a = new counter\n```\nTwo\n```externref\n> incr a\n```\n```externref\n> incr a\n```\n"
    let host = try Returning(document(text), backAt: 11)
    try host.run.walk(with: host)
    #expect(host.visited == ["One", "4", "Two", "8", "Two", "8", "11"])
    #expect(host.transcript.take().lines.last == "2")
    let first = try Returning(document(text), backAt: 4)
    try first.run.walk(with: first)
    #expect(first.visited == ["One", "One", "4", "Two", "8", "11"])
  }

  @Test func `a reset that shows nothing is a step of a record, and the next object is of another session`()
    throws
  {
    let document = try block(
      "> a = new counter\n> drop a\n> # a remark\n> .reset\n> b = new counter\n> .quit\n> c = new counter")
    let recording = try document.recording(webAssembly: webAssembly)
    #expect(
      recording.steps.map(\.line.text) == [
        "a = new counter", "drop a", ".reset", "b = new counter", "", "c = new counter", "",
      ])
    #expect(recording.steps.map(\.isFresh) == [false, false, false, true, false, true, false])
    #expect(recording.prose == ["a remark"])
  }

  @Test func `a session in which nothing lives goes on`() throws {
    let recording = try block("> a = new counter\n> drop a\n> b = new counter").recording(
      webAssembly: webAssembly)
    #expect(recording.steps.map(\.isFresh) == [false, false, false, false])
  }

  @Test func `a terminal's lines are numbered anew after a reset`() throws {
    let transcript = Transcript()
    let runner = Runner(host: transcript, webAssembly: webAssembly, confinesFiles: false)
    _ = try runner.run(
      Lines([".mode json", "a = new counter", ".reset", "b = new counter"]), from: .terminal)
    let lines = transcript.take().lines
    #expect(lines.first?.hasPrefix(#"{"line":2,"event":"created""#) == true)
    #expect(lines.last?.hasPrefix(#"{"line":1,"event":"created""#) == true)
    #expect(runner.lineNumber == 1)
  }
}
