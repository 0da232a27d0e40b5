import Foundation
import TestSupport
import Testing

/// What Tab does.
struct CompletionTests {
  @Test func `Tab completes what the candidates have in common, and a second Tab shows them`() throws {
    let terminal = try Probe.start()
    try terminal.type("cl\t")
    try terminal.wait(for: "probe> clone")
    try terminal.type("\t\t")
    try terminal.wait(for: "clone_from_raw")
    try terminal.type("_\t")
    try terminal.wait("the name and a blank") {
      $0.screen.text.hasSuffix("\nprobe> clone_from_raw")
        && $0.screen.cursor.column == "probe> clone_from_raw ".count
    }
  }

  @Test func `a second Tab at the start of a line shows all that can stand there`() throws {
    let terminal = try Probe.start()
    try terminal.type("\t\t")
    try terminal.wait(for: "größe")
    try terminal.wait("the prompt below") { $0.screen.text.hasSuffix("\nprobe>") }
    // Also where the line goes on behind the cursor.
    try terminal.type(" x\u{1}gr\t\r")
    try terminal.wait(for: "line [größe x]")
  }

  @Test func `a candidate that goes on gets no blank`() throws {
    let terminal = try Probe.start()
    try terminal.type("half wh\tx\r")
    try terminal.wait(for: "line [half whole.x]")
  }

  @Test func `names of files are not offered where there is nothing to offer`() throws {
    let terminal = try Probe.start()
    try terminal.type("nothing /et\t\tx\r")
    try terminal.wait(for: "line [nothing /etx]")
    try terminal.type("new /et\t\tx\r")
    try terminal.wait(for: "line [new /etx]")
  }

  @Test func `letters that are not ASCII are completed, and the cursor may stand within the line`() throws {
    let terminal = try Probe.start()
    try terminal.type("ä gr rest\u{2}\u{2}\u{2}\u{2}\u{2}\t\r")
    try terminal.wait(for: "line [ä größe rest]")
  }

  @Test(arguments: [("y", true), ("xn", false)])
  func `many candidates are shown to those who want to see them`(keys: String, areShown: Bool) throws {
    let terminal = try Probe.start()
    try terminal.type("many \t\t")
    try terminal.wait(for: "Display all 150 possibilities?")
    #expect(!terminal.screen.text.contains("249"))
    try terminal.type(keys)
    try terminal.wait("the line below") { $0.screen.text.hasSuffix("\nprobe> many") }
    #expect(terminal.screen.text.contains("249") == areShown)
    try terminal.type("2\r")
    try terminal.wait(for: "line [many 2]")
  }

  @Test func `Ctrl-C answers the question whether to show all candidates`() throws {
    let terminal = try Probe.start()
    try terminal.type("many \t\t")
    try terminal.wait(for: "Display all 150 possibilities?")
    try terminal.type("\u{3}")
    try terminal.wait(for: "interrupted")
    try terminal.type("x\r")
    try terminal.wait(for: "line [x]")
    #expect(!terminal.screen.text.contains("249"))
  }
}

/// What Tab does where the path of a file is wanted.
struct PathCompletionTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: folder.appending("sub folder"), withIntermediateDirectories: true)
    for name in ["plain.txt", "with blank.txt", #"q"uo\te.txt"#, "sub folder/inner.txt", "ünï.txt"] {
      try "".write(toFile: folder.appending(name), atomically: false, encoding: .utf8)
    }
  }

  /// The line that is there when `keys` were typed after `file ` and the folder's path.
  private func line(_ keys: String, home: String = "/nonexistent") throws -> String {
    let terminal = try Probe.start(home: home, columns: 300)
    try terminal.type("file \(keys)\r")
    try terminal.wait(for: "]")
    let line = try #require(terminal.screen.lines.first { $0.hasPrefix("line [file ") })
    return String(line.dropFirst("line [file ".count).dropLast())
  }

  @Test func `a path that needs no quotes gets none`() throws {
    #expect(try line(folder.appending("pl\t")) == folder.appending("plain.txt "))
  }

  @Test func `a path with blanks is put between quotes`() throws {
    #expect(try line(folder.appending("wi\t")) == "\"\(folder.appending("with blank.txt"))\" ")
  }

  @Test func `a quote that is open is closed`() throws {
    #expect(try line("\"\(folder.appending("pl\t"))") == "\"\(folder.appending("plain.txt"))\" ")
    #expect(try line("\"\(folder.appending("with b\t"))") == "\"\(folder.appending("with blank.txt"))\" ")
  }

  @Test func `quotes and backslashes are escaped, and found again`() throws {
    let quoted = "\"\(folder.appending(#"q\"uo\\te.txt"#))\" "
    #expect(try line(folder.appending("q\t")) == quoted)
    #expect(try line("\"\(folder.appending(#"q\"u"#))\t") == quoted)
  }

  @Test func `a folder gets a slash, and completion goes on in it`() throws {
    let inner = "\"\(folder.appending("sub folder/inner.txt"))\" "
    #expect(try line(folder.appending("su\tin\t")) == inner)
  }

  @Test func `letters that are not ASCII are completed`() throws {
    #expect(try line(folder.appending("ü\t")) == folder.appending("ünï.txt "))
  }

  @Test func `a tilde stands for the home folder and stays`() throws {
    #expect(try line("~/pl\t", home: folder.path) == "~/plain.txt ")
  }
}
