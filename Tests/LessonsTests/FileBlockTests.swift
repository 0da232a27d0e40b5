@testable import Lessons
import Model
import Session
import Testing

@Suite("Blocks of code that are files")
struct FileBlockTests {
  private func document(_ text: String) throws(DocumentError) -> Document {
    try Document(name: "d.md", source: Array(text.utf8))
  }

  @Test("each session finds them, as they stand in the document")
  func files() throws {
    let document = try document(
      """
      ~~~text file=notes.txt
      one
        two
      ~~~
      ```externref
      > f = new file notes.txt
      @1  File  notes.txt  count 1  held by f
      > read f
      @1  read "one\\n" "  two\\n"
      > write f "three"
      @1  wrote 5 bytes
      ```
      ```externref fresh
      > f = new file notes.txt r
      @1  File  notes.txt  count 1  held by f
      > read f
      ...
      ```

      """)
    #expect(document.files.map(\.name) == ["notes.txt"])
    #expect(document.files.first?.bytes == Array("one\n  two\n".utf8))
    let report = try document.check(folders: [])
    // A new session finds the file as it was.
    let runner = try DocumentRunner(folders: [], files: document.files)
    #expect(
      runner.perform(document.blocks[1].steps[0]).contains { if case .created = $0 { true } else { false } })
    #expect(
      runner.perform(document.blocks[1].steps[1]) == [
        .output(ObjectID(1), text: "one\n  two\n", atEnd: false)
      ])
    #expect(report.faults.isEmpty && report.compared == 5)
  }

  @Test(
    "names that lead elsewhere, and names that come twice, are refused",
    arguments: [
      "```a file=../x\n```\n", "```a file=/etc/x\n```\n", "```a file=.x\n```\n", "```a file=\n```\n",
      "```a file=x\n```\n```b file=x\n```\n", "- ```a file=x\n  ```\n",
    ])
  func refusals(text: String) {
    #expect(throws: DocumentError.self) { try document(text) }
  }
}
