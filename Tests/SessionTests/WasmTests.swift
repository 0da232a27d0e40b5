import Foundation
import Files
@testable import Model
@testable import Session
import TestSupport
import Testing

@Suite(.needsWasmtime)
struct WasmTests {
  private let folder: TemporaryDirectory
  private let dialogue: Dialogue

  /// A session with the module `m`, which is `@1`.
  init() throws {
    folder = try TemporaryDirectory()
    dialogue = Dialogue("m = wasm load \(try folder.write(Guests.keep, to: "keep.wat"))")
  }

  /// Evaluates a transcript, and sees to it after each line that owners and counts agree for every object.
  private func expect(_ transcript: String, at place: SourceLocation = #_sourceLocation) {
    for line in transcript.split(separator: "\n") {
      dialogue.expect(String(line), sourceLocation: place)
      for object in dialogue.session.snapshot.objects {
        #expect(object.owners.count == object.count, "\(line): \(object)", sourceLocation: place)
      }
    }
  }

  @Test
  func `a module is shown with the engine that runs it, except where answers are the same on every machine`()
    throws
  {
    _ = dialogue("wasm engine")
    guard case .value("wasm engine", .symbol(let engine))? = dialogue.session.events.first else {
      Issue.record("no value")
      return
    }
    #expect(engine.hasPrefix("wasmtime ") && engine.contains("collects") != engine.contains("overwrites"))
    _ = dialogue("show m  # and more")
    #expect(dialogue.session.events.last == .report(.note(engine)))
    dialogue.session.isReproducible = true
    _ = dialogue("show m")
    #expect(dialogue.session.events.count == 1)
  }

  @Test func `an engine that collects at each call says so, and lets go without being asked`() throws {
    let path = try folder.write(Guests.keep, to: "stress.wat")
    dialogue.session.webAssembly = WebAssembly(collectsAtCalls: true)
    expect(
      """
      s = wasm load \(path)       => new @2 Module 1 s
      a = new counter             => new @3 Counter 1 a
      wasm call s incr a          => @3 1>2 !@2; @3 is 1; 1
      wasm call s half 3          => 1.5; @3 2>1 !@2
      """)
  }

  @Test func `a handle that went in counts until nothing leads to it and the engine has collected`() {
    expect(
      """
      a = new string "x"          => new @2 String 1 a
      wasm call m keep a          => @2 1>2 !@1; ()
      wasm call m put 1 a         => @2 2>3 !@1; ()
      wasm gc                     => gc @1 0
      strong_count a              => 3
      wasm call m keep null       => ()
      strong_count a              => 3
      wasm gc                     => gc @1 1; @2 3>2 !@1
      drop a                      => @2 2>1 a
      wasm call m clear 1         => ()
      .objects
      wasm gc m                   => gc @1 1; @2 1>0 !@1; end @2
      wasm gc                     => gc @1 0
      """)
  }

  @Test func `what comes back is the same object, by a clone that a name takes`() {
    expect(
      """
      a = new counter 5
      wasm call m keep a          => @2 1>2 !@1; ()
      b = wasm call m kept        => @2 2>3 b
      eq a b                      => true
      wasm call m kept            => @2 3>4 -; @2 4>3 -
      wasm global m last          => @2
      expect wasm global m last @2 => ok
      wasm global m answer        => 42
      wasm call m put 2 b         => @2 3>4 !@1; ()
      expect wasm table m slots [null,null,@2] => ok
      c = wasm call m at 0        => null; report note("the result is null: c binds nothing")
      n = wasm call m count a     => E0020:1
      """)
    #expect(dialogue.diagnostic?.message.contains("(externref) -> (i64)") == true)
    expect("strong_count a              => 4")
  }

  @Test func `all results are told; of several handles no name can take one`() {
    expect(
      """
      a = new counter
      wasm call m two a           => @2 1>2 !@1; @2 2>3 -; @2 3>2 -; 7; @2 2>3 -; @2 3>2 -
      b = wasm call m two a       => E0020:1
      wasm call m half 3          => 1.5
      wasm call m half -1e3       => -500.0
      """)
  }

  @Test func `the end of the module gives back what the engine holds, cell by cell`() {
    expect(
      """
      a = new string "x"
      c = new cell a
      n = clone m
      wasm call m keep c
      wasm call m put 0 c
      drop a c
      drop m                      => @1 2>1 m
      drop n                      => @1 1>0 n; end @1; @3 2>1 !@1; @3 1>0 !@1; end @3; @2 1>0 @3; end @2
      end                         =>
      """)
  }

  @Test func `binding the name anew ends the module too, and so does the end of the session`() throws {
    expect("a = new counter\nwasm call m keep a")
    #expect(dialogue("m = new counter") == "new @3 Counter 1 m; @1 1>0 m; end @1; @2 2>1 !@1")
    expect("w = wasm load \(folder.appending("keep.wat"))\nwasm call w keep a")
    #expect(dialogue.end() == "@4 1>0 w; end @4; @2 2>1 !@4; @3 1>0 m; end @3; @2 1>0 a; end @2")
  }

