import Exporting
import Foundation
import FoundationXML
import Model
import Session
import TestSupport
import Testing

/// Pictures and graphs.
struct PictureTests {
  @Test func `a picture is well formed, and hostile text is text in it`() throws {
    let recording = Recording(script: hostileScript, title: hostileTexts[0])
    for moment in 0...recording.steps.count {
      let text = recording.text(as: .svg, moment: moment)
      let parser = XMLParser(data: Data(text.utf8))
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      let tags = Set(text.matches(of: #/<([a-zA-Z]+)/#).map { String($0.output.1) })
      #expect(
        tags.isSubset(of: [
          "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "tspan", "g",
        ]))
      #expect(!text.contains(#/<[^>]* on[a-z]+=/#))
    }
    #expect(recording.text(as: .svg).contains("&lt;/script&gt;"))
  }

  @Test func `a picture tells what the last line did, in words`() {
    let recording = Recording(script: [
      "a = new string \"x\"", "b = clone a", "p = as_raw a", "q = into_raw b", "drop a", "from_raw q",
      "c = new cell",
      "put c c", "drop c",
    ])
    let expectations: [(Int, String)] = [
      (0, "No objects live."), (1, ">new<"), (2, "▲ 1 → 2"), (3, "label raw"), (4, "label owning"),
      (5, "▼ 2 → 1"),
      (6, ">destroyed<"), (7, "p: dangling raw pointer; @1 was destroyed"), (8, "class=\"wire cell\""),
      (9, "▼ 2 → 1"),
      (10, ">leaked<"),
    ]
    for (moment, text) in expectations {
      #expect(recording.text(as: .svg, moment: moment).contains(text), "after step \(moment)")
    }
    #expect(recording.text(as: .svg) == recording.text(as: .svg, moment: 9))
  }

  @Test func `a cycle that no name reaches is marked with the edge to break`() {
    let ring = Recording(script: [
      "a = new cell", "b = new cell a", "put a b", "c = new counter", "drop a b",
    ]).text(as: .svg)
    #expect(ring.contains("@1 → @2 → @1: breaking @2 → @1 frees 2"))
    #expect(ring.matches(of: #/class="wire cycle break"/#).count == 1)
    #expect(ring.matches(of: #/class="wire cycle"/#).count == 1)
    #expect(ring.contains("<title>Break here: frees 2</title>"))
    let held = Recording(script: ["a = new cell", "b = new cell a", "put a b", "drop a"]).text(as: .svg)
    #expect(!held.contains("class=\"sign\"") && !held.contains("breaking"))
  }

  @Test func `a graph has every name, object and arrow`() {
    let text = Recording(script: [
      "a = new string \"x\"", "c = new cell a", "p = as_raw a", "q = into_raw c", "d = new counter",
      "r = as_raw d",
      "drop d", "e = new counter", "into_raw e",
    ]).text(as: .dot)
    for line in [
      "o2 -> o1", "n0 -> o1", "-> o1 [style=dashed, arrowhead=empty]",
      "-> o2 [style=bold, arrowhead=diamond]",
      "dangling: @3 was destroyed", "lost: 1", "l4 -> o4",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    #expect(!text.contains("o3 ["))
  }

  private static let dot = "/usr/bin/dot"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: dot), "apt-get install graphviz"))
  func `Graphviz accepts graphs, and hostile text is text in them`() throws {
    let folder = try TemporaryDirectory()
    for moment in [0, hostileTexts.count, hostileScript.count] {
      let path = folder.appending("\(moment).dot")
      try Data(Recording(script: hostileScript, title: hostileTexts[0]).exported(as: .dot, moment: moment))
        .write(to: URL(filePath: path))
      let process = Process()
      process.executableURL = URL(filePath: Self.dot)
      process.arguments = ["-Tsvg", path, "-o", path + ".svg"]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(!complaint.contains("Error") && !complaint.contains("syntax"), "\(complaint)")
      let svg = try String(contentsOfFile: path + ".svg", encoding: .utf8)
      #expect(!svg.contains("<script") && !svg.contains("<img"))
      if moment > 0 { #expect(svg.contains("&lt;/script&gt;&lt;script&gt;window.owned")) }
    }
  }
}
