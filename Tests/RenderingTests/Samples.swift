@testable import Model
@testable import Session
import SystemPackage
import Testing

/// Sessions whose events, taken together, are of every kind.
enum Samples {
  /// Text that would do harm if it reached a terminal as it is: escape sequences, line ends, direction changes, what
  /// hides or is invisible, private and unassigned characters.
  static let hostile =
    "\u{1B}[31m\u{9B}2J\r\n\t\0\u{7F}\u{202E}\u{2066}\u{200B}\u{2028}\u{FEFF}\u{E000}\u{FFFE}\u{E0041}"
  /// Wide characters, combining marks, emoji of several scalars, letters that go from right to left.
  static let wide = "日本語テキスト e\u{301}\u{302} 👩‍👩‍👧‍👦🇩🇪 עברית ﷽ … → ×"

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined()
  }

  static let script = """
    a = new string "hello"
    b = clone a
    clone a
    h = new string "\(escaped(hostile))"
    w = new string "\(wide)"
    l = new string "\(String(repeating: "long text, ", count: 100))"
    u = new string "\(String(repeating: "unbroken", count: 100))"
    get h
    get w
    get l
    get u
    expect get h "\(escaped(hostile))"
    expect get u "\(String(repeating: "unbroken", count: 100))"
    n = new counter 9223372036854775807
    incr n
    incr n -1
    f = new file /dev/null
    write f "x"
    write f "xy"
    read f
    rewind f
    z = new file /dev/zero r
    read z 100
    race a threads 2 times 10
    c = new cell a
    d = new cell c
    put c d
    e = new cell
    show c
    show a
    p = as_raw a
    as_raw a
    q = into_raw b
    show a
    r = new counter
    race_plain r threads 3 times 10
    r = into_raw r
    r = new counter
    s = new counter
    into_raw s
    t = new counter
    o = as_raw t
    drop t
    clone_from_raw o
    x = get c
    x = move x
    x = take c
    move x
    from_raw q
    is a Counter
    downcast a Counter
    downcast c Cell
    hash a
    cmp a n
    .watch a n f
    clone a
    .unwatch f
    drop n
    strong_count a
    .unwatch
    .watch
    .names
    .objects
    .history
    .explain E0007
    .help
    .help new
    .help race
    .addresses on
    v = new counter
    k = as_raw v
    show v
    .addresses off
    nonsense\(wide)
    new string "abc\\q"
    new file "/nowhere/\(escaped(hostile))"
    new file /nowhere/\(String(repeating: "deep/", count: 100))
    new file /dev
    new cell nobody
    \tnew\t\tcell\tnobody
    expect get w "\(wide)\(wide)"
    a1 = clone a
    a2 = clone a
    a3 = clone a
    a4 = clone a
    a5 = clone a
    a6 = clone a
    a7 = clone a
    a8 = clone a
    a9 = clone a
    drop a1 a2
    drop d
    \(String(repeating: "x", count: 300))
    \(String(repeating: "日本 ", count: 300))
    """

  /// A line and what it did.
  struct Line {
    let number: Int
    let source: [UInt8]
    let events: [Event]
  }

  /// The sample session, and its end.
  static let lines: [Line] = {
    let session = Session()
    var lines: [Line] = []
    for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
      let source = Array(line.utf8)
      _ = session.evaluate(source, number: lines.count + 1)
      lines.append(Line(number: lines.count + 1, source: source, events: session.events))
    }
    for source in [Array("drop ".utf8) + [0xFF, 0x1B, 0x5B], Array("\u{1B}[31m\u{202E}".utf8)] {
      _ = session.evaluate(source, number: lines.count + 1)
      lines.append(Line(number: lines.count + 1, source: source, events: session.events))
    }
    session.end(line: lines.count + 1)
    lines.append(Line(number: lines.count + 1, source: [], events: session.events))
    return lines + [
      Line(
        number: 1, source: [],
        events: [
          .output(ObjectID(1), ReadText(Array(("one\ntwo\n\(hostile)\n\(wide)").utf8)), atEnd: false),
          .output(ObjectID(1), ReadText(Array(("one\n").utf8)), atEnd: false),
          .output(ObjectID(1), ReadText(Array(("\n\n").utf8)), atEnd: false),
          .output(ObjectID(1), ReadText(Array(("").utf8)), atEnd: true),
          .lost(ObjectID(1), name: nil),
          .lost(ObjectID(1), name: "p"),
          .race(Event.Race(object: ObjectID(1), threads: 64, times: 1_000_000_000, before: 1, after: 2)),
          .destroyed(ObjectID(1), type: "File"),
          .logged(Event.Log(module: ObjectID(1), text: "one\n\(hostile)\(wide)", object: ObjectID(2))),
          .collected(ObjectID(1), released: 0),
          .collected(ObjectID(1), released: 2),
          .value(
            query: "wasm exports m",
            .interface(
              ModuleInterface(
                object: ObjectID(1),
                exports: [.init(module: nil, name: hostile, kind: "function", type: "(externref) -> ()")],
                imports: [.init(module: wide, name: hostile, kind: "memory", type: "")]))),
          .value(
            query: "wasm table m t",
            .table(
              TableContents(
                size: 4, element: "externref",
                slots: [
                  .init(index: 2, value: .object(ObjectID(1))), .init(index: 3, value: .symbol("funcref")),
                ],
                omitted: 1))),
          .dropped(
            Event.CountChange(
              object: ObjectID(1), before: 12, after: 11, owner: .engine(ObjectID(2)),
              owners: OwnersExcerpt(Owners([.name("a")] + Array(repeating: .engine(ObjectID(2)), count: 10))))
          ),
          .leak(
            LeakReport(
              Snapshot(
                objects: (1...20).map {
                  ObjectSummary(
                    object: ObjectID($0), type: "String", value: .text(hostile), count: 1, owners: [.lost],
                    pointers: [],
                    address: nil, origin: .line($0))
                }))),
          .report(.names([])), .report(.objects([])), .report(.history([], truncated: true)),
          .report(.note(hostile)),
          .error(Diagnostic(.unreadable(path: hostile, .noSuchFileOrDirectory))),
          .error(Diagnostic(.nesting(path: wide, limit: 16))),
        ])
    ]
  }()

  static var events: [Event] { lines.flatMap(\.events) }

  static var diagnostics: [Diagnostic] {
    events.compactMap { if case .error(let diagnostic) = $0 { diagnostic } else { nil } }
  }
}