  @Test func `the host's functions downcast, and use the value`() throws {
    let path = folder.appending("notes.txt")
    expect(
      """
      f = new file \(path)
      n = new counter 41
      c = new cell n
      wasm call m write f         => @2 1>2 !@1; wrote @2 8; ()
      wasm call m incr n          => @3 2>3 !@1; @3 is 42; 42
      wasm call m add n -2        => @3 3>4 !@1; @3 is 40; 40
      wasm call m count n         => @3 4>5 !@1; 40
      b = wasm call m open c      => @4 1>2 !@1; @3 5>6 !@1; @3 6>7 b
      wasm call m tell n          => @3 7>8 !@1; log @3 Counter 40; ()
      wasm call m tell null       => log null; ()
      wasm call m say 0 7         => log written; ()
      rewind f
      wasm call m read f 3        => @2 2>3 !@1; read @2 "wri"; 3
      wasm call m read f 100      => @2 3>4 !@1; read @2 "tten\\n"; 5
      wasm call m read f 100      => @2 4>5 !@1; read @2 end; 0
      wasm call m say 100 3       => log tte; ()
      wasm gc                     => gc @1 10; @2 5>4 !@1; @2 4>3 !@1; @2 3>2 !@1; @2 2>1 !@1; @3 8>7 !@1; \
      @3 7>6 !@1; @3 6>5 !@1; @3 5>4 !@1; @3 4>3 !@1; @4 2>1 !@1
      take c
      wasm call m open c          => @4 1>2 !@1; null
      """)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "written\n")
  }

  @Test func `a trap ends the call: what went in stays until the engine collects`() {
    expect(
      """
      a = new string "x"
      wasm call m trap a          => @2 1>2 !@1; E0037:13
      wasm call m incr a          => @2 2>3 !@1; E0037:13
      """)
    #expect(
      dialogue.diagnostic?.message == "the code trapped: host.incr needs a Counter, and got @2, a String")
    expect("wasm call m incr null       => E0037:13")
    #expect(dialogue.diagnostic?.message == "the code trapped: host.incr needs a Counter, and got null")
    expect(
      """
      wasm call m say -1 2        => E0037:13
      wasm call m say 65535 2     => E0037:13
      wasm call m recurse         => E0037:13
      n = new counter \(Int.max)
      wasm call m incr n          => @3 1>2 !@1; E0037:13
      get n                       => \(Int.max)
      wasm gc                     => gc @1 3; @2 3>2 !@1; @2 2>1 !@1; @3 2>1 !@1
      wasm call m kept            => null
      """)
  }

  @Test func `nothing is called and nothing cloned where an argument does not fit`() {
    expect(
      """
      a = new string "x"
      wasm call m keep            => E0038:17
      wasm call m keep a a        => E0038:20
      wasm call m keap a          => E0038:13
      wasm call m put a a         => E0011:17
      wasm call m put 4294967296 a => E0011:17
      wasm call m put 0 b         => E0002:19
      wasm call m put 0 "x"       => E0038:19
      wasm call m half x          => E0038:18
      wasm call a keep a          => E0009:11
      wasm table m last           => E0038:14
      wasm global m slots         => E0038:15
      wasm load                   => E0003:10
      wasm                        => E0003:5
      wasm lod x                  => E0001:6
      load x                      => E0001:1
      new module                  => E0003:5
      strong_count a              => 1
      wasm call m put 4294967295 a => @2 1>2 !@1; E0037:13
      """)
  }

  @Test func `what wants too much is stopped`() {
    expect(
      """
      wasm call m spin            => E0039:13
      wasm call m grow 2147483647 => -1
      wasm call m grow 1000       => 3
      wasm call m kept            => null
      """)
    #expect(dialogue("wasm call m chatter").hasSuffix("log w; E0039:13"))
    #expect(dialogue.session.events.count < 110_000)
  }

  @Test func `code stops when it is told to`() {
    dialogue.session.stopRequested = { true }
    expect(
      """
      wasm call m spin            => E0025:13
      wasm call m spin            => E0025:13
      """)
    dialogue.session.stopRequested = { false }
    expect("wasm call m kept            => null")
  }

  @Test(
    arguments: [
      ("(module (func (export \"f\") (result i32)))", "E0035"), ("(modul)", "E0035"), ("(module)", nil),
      (String(repeating: "(", count: 100_000), "E0035"), ("\0asm", "E0035"), ("\u{FFFD}", "E0035"),
      ("(module (import \"host\" \"nothing\" (func)))", "E0036"),
      ("(module (import \"env\" \"write\" (func)))", "E0036"),
      ("(module (import \"host\" \"write\" (func (param i32))))", "E0036"),
      ("(module (import \"host\" \"write\" (global i32)))", "E0036"),
      ("(module (func $f unreachable) (start $f))", "E0037"),
      ("(module (func $f (loop br 0)) (start $f))", "E0039"),
      ("(module (table 4294967295 externref))", "E0039"), ("(module (memory 65536))", "E0039"),
    ] as [(String, String?)])
  func `modules that cannot be loaded leave nothing`(text: String, code: String?) throws {
    let path = try folder.write(text, to: "bad.wat")
    let before = SessionState(of: dialogue.session)
    let answer = dialogue("b = wasm load \(path)")
    guard let code else {
      #expect(answer == "new @2 Module 1 b")
      return
    }
    #expect(answer == "\(code):15")
    #expect(SessionState(of: dialogue.session) == before)
  }

  @Test func `a fault in a text is told with its place`() throws {
    dialogue("b = wasm load \(try folder.write("(module\n  (fun))", to: "bad.wat"))")
    #expect(dialogue.diagnostic?.message.hasSuffix("(line 2, column 4)") == true)
  }

  @Test func `a module is a file like any other: it must be there, be one, and be within the scope`() throws {
    expect(
      """
      wasm load /nowhere          => E0016:11
      wasm load /dev              => E0017:11
      """)
    let other = try TemporaryDirectory()
    dialogue.session.fileScope = FileScope(beneath: [try Folder(other.path)])
    #expect(dialogue("wasm load \(folder.appending("keep.wat"))") == "E0029:11")
  }

  @Test func `events alone tell the same as the handles`() {
    expect(
      """
      a = new counter
      c = new cell a
      wasm call m keep c
      wasm call m put 0 a
      wasm call m trap a          => @2 3>4 !@1; E0037:13
      drop a
      wasm gc
      wasm call m clear 0
      b = wasm call m kept
      wasm gc
      p = into_raw b
      """)
    let log = dialogue.session.log
    #expect(log.state(after: log.lines.count).snapshot == dialogue.session.snapshot)
    #expect(dialogue.session.snapshot.edges.map { "\($0.from) \($0.to)" } == ["@3 @2", "@1 @3"])
  }

  @Test func `what an engine holds is reached through its module, and leaks with it`() {
    expect(
      """
      a = new counter
      c = new cell m
      wasm call m keep c
      wasm call m put 0 a
      drop a c
      """)
    #expect(LeakReport(dialogue.session.snapshot).isEmpty)
    #expect(dialogue("drop m") == "@1 2>1 m")
    let report = LeakReport(dialogue.session.snapshot)
    #expect(report.leaks.map(\.cause) == [.cell(ObjectID(3)), .engine(ObjectID(1)), .engine(ObjectID(1))])
    #expect(dialogue.end() == "leak @1 @2 @3")
    #expect(dialogue.session.liveCount == 0)
  }

  @Test func `Tab knows the verbs, the modules, what they export, and what can go in`() {
    expect("a = new counter")
    func words(_ line: String) -> [String] {
      if case .words(let words, _) = dialogue.session.completion(of: line) { words } else { [] }
    }
    #expect(words("wasm ") == ["load", "exports", "call", "table", "global", "gc", "engine"])
    #expect(words("wa") == ["wasm"])
    #expect(words("x = wasm ") == ["load", "call"])
    #expect(words("wasm call ") == ["m"])
    #expect(words("wasm call m ke") == ["keep", "kept"])
    #expect(words("wasm table m ") == ["slots"])
    #expect(words("wasm global m ") == ["last", "answer"])
    #expect(words("wasm call m keep ") == ["m", "a", "null"])
    #expect(words("expect wasm ") == ["exports", "table", "global", "engine"])
    #expect(words(".help wasm c") == ["call"])
    #expect(dialogue.session.completion(of: "wasm load ") == .path(start: 10))
  }

  /// What the engine must hold, kept without any of the session's code: a claim for each handle that went in, which lives
  /// until a collection finds it in no slot.
  private struct Model {
    var slots: [Int?] = [nil, nil, nil]
    var last: Int?
    /// The object of each claim that has not been collected, by number.
    var claims: [Int: String] = [:]
    private var made = 0

    mutating func claim(_ name: String) -> Int {
      made += 1
      claims[made] = name
      return made
    }

    mutating func collect() {
      let reachable = Set((slots + [last]).compactMap { $0 })
      claims = claims.filter { reachable.contains($0.key) }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random calls and collections: every count is names and claims`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var model = Model()
    let names = ["a", "b", "c", "d"]
    for name in names { dialogue("\(name) = new counter") }
    for _ in 0..<60 {
      let (name, slot) = (names.randomElement(using: &generator)!, Int.random(in: 0..<3, using: &generator))
      switch Int.random(in: 0..<8, using: &generator) {
      case 0, 1, 2:
        dialogue("wasm call m put \(slot) \(name)")
        model.slots[slot] = model.claim(name)
      case 3:
        dialogue("wasm call m keep \(name)")
        model.last = model.claim(name)
      case 4:
        dialogue("wasm call m clear \(slot)")
        model.slots[slot] = nil
      case 5:
        dialogue("wasm call m trap \(name)")
        _ = model.claim(name)
      case 6:
        dialogue("wasm call m at \(slot)")
      default:
        dialogue("wasm gc")
        model.collect()
      }
      for name in names {
        let expected = 1 + model.claims.values.count { $0 == name }
        #expect(dialogue("strong_count \(name)") == "\(expected)")
      }
    }
    dialogue("drop m")
    for name in names { #expect(dialogue("strong_count \(name)") == "1") }
  }
}
