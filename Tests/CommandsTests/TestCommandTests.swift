import Foundation
import FoundationXML
import TestSupport
import Testing

/// `externref test`, and `externref run` of a document.
struct TestCommandTests {
  private let documents = try! DocumentFolder()

  @Test func `right answers pass, and are counted`() throws {
    let run = try documents.run("test", "lesson.md")
    #expect(run.status == 0)
    #expect(run.output == "6 passed, 0 failed\n")
    #expect(run.errors.isEmpty)
  }

  @Test func `what differs shows with the numbers of the document's lines`() throws {
    let wrong = DocumentFolder.lesson.replacing("\n2\n", with: "\n3\n")
      .replacing("count 1 → 2  held by a, b\n", with: "count 1 → 2  held by a, b\nno such line\n")
    try documents.write(wrong, to: "lesson.md")
    let run = try documents.run("test", "lesson.md")
    #expect(run.status == 1)
    #expect(run.errors.isEmpty)
    #expect(
      run.output == """
        lesson.md:11: > b = clone a
            12   @1  count 1 → 2  held by a, b
            13 - no such line
        lesson.md:14: ? strong_count a
            15 - 3
               + 2
        4 passed, 2 failed

        """)
  }

  @Test func `the output is the same in every locale, at every place and at every time`() throws {
    try documents.write(
      DocumentFolder.lesson.replacing("count 1 → 2", with: "count 2 → 1") + """
        ```externref fresh
        > f = new file notes.txt
        > a = new counter
        > .layout a
        > hash a
        > race a threads 2 times 100
        ```

        """, to: "lesson.md")
    let other = try TemporaryDirectory()
    var outputs: Set<String> = []
    for environment in [
      [:], ["LANG": "C"], ["LANG": "de_DE.UTF-8", "TMPDIR": other.path], ["COLUMNS": "20"],
    ] {
      let run = try documents.run("test", "lesson.md", environment: environment)
      #expect(run.status == 1)
      outputs.insert(run.output)
    }
    #expect(outputs.count == 1)
    let output = try #require(outputs.first)
    #expect(!output.contains("0x") && !output.contains("/tmp") && !output.contains(other.path))
  }

  @Test func `a folder stands for the documents in and beneath it`() throws {
    try documents.write("```externref\n> new frob\n```\n", to: "deep/er/wrong.md")
    try documents.write("no document", to: "deep/notes.txt")
    let run = try documents.run("test", ".")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("./deep/er/wrong.md:2: > new frob\n"))
    #expect(run.output.hasSuffix("\n6 passed, 1 failed\n"))
    let empty = try documents.run("test", "state", "deep", "missing.md")
    #expect(empty.status == 1)
    #expect(empty.output.hasSuffix("0 passed, 3 failed\n"))
    try FileManager.default.createDirectory(
      atPath: documents.folder.appending("empty"), withIntermediateDirectories: true)
    let none = try documents.run("test", "empty")
    #expect(none.status == 1)
    #expect(none.errors.contains("there is no Markdown file in 'empty'"))
  }

  @Test func `a mistake in one document does not keep the others from being tested`() throws {
    try documents.write("# T\n\n- x\n\n  ```externref\n  > a\n  ```\n", to: "list.md")
    try documents.write("# T\n\n```externref\n> a\n", to: "open.md")
    let run = try documents.run("test", "list.md", "open.md", "lesson.md")
    #expect(run.status == 1)
    #expect(run.output == "6 passed, 2 failed\n")
    #expect(
      run.errors == """
        list.md:5:3: error E0030: the block is inside a list
            ```externref
            ^^^^^^^^^^^^
          help: move its lines to the left margin, out of a list
        open.md:3:1: error E0030: the block that begins here has no end
          ```externref
          ^^^^^^^^^^^^
          help: end it with a line of ```

        """)
  }

  // MARK: Updating

  @Test func `an update of a copy with wrong answers gives back the original`() throws {
    let original = DocumentFolder.lesson
    let wrong = original.replacing("\n2\n", with: "\n7\nand more\n").replacing("\n6\n", with: "\nsix\n")
      .replacing("@1  count 1 → 2  held by a, b\n", with: "")
    try documents.write(wrong, to: "lesson.md")
    let run = try documents.run("test", "--update", "lesson.md")
    #expect(run.status == 0)
    #expect(run.output == "lesson.md: 4 answers updated\n6 passed, 0 failed\n")
    #expect(try documents.text("lesson.md") == original)
    #expect(try documents.run("test", "--update", "lesson.md").output == "6 passed, 0 failed\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: documents.path) == ["lesson.md"])
  }

  @Test func `a document that needs no update is not written`() throws {
    let path = documents.folder.appending("lesson.md")
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(try documents.run("test", "--update", "lesson.md").status == 0)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
  }

  @Test func `what an update cannot mend still fails`() throws {
    let text = "```externref\n> new counter\nwrong\n? get nobody\n1\n```\n```externref\n> ```\nwrong\n```\n"
    try documents.write(text, to: "lesson.md")
    let run = try documents.run("test", "--update", "lesson.md")
    #expect(run.status == 1)
    #expect(run.errors.contains("lesson.md:4:7: error E0030: the question has no answer here"))
    #expect(run.errors.contains("begin and end the block with ````"))
    #expect(try documents.text("lesson.md") == text)
  }

  // MARK: As a script

  @Test func `run does what a document types, under its line numbers`() throws {
    let run = try documents.run("run", "--json", "lesson.md")
    #expect(run.status == 0)
    let events = try run.events()
    #expect(
      events.match([
        ["line": 9, "event": "created", "object": 1, "name": "a", "file": "lesson.md"],
        ["line": 11, "event": "cloned", "object": 1, "after": 2],
        ["line": 13, "event": "value", "query": "strong_count a", "value": 2],
        ["line": 19, "event": "dropped", "object": 1], ["line": 19, "event": "dropped", "object": 1],
        ["line": 19, "event": "destroyed", "object": 1],
        ["line": 20, "event": "created", "value": 5], ["line": 22, "event": "changed", "value": 6],
        ["line": 22, "event": "value", "value": 6],
        ["line": 24, "event": "value", "query": "get c", "value": 6],
        ["event": "dropped"], ["event": "destroyed"],
      ]), "\(run.output)")
    #expect(try documents.run("run", "--quiet", "lesson.md").output.isEmpty)
  }

  @Test func `a document shares its session with the scripts around it, and leaves no files`() throws {
    try documents.write(
      "```externref\n> b = clone a\n> f = new file out.txt w\n> frob\n> drop a\n```\n", to: "d.md")
    try documents.write("a = new counter\n", to: "before.xr")
    try documents.write("strong_count b\n", to: "after.xr")
    let run = try documents.run("run", "before.xr", "d.md", "after.xr")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("d.md:4:1: error E0001: unknown verb 'frob'\n"))
    #expect(run.output.contains("2 → 1  held by b\n1\n"))
    #expect(!FileManager.default.fileExists(atPath: documents.folder.appending("out.txt")))
    let bailed = try documents.run("run", "--bail", "before.xr", "d.md", "after.xr")
    #expect(!bailed.output.contains("2 → 1  held by b\n1\n"))
  }

  @Test func `run names what is wrong with a document`() throws {
    try documents.write("```externref\n? frob\n```\n", to: "d.md")
    let run = try documents.run("run", "d.md", "missing.md", "lesson.md")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("d.md:2:3: error E0030: unknown query 'frob'\n"))
    #expect(run.errors.contains("cannot read 'missing.md': ENOENT"))
    #expect(run.output.contains("count 1 → 2"))
    #expect(
      try documents.run("run", "--json", "d.md").events().match([["line": 2, "event": "error", "column": 3]]))
  }

  @Test func `results as JUnit's XML: a suite a document, a case a line, what differs in it`() throws {
    let documents = try DocumentFolder([
      "a & b.md":
        "```externref\n> a = new string \"<x>\"\n? get a\n\"<y>\"\n> drop a\n! expect live 1\n...\n```\n",
      "c.md": "```externref\n> a\n", "d.md": "```externref\n> # nothing\n```\n",
    ])
    let run = try documents.run("test", ".", "--junit", "out.xml")
    #expect(run.status == 1 && run.output.hasSuffix("2 passed, 4 failed\n"))
    let xml = try documents.text("out.xml")
    let parser = XMLParser(data: Data(xml.utf8))
    #expect(parser.parse())
    #expect(xml.contains("<testsuites tests=\"6\" failures=\"3\" errors=\"1\" skipped=\"0\">"))
    #expect(xml.contains("<testcase classname=\"./a &amp; b.md\" name=\"line 3: ? get a\"><failure"))
    #expect(xml.contains("- &quot;&lt;y&gt;&quot;"))
    #expect(xml.contains("name=\"line 6: ! expect live 1\"><failure message=\"after the exercise's own line"))
    #expect(xml.contains("<testsuite name=\"./c.md\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">"))
    #expect(try documents.run("test", "d.md", "--junit", "no/out.xml").status == 1)
  }

  @Test func `a condition that does not hold fails a run too, and a question in words is for readers`() throws
  {
    let documents = try DocumentFolder([
      "x.md":
        "```externref\n> a = new counter\n! expect live 1\n! expect get a 7\n?? Who?\n[x] a\n[ ] b\n> drop a\n> new string \"after\"\n```\n"
    ])
    let run = try documents.run("run", "x.md")
    #expect(run.status == 1)
    #expect(
      run.errors.hasPrefix(
        "x.md:4:1: error E0030: after the exercise's own line this does not hold: get a is 0, not 7\n"))
    #expect(run.output.contains("after") && !run.output.contains("Who?"))
    #expect(try !documents.run("run", "--bail", "x.md").output.contains("after"))
    let play = try documents.run("play", "x.md")
    #expect(play.output.contains("? Who?\n  1  a\n  2  b\na\n"))
    _ = try documents.run("export", "x.md", "-o", "x.json")
    #expect(
      try documents.text("x.json").contains(
        #""role":"question","fresh":false,"line":1,"nestedLine":null,"text":"Who?","failed":false,"events":[{"line":1,"event":"question","choices":["a","b"],"answers":["a"]}]"#
      ))
  }
}
