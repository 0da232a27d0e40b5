@testable import Model
@testable import Session
import Testing

struct HistoryTests {
  private func script(of dialogue: Dialogue) -> String? {
    dialogue(".save x")
    if case .save("x", let text)? = dialogue.request { return text }
    return nil
  }

  @Test func `lines are kept as typed; dot-commands, blank lines and comments are not`() {
    let dialogue = Dialogue()
    for line in [
      "a = new counter  # one", "", "# two", ".names", "  .names", "nonsense", ".nonsense", " .nonsense",
      "incr a",
    ] {
      dialogue(line)
    }
    #expect(script(of: dialogue) == "a = new counter  # one\n# failed: nonsense\nincr a\n")
    dialogue(".history")
    guard case .report(.history(let lines, truncated: false)) = dialogue.session.events.first else {
      return #expect(Bool(false), "no history")
    }
    #expect(
      lines.map { RecordedLine(number: $0.number, text: $0.text, failed: $0.failed) } == [
        RecordedLine(number: 1, text: "a = new counter  # one", failed: false),
        RecordedLine(number: 6, text: "nonsense", failed: true),
        RecordedLine(number: 9, text: "incr a", failed: false),
      ])
  }

  @Test func `a saved script does the same again, whatever failed the first time`() throws {
    let original = Dialogue("a = new counter 41\nb = clone a\nincr a")
    original("c = new string \"\u{1b}[31m\"")
    original.evaluate(Array("d = ".utf8) + [0xFF, 0x0A, 0x0D, 0x00])
    original("e = new cell e")
    original("c = new cell a")
    let replayed = Dialogue()
    let saved = try #require(script(of: original))
    for line in saved.split(separator: "\n") {
      replayed(String(line))
      #expect(!replayed.session.failed, "\(line)")
    }
    #expect(replayed.session.nameSummaries == original.session.nameSummaries)
    #expect(replayed("get a") == "42")
  }

  @Test func `a session that forgot lines is not saved`() {
    let dialogue = Dialogue("a = new counter")
    for number in 1...2 * Log.segmentLines {
      _ = dialogue.session.evaluate([0x61], number: number)
    }
    #expect(dialogue(".save x") == "E0027:1")
    #expect(dialogue.request == nil)
    #expect(dialogue("strong_count a") == "1")
  }

  @Test(
    arguments: [
      (".quit", Request.quit),
      (".read a b.xr", nil),
      (".read \"a b.xr\"", .read(path: "a b.xr")),
      (".read a#b=c", .read(path: "a#b=c")),
      (".mode json", .mode(.json)),
      (".mode text", .mode(.text)),
      (".mode xml", nil),
      (".timer on", .timer(true)),
      (".timer off", .timer(false)),
      (".pane on", .pane(true)),
      (".pane off", .pane(false)),
      (".page on", .page(true)),
      (".page off", .page(false)),
      (".save out.xr", .save(path: "out.xr", text: "")),
      (#".save "out\u{0}.xr""#, nil),
    ])
  func `requests reach the program around the session`(line: String, request: Request?) {
    let dialogue = Dialogue()
    dialogue(line)
    #expect(dialogue.request == request)
    #expect(dialogue.session.failed == (request == nil))
  }
}
