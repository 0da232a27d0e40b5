import Documents
import Model
import Running
import Session
import Testing

/// Blocks of code that are files.
struct FileBlockTests {
  @Test func `each session finds them, as they stand in the document`() throws {
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
    let report = try document.check(webAssembly: webAssembly)
    // A new session finds the file as it was.
    let answers = try Answers(to: document)
    try answers.run.walk(with: answers)
    #expect(answers.events.last == [.output(ObjectID(1), ReadText(Array("one\n  two\n".utf8)), atEnd: false)])
    #expect(report.faults.isEmpty && report.compared == 5)
  }

  @Test(arguments: [
    "```a file=../x\n```\n", "```a file=/etc/x\n```\n", "```a file=.x\n```\n", "```a file=\n```\n",
    "```a file=x\n```\n```b file=x\n```\n", "- ```a file=x\n  ```\n",
  ])
  func `names that lead elsewhere, and names that come twice, are refused`(text: String) {
    #expect(throws: DocumentError.self) { try document(text) }
  }
}
