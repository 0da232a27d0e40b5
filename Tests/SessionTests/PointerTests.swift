@testable import Model
@testable import Session
import TestSupport
import Testing

struct PointerTests {
  @Test func `as_raw and clone_from_raw`() {
    Dialogue().expect(
      """
      a = new counter
      p = as_raw a             => raw @1 p 1
      as_raw a                 => raw @1 - 1
      b = clone_from_raw p     => @1 1>2 b
      drop a b                 => @1 2>1 a; @1 1>0 b; end @1
      clone_from_raw p         => E0007:16
      c = clone_from_raw p     => E0007:20
      from_raw p               => E0007:10
      """)
  }

  @Test func `into_raw and from_raw are a pair`() {
    Dialogue().expect(
      """
      a = new counter
      p = into_raw a           => raw @1 p 1 from a
      strong_count a           => E0006:14
      clone_from_raw p         => @1 1>2 -; @1 2>1 -
      b = from_raw p           => move @1 *p>b 1
      from_raw p               => E0019:10
      c = clone_from_raw p     => @1 1>2 c
      drop b c                 => @1 2>1 b; @1 1>0 c; end @1
      from_raw p               => E0007:10
      """)
  }

  @Test func `a pointer may take the name of its handle, and give it back`() {
    Dialogue().expect(
      """
      a = new counter
      a = into_raw a           => raw @1 a 1 from a
      a = from_raw a           => move @1 *a>a 1
      drop a                   => @1 1>0 a; end @1
      """)
  }

  @Test func `from_raw without a name gives the count back and drops it`() {
    Dialogue("a = new counter\np = into_raw a").expect(
      """
      from_raw p               => move @1 *p>- 1; @1 1>0 -; end @1
      """)
  }

  @Test func `a count that is never given back is lost, and a leak`() {
    Dialogue().expect(
      """
      a = new counter
      b = new counter
      c = new counter
      p = into_raw a           => raw @1 p 1 from a
      p = into_raw b           => raw @2 p 1 from b; lost @1 p
      into_raw c               => raw @3 - 1 from c; lost @3 -
      p = new counter          => new @4 Counter 1 p; lost @2 p
      end                      => @4 1>0 p; end @4; leak @1 @2 @3
      """)
  }

  @Test func `a pointer that still has its count at the end is a leak`() {
    Dialogue("a = new counter\np = into_raw a").expect("end => leak @1")
  }

  @Test func `a spent pointer that is bound anew loses nothing`() {
    Dialogue("a = new counter\np = into_raw a\nb = from_raw p").expect(
      """
      p = new counter          => new @2 Counter 1 p
      end                      => @2 1>0 p; end @2; @1 1>0 b; end @1
      """)
  }

  @Test func `a dangling pointer's error tells the object and the line of its death`() throws {
    let dialogue = Dialogue("a = new counter\np = as_raw a\n# nothing\ndrop a")
    dialogue("clone_from_raw p")
    let diagnostic = try #require(dialogue.diagnostic)
    #expect(diagnostic.message.contains("'p' points at @1, which was destroyed on line 4"))
    #expect(diagnostic.message.contains("use after free"))
  }

  @Test func `a pointer dangles also when its object's address has been used again`() throws {
    let dialogue = Dialogue("a = new counter\np = as_raw a\ndrop a")
    let stale = try #require(dialogue.session.names["p"]?.rawPointer?.address)
    var reuser: ObjectID?
    for _ in 0..<1_000 where reuser == nil {
      dialogue("b = new counter")
      reuser = dialogue.session.ledger.object(at: stale)
    }
    // AddressSanitizer keeps freed blocks from being used again for a long time.
    guard let reuser else { return #expect(Sanitizer.current == .address) }
    #expect(dialogue("clone_from_raw p") == "E0007:16")
    #expect(dialogue("from_raw p") == "E0007:10")
    #expect(try #require(dialogue.diagnostic).message.contains("its address now belongs to \(reuser)"))
    #expect(dialogue("strong_count b") == "1")
  }

  @Test func `of a hundred thousand stale pointers none is accepted`() {
    let dialogue = Dialogue()
    // Under a sanitizer a line takes ten times as long.
    let count = Sanitizer.current == nil ? 100_000 : 10_000
    for index in 0..<count {
      dialogue("h = new counter")
      dialogue("p\(index) = as_raw h")
      // Half of the objects die by a drop, half when their name is bound anew.
      if index.isMultiple(of: 2) { dialogue("drop h") }
    }
    dialogue("drop h")
    dialogue("h = new counter")
    // Asked with a free name, so that what was accepted would live on.
    for index in 0..<count {
      var answers = [dialogue("b = clone_from_raw p\(index)")]
      if index.isMultiple(of: 10) { answers.append(dialogue("b = from_raw p\(index)")) }
      guard answers.allSatisfy({ $0.hasPrefix("E0007:") }) else {
        Issue.record("p\(index): \(answers)")
        return
      }
    }
    #expect(dialogue("strong_count h") == "1")
    #expect(dialogue.session.liveCount == 1)
  }

  @Test func `a pointer outlives many handles as long as one is left`() {
    let dialogue = Dialogue("a = new counter\np = as_raw a\nc = new cell a\ndrop a")
    dialogue.expect(
      """
      b = clone_from_raw p     => @1 1>2 b
      drop c                   => @2 1>0 c; end @2; @1 2>1 @2
      q = as_raw b
      drop b                   => @1 1>0 b; end @1
      .names                   => report \(Report.names([pointer("p"), pointer("q")]))
      """)
  }

  private func pointer(_ name: String) -> NameSummary {
    NameSummary(name: name, object: ObjectID(1), role: .raw(ownsCount: false, isDangling: true))
  }
}
