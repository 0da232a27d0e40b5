import Files
@testable import Model
@testable import Session
import TestSupport
import Testing

/// What people type who know other languages, shells and debuggers, and the line that the error proposes.
struct FirstWordsTests {
  /// The session that a line is typed into.
  private static let script = """
    a = new string "x"
    b = clone a
    c = new counter 5
    e = new cell a
    p = as_raw a
    """

  @Test(
    arguments: [
      ("help", ".help"), ("?", ".help"), ("h", ".help"), ("help()", ".help"), ("help(clone)", ".help clone"),
      ("man clone", ".help clone"), ("clone --help", ".help clone"), ("clone -h", ".help clone"),
      ("exit", ".quit"), ("exit()", ".quit"), ("quit", ".quit"), ("q", ".quit"), (":q", ".quit"),
      (":wq", ".quit"),
      (".exit", ".quit"), ("\\q", ".quit"), ("clear", ".reset"), ("ls", ".names"), ("info locals", ".names"),
      (".tables", ".objects"), ("history", ".history"), ("watch a", ".watch a"), (".hepl", ".help"),
      ("let d = new string \"x\"", "d = new string \"x\""),
      ("let mut d = String::from(\"hi\");", "d = new string \"hi\""),
      ("var x = 5", "x = new counter 5"), ("const y = 'hello'", "y = new string \"hello\""),
      ("int n = 3;", "n = new counter 3"),
      ("a = \"hello\"", "a = new string \"hello\""), ("a = 5", "a = new counter 5"),
      ("a='x'", "a = new string \"x\""),
      ("name: str = \"x\"", "name = new string \"x\""), ("n := 5", "n = new counter 5"),
      ("x = -5", "x = new counter -5"),
      ("a = new string(\"hello\")", "a = new string \"hello\""),
      ("new string(\"hello\")", "new string \"hello\""),
      ("new String \"x\"", "new string \"x\""), ("new string hello", "new string \"hello\""),
      ("new string 'hello'", "new string \"hello\""), ("a = new string “hello”", "a = new string \"hello\""),
      ("new string \"x", "new string \"x\""), ("d = new \"hello\"", "d = new string \"hello\""),
      ("string \"x\"", "new string \"x\""), ("counter 5", "new counter 5"),
      ("d new counter", "d = new counter"),
      ("d = Rc::new(5)", "d = new counter 5"), ("let d = Arc::new(Mutex::new(5));", "d = new counter 5"),
      ("auto d = std::make_shared<std::string>(\"hi\");", "d = new string \"hi\""),
      ("b = a", "b = clone a"), ("b clone a", "b = clone a"), ("clone a d", "d = clone a"),
      ("cp a d", "d = clone a"),
      ("mv a d", "d = move a"), ("clone a as d", "d = clone a"), ("a.clone()", "clone a"),
      ("d = a.clone();", "d = clone a"),
      ("d = Rc::clone(&a)", "d = clone a"), ("d = copy.copy(a)", "d = clone a"),
      ("d = std::move(a);", "d = move a"),
      ("drop(a)", "drop a"), ("a.drop()", "drop a"), ("del a", "drop a"), ("delete a;", "drop a"),
      ("free(a)", "drop a"),
      ("drop a, b", "drop a b"), ("a = None", "drop a"), ("a = nil", "drop a"),
      ("print a", "show a"), ("print(a)", "show a"), ("console.log(a)", "show a"),
      ("println!(\"{}\", a)", "show a"),
      ("std::cout << a << std::endl;", "show a"), ("echo $a", "show a"), ("p a", "show a"),
      ("typeof a", "show a"),
      ("sys.getrefcount(a)", "strong_count a"), ("a.use_count()", "strong_count a"),
      ("Rc::strong_count(&a)", "strong_count a"), ("n = strong_count a", "strong_count a"),
      ("c++", "incr c"), ("c += 2", "incr c 2"), ("c = c + 1", "incr c 1"), ("c -= 3", "incr c -3"),
      ("c.incr()", "incr c"), ("incr c +7", "incr c 7"), ("expect get c +5", "expect get c 5"),
      ("a == b", "eq a b"), ("a is b", "eq a b"), ("a < b", "cmp a b"), ("q = &a", "q = as_raw a"),
      ("q = weakref.ref(a)", "q = as_raw a"), ("q = *p", "q = clone_from_raw p"),
      ("clone", "clone e"), ("drop", "drop e"), ("put e", "put e c"), ("is a", "is a String"),
      ("is a string", "is a String"),
      ("downcast c Int", nil), ("expect strong_count a", "expect strong_count a 3"),
      ("new", "new string \"text\""),
      ("strong_count", "strong_count e"), ("clone_from_raw", "clone_from_raw p"),
      ("clone p", "h = clone_from_raw p"),
      ("strong_count p", "strong_count @1"), ("clone @1", "clone a"), ("drop @1", "drop a"),
      ("clone_from_raw a", "p = as_raw a"),
      ("new file my file.txt", "new file \"my file.txt\""),
      ("f = open(\"notes.txt\")", "f = new file notes.txt"),
      ("touch notes.txt", "f = new file notes.txt"), ("cat notes.txt", "f = new file notes.txt"),
      ("> d = new counter", "d = new counter"), ("$ d = new counter", "d = new counter"),
      (">>> d = 5", "d = new counter 5"),
      ("7 · 2 live > d = clone a", "d = clone a"), ("(gdb) print a", "show a"), ("clone a // two", "clone a"),
      ("clone a; drop a", "clone a"), ("d =\u{A0}new\u{3000}counter", "d = new counter"),
      ("clone\u{200B} a", "clone a"),
      ("CLONE a", "clone a"), ("nwe counter", "new counter"), ("d = new cuonter", "d = new counter"),
      ("my-name = new counter", "my_name = new counter"), ("1a = new counter", "_1a = new counter"),
      ("\"hello\"", "h = new string \"hello\""), ("5", "h = new counter 5"), ("a", "show a"), ("p", "show p"),
      ("@1", "show @1"),
      ("drop x", "x = new string \"text\""), ("drop(x)", "x = new string \"text\""),
      ("put a into e", "put e a"), ("put a in e", "put e a"), ("take from e", "take e"),
      ("take a from e", "take e"),
      ("drop a and b", "drop a b"), ("incr c by 2", "incr c 2"), ("add 2 to c", "incr c 2"),
      ("copy a to d", "d = clone a"), ("get from e", "get e"), ("why a?", "why a"), ("leaks?", ".leaks"),
      ("who owns a", "why a"), ("what is a", "show a"), ("show all", ".objects"),
      ("drop all", "drop a b c e"),
      ("drop *", "drop a b c e"), ("race a 4 1000", "race a threads 4 times 1000"),
      ("expect strong_count a == 3", "expect strong_count a 3"), ("Box::new(\"x\")", "new string \"x\""),
      ("load demo.xr", ".read demo.xr"), ("load m.wat", "m = wasm load m.wat"), ("deref p", "show p"),
      ("CFRelease(a)", "drop a"), ("write f \"x\"", "f = new file notes.txt"), ("incr n", "n = new counter"),
      ("undo", ".undo"), ("redo", nil),
      // Where nothing is near, nothing is proposed.
      ("learn counts", ".learn counts"), (".teach", nil), ("import os", nil), ("for i in range(5):", nil),
      ("1 + 1", nil),
      ("SELECT * FROM t;", nil),
      ("pwd", nil), ("hello", nil), ("if a", nil), ("what is this", nil), ("let", nil), ("a[0] = 1", nil),
      ("@x", nil),
    ] as [(String, String?)])
  func `the error proposes the line that was meant`(line: String, meant: String?) {
    let dialogue = Dialogue(Self.script)
    dialogue(line)
    #expect(dialogue.session.failed)
    #expect(dialogue.session.suggestion == meant)
  }

