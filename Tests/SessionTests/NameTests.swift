@testable import Model
@testable import Session
import Testing

struct NameTests {
  private func error(after script: String, _ line: String) throws -> Diagnostic {
    let dialogue = Dialogue(script)
    dialogue(line)
    return try #require(dialogue.diagnostic)
  }

  @Test(
    arguments: [
      ("drop a", "was dropped on line 2", "a = new"),
      ("b = move a", "was moved to 'b' on line 2", "use 'b'"),
      ("move a", "was moved away on line 2, and no name took it", "b = move a"),
      ("p = into_raw a", "gave its count to the raw pointer 'p' on line 2", "a = from_raw p"),
      ("into_raw a", "gave its count to a raw pointer on line 2", "p = into_raw a"),
    ])
  func `a departed name says where it went`(line: String, message: String, remedy: String) throws {
    let diagnostic = try error(after: "a = new counter\n\(line)", "strong_count a")
    #expect(diagnostic.code == .departedName)
    #expect(diagnostic.message.contains(message))
    #expect(diagnostic.remedy.contains(remedy))
  }

  @Test func `a departed name that is bound again is forgotten as such`() {
    Dialogue("a = new counter\ndrop a\na = new counter").expect("strong_count a => 1")
  }

  @Test func `of very many departed names only the newest are remembered`() {
    let dialogue = Dialogue("keep = new counter")
    for index in 0..<5_000 {
      dialogue("n\(index) = clone keep")
      dialogue("drop n\(index)")
    }
    let remembered = (0..<5_000).filter { dialogue("drop n\($0)") == "E0006:6" }
    #expect(remembered.count <= 2_048)
    #expect(remembered.last == 4_999)
    #expect(dialogue("strong_count keep") == "1")
  }

  @Test(
    arguments: [
      ("nwe counter", "new"),
      ("clnoe alpha", "clone"),
      ("CLONE alpha", "clone"),
      ("strong alpha", "strong_count"),
      (".hlep", ".help"),
      ("clone alhpa", "alpha"),
      ("clone alp", "alpha"),
      ("clone A", "a"),
      ("is alpha string", "String"),
      ("a = new conter", "counter"),
      (".explain E028", "E0028"),
      (".unwatch alhpa", "alpha"),
    ])
  func `near misses are suggested, for verbs, names, types and words`(line: String, word: String) throws {
    let diagnostic = try error(after: "alpha = new counter\na = new counter\n.watch alpha", line)
    #expect(diagnostic.remedy.hasPrefix("did you mean "))
    #expect(diagnostic.remedy.contains(word))
  }

  @Test(
    arguments: ["n counter", "ne counter", "strong_coun a", "d a"])
  func `abbreviations are refused, however clear`(line: String) throws {
    let dialogue = Dialogue("a = new counter")
    #expect(dialogue(line) == "E0001:1")
  }

  @Test func `where nothing is near, no guess is made`() throws {
    #expect(try error(after: "", "xyzzy").remedy == ".help lists them all")
    #expect(try error(after: "", "drop q").remedy.contains("q = new string"))
    #expect(try error(after: "alpha = new counter", "drop q").remedy.contains(".names"))
    #expect(try error(after: "a = new counter", "drop q").remedy.contains(".names"))
    #expect(try error(after: "new_ = new counter", "new_").message.contains("is a name, not a verb"))
    #expect(try error(after: "", "a == b").remedy.contains("eq a b"))
  }

  @Test(
    arguments: [
      ("clone", "clone", 0), ("clone", "clnoe", 1), ("clone", "clon", 1), ("clone", "cloone", 1),
      ("clone", "drone", 2), ("", "abc", 3), ("abc", "", 3), ("ca", "abc", 3),
    ])
  func `distances count slips of the finger`(a: String, b: String, distance: Int) {
    #expect(Suggestions.distance(from: Array(a.utf8), to: Array(b.utf8)) == distance)
  }

  @Test func `a name may be a verb's or a type's`() {
    Dialogue().expect(
      """
      new = new counter        => new @1 Counter 1 new
      String = clone new       => @1 1>2 String
      is String Counter        => true
      drop new String          => @1 2>1 new; @1 1>0 String; end @1
      """)
  }
}
