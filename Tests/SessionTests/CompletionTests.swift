@testable import Model
@testable import Session
import Testing

struct CompletionTests {
  private let session: Session = {
    let dialogue = Dialogue(
      """
      alpha = new counter
      beta = new cell
      p = as_raw alpha
      gone = new counter
      drop gone
      """)
    return dialogue.session
  }()

  private func words(_ line: String) -> [String]? {
    if case .words(let words, _) = session.completion(of: line) { words } else { nil }
  }

  private static var verbs: [String] { CommandTable.firstWords.filter { !$0.hasPrefix(".") } }
  private static var commands: [String] { CommandTable.verbs.map(\.name).filter { $0.hasPrefix(".") } }
  private static var queries: [String] {
    let words = CommandTable.verbs.filter(\.isQuery).map { String($0.name.prefix { $0 != " " }) }
    return CommandTable.firstWords.filter(words.contains)
  }
  private static let codesOfTheTens = (0...9).map { "E001\($0)" }
  private static let types = ["String", "Counter", "File", "Cell", "Module"]

  @Test(
    arguments: [
      ("", verbs),
      (".", commands),
      ("cl", ["clone", "clone_from_raw"]),
      ("x = cl", ["clone", "clone_from_raw"]),
      ("x=cl", ["clone", "clone_from_raw"]),
      ("x = stro", nil),
      ("x ", ["="]),
      ("1x ", nil),
      ("new ", ["string", "counter", "file", "cell"]),
      ("x = new c", ["counter", "cell"]),
      ("new cell ", ["alpha", "beta"]),
      ("new string ", nil),
      ("new counter ", nil),
      ("new file x ", ["r", "w", "a", "rw"]),
      ("new file x r", ["r", "rw"]),
      ("clone ", ["alpha", "beta"]),
      ("clone a", ["alpha"]),
      ("clone g", nil),
      ("clone alpha ", nil),
      ("drop alpha ", ["alpha", "beta"]),
      ("clone_from_raw ", ["p"]),
      ("is ", ["alpha", "beta", "@1", "@2"]),
      ("show ", ["alpha", "beta", "p", "@1", "@2"]),
      ("why @", ["@1", "@2"]),
      ("take ", ["beta"]),
      ("clone @", nil),
      ("is alpha ", types),
      ("downcast alpha C", ["Counter", "Cell"]),
      ("race alpha ", ["threads"]),
      ("race alpha threads ", nil),
      ("race alpha threads 2 ", ["times"]),
      ("expect ", queries),
      ("expect is alpha ", types),
      ("expect is alpha Counter ", nil),
      (".mode ", ["text", "json"]),
      (".addresses o", ["on", "off"]),
      (".explain E001", codesOfTheTens),
      (".help st", ["strong_count"]),
      (".watch alpha b", ["beta"]),
      ("nonsense arg ", nil),
      ("clone # ", nil),
      ("# cl", nil),
      ("new string \"al", nil),
      ("clone \"x\\", nil),
      ("clone \u{1}", nil),
    ] as [(String, [String]?)])
  func `each shape`(line: String, expected: [String]?) {
    #expect(words(line) == expected, "\(line)")
  }

  @Test(
    arguments: [
      ("new file ", 9), ("f = new_with file ./n", 18), (".read x", 6), (".save ", 6), ("new file \"a b", 9),
    ])
  func `paths are left to the file system`(line: String, start: Int) {
    #expect(session.completion(of: line) == .path(start: start))
  }

  @Test(
    arguments: [("x = cl", 4), ("x=cl", 2), ("cl", 0), ("  clone a", 8)])
  func `the offer replaces the last word`(line: String, start: Int) {
    guard case .words(_, start) = session.completion(of: line) else {
      return #expect(Bool(false), "\(session.completion(of: line))")
    }
  }

  @Test func `what is offered is accepted`() {
    for line in ["new counter", "drop ", "is alpha ", "expect ", ".mode ", "race alpha "] {
      for word in words(line + " ") ?? [] {
        let dialogue = Dialogue("alpha = new counter\nbeta = new cell")
        dialogue("\(line) \(word)")
        // More may be missing behind the word, but the word itself is right.
        let code = dialogue.diagnostic?.code
        #expect(code == nil || code == .usage, "\(line) \(word)")
      }
    }
  }

  @Test func `any start of any line can be completed, and asking changes nothing`() {
    let before = SessionState(of: session)
    let line = #"x = new_with file "é 🦀\u{41}" rw # expect is alpha String"# + "\u{1}\0\t=\"\\"
    for end in line.indices { _ = session.completion(of: String(line[..<end])) }
    for verb in CommandTable.verbs {
      for example in verb.help.example {
        for end in example.indices { _ = session.completion(of: String(example[..<end])) }
      }
    }
    #expect(SessionState(of: session) == before)
  }
}
