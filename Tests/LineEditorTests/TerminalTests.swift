import LineEditor
import SystemPackage
import TestSupport
import Testing

struct TerminalTests {
  @Test func `a pipe is no terminal and has no size`() throws {
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    defer {
      try? readEnd.close()
      try? writeEnd.close()
    }
    #expect(!Terminal.isTerminal(readEnd))
    #expect(Terminal.size(readEnd) == nil)
  }

  @Test func `a terminal knows its size as it changes`() throws {
    let terminal = try Probe.start(columns: 81, rows: 25)
    try terminal.type("size\r")
    try terminal.wait(for: "size 81x25")
    try terminal.resize(columns: 60, rows: 20)
    try terminal.type("size\r")
    try terminal.wait(for: "size 60x20")
  }

  @Test(arguments: [(nil, true), ("", true), ("dumb", true), ("xterm", false), ("dumber", false)])
  func `only some values of TERM are dumb`(term: String?, isDumb: Bool) {
    #expect(Terminal.isDumb(term: term) == isDumb)
  }
}