  @Test func `a line that is proposed can be typed, whatever was typed before`() throws {
    let folder = try TemporaryDirectory()
    let verbs = CommandTable.verbs.map(\.name)
    let words = [
      "", "a", "b", "p", "q", "x", "@1", "@9", "5", "+5", "\"t\"", "'t'", "(a)", "= a", "a b", "a, b", "a x",
      "a 5", "a = b",
      "String", "counter", "x.y", ";", "a;", "“t”",
    ]
    let foreign = [
      "let d =", "a.", "print", "del", "d =", "x =", "echo", "copy", "int n =", "> ", "new", "&", "*", "show",
      "return",
    ]
    var proposals = 0
    for script in [
      "", Self.script, "q = new counter\nq = into_raw q", "a = new cell\nput a a\nb = clone a\ndrop a",
    ] {
      for verb in verbs + foreign {
        for word in words {
          let line = "\(verb) \(word)"
          let dialogue = Dialogue(script)
          dialogue.session.fileScope = FileScope(beneath: [try Folder(folder.path)])
          dialogue(line)
          guard let proposal = dialogue.session.suggestion else { continue }
          proposals += 1
          dialogue(proposal)
          // A file that the user named may be missing; the shell itself names none that must be there.
          if dialogue.diagnostic?.code == .system, !proposal.contains("notes.txt") { continue }
          try #require(
            !dialogue.session.failed, "\(line) -> \(proposal): \(dialogue.diagnostic?.message ?? "")")
        }
      }
    }
    #expect(proposals > 300)
  }

  @Test func `a handle that was dropped says who still holds the object`() throws {
    let dialogue = Dialogue("a = new counter\nb = clone a\ndrop a")
    dialogue("drop a")
    #expect(dialogue.diagnostic?.message == "'a' was dropped on line 3; b still holds @1")
    #expect(dialogue.session.suggestion == "drop b")
  }

  @Test func `what is extra is named, and what is missing`() {
    let dialogue = Dialogue("a = new counter\nc = clone a")
    dialogue("clone a c")
    #expect(dialogue.diagnostic?.message == "clone takes one argument; 'c' is extra")
    dialogue("new")
    #expect(dialogue.diagnostic?.message == "expected string, counter, file or cell")
    dialogue("new Sting")
    #expect(dialogue.diagnostic?.message == "there is no object kind 'Sting'")
  }

  @Test func `to think about a line costs no more than a line`() {
    let dialogue = Dialogue("a = new counter")
    dialogue("print " + String(repeating: "a ", count: 100_000))
    #expect(dialogue.diagnostic?.code == .unknownVerb)
    #expect(dialogue.session.suggestion == nil)
  }
}
