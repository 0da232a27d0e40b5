import Foundation
import TestSupport
import Testing

/// What Tab offers.
struct TerminalCompletionTests {
  @Test(arguments: [
    ("strong", "strong_count "), (".unw", ".unwatch "), ("clone al", "clone alpha "), ("b = mo", "b = move "),
    ("is alpha Cou", "is alpha Counter "), ("downcast alpha Str", "downcast alpha String "),
    ("new cou", "new counter "), ("race alpha th", "race alpha threads "), (".mode j", ".mode json "),
    ("from_raw poi", "from_raw pointer "), (".explain E0007", ".explain E0007 "),
    ("expect strong_c", "expect strong_count "), (".help dr", ".help drop "),
  ])
  func `Tab completes the word that only one fits`(typed: String, completed: String) throws {
    let terminal = try Keyboard.start()
    try terminal.enter("alpha = new counter", expecting: "1 live >")
    try terminal.enter("pointer = as_raw alpha", expecting: "owns nothing\n3 · 1 live >")
    try terminal.type(typed + Keyboard.tab + "|")
    try terminal.wait(for: "1 live > \(completed)|")
  }

  @Test func `Tab completes paths of files, with quotes where needed`() throws {
    let folder = try TemporaryDirectory()
    try Data().write(to: URL(filePath: folder.appending("notes.txt")))
    try Data().write(to: URL(filePath: folder.appending("some words.txt")))
    try FileManager.default.createDirectory(
      atPath: folder.appending("inner"), withIntermediateDirectories: false)
    let terminal = try Keyboard.start(in: folder.path)
    try terminal.type("f = new file no\t|")
    try terminal.wait(for: "> f = new file notes.txt |")
    try terminal.type("\u{7F}\r")
    try terminal.wait(for: "@1  File  notes.txt  count 1  held by f")
    try terminal.type("g = new file so\t\r")
    try terminal.wait(for: "@2  File  some words.txt  count 1  held by g")
    try terminal.type(".read inn\t|")
    try terminal.wait(for: "> .read inner/|")
  }

  @Test func `two Tabs show what fits, and nothing else does`() throws {
    let terminal = try Keyboard.start()
    try terminal.type("c")
    #expect(!terminal.screen.text.contains("clone"))
    try terminal.type("\t\t")
    try terminal.wait(for: "clone_from_raw")
    try terminal.wait("the verbs with a c") { screen in
      ["clone", "clone_from_raw", "cmp"].allSatisfy { screen.screen.text.contains($0) }
    }
    #expect(!terminal.screen.text.contains("drop"))
  }

  @Test func `a name that is gone is not offered`() throws {
    let terminal = try Keyboard.start()
    try terminal.enter("alpha = new counter", expecting: "1 live >")
    try terminal.enter("beta = move alpha", expecting: "moved from alpha to beta")
    try terminal.type("drop \t|")
    try terminal.wait(for: "> drop beta |")
  }
}
