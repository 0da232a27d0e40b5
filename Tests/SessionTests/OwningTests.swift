@testable import Model
@testable import Session
import Testing

struct OwningTests {
  @Test func `counts go up and down, and the last drop destroys`() {
    Dialogue().expect(
      #"""
      a = new string "x"    => new @1 String 1 a
      b = clone a           => @1 1>2 b
      strong_count a        => 2
      drop a                => @1 2>1 a
      strong_count b        => 1
      drop b                => @1 1>0 b; end @1
      """#)
  }

  @Test func `each kind can be made, moved into its block or made there`() {
    for verb in ["new", "new_with"] {
      Dialogue().expect(
        #"""
        a = \#(verb) string "x"           => new @1 String 1 a
        b = \#(verb) counter              => new @2 Counter 1 b
        get b                             => 0
        c = \#(verb) counter -7           => new @3 Counter 1 c
        get c                             => -7
        d = \#(verb) file /dev/null r     => new @4 File 1 d
        get d                             => /dev/null
        e = \#(verb) cell                 => new @5 Cell 1 e
        get e                             => E0021:5
        f = \#(verb) cell a               => @1 1>2 @6; new @6 Cell 1 f
        downcast f Cell                   => @1
        end => @6 1>0 f; end @6; @1 2>1 @6; @5 1>0 e; end @5; @4 1>0 d; end @4; @3 1>0 c; end @3; @2 1>0 b; end @2; @1 1>0 a; end @1
        """#)
    }
  }

  @Test func `what no name takes is dropped at the end of its line`() {
    Dialogue().expect(
      #"""
      new counter              => new @1 Counter 1 -; @1 1>0 -; end @1
      a = new counter          => new @2 Counter 1 a
      clone a                  => @2 1>2 -; @2 2>1 -
      new cell a               => @2 1>2 @3; new @3 Cell 1 -; @3 1>0 -; end @3; @2 2>1 @3
      move a                   => move @2 a>- 1; @2 1>0 -; end @2
      """#)
  }

  @Test func `a move leaves the count alone`() {
    Dialogue().expect(
      #"""
      a = new counter          => new @1 Counter 1 a
      b = clone a
      c = move a               => move @1 a>c 2
      strong_count a           => E0006:14
      b = move c               => move @1 c>b 2; @1 2>1 b
      b = move b               => move @1 b>b 1
      strong_count b           => 1
      """#)
  }

  @Test func `binding a bound name makes the new value first and drops the old one then`() {
    Dialogue().expect(
      #"""
      a = new string "x"       => new @1 String 1 a
      a = new string "y"       => new @2 String 1 a; @1 1>0 a; end @1
      a = clone a              => @2 1>2 a; @2 2>1 a
      a = new cell a           => @2 1>2 @3; new @3 Cell 1 a; @2 2>1 a
      a = take a               => move @2 @3>a 1; @3 1>0 a; end @3
      a = as_raw a             => raw @2 a 1; @2 1>0 a; end @2
      clone_from_raw a         => E0007:16
      a = new counter          => new @4 Counter 1 a
      """#)
  }

  @Test func `several handles are dropped from left to right`() {
    Dialogue("a = new counter\nb = new counter\nc = clone a").expect(
      """
      drop b a c               => @2 1>0 b; end @2; @1 2>1 a; @1 1>0 c; end @1
      """)
  }

  @Test func `at the end names are dropped in reverse order of binding`() {
    Dialogue().expect(
      """
      a = new counter
      b = new counter
      c = clone a
      a = move a
      p = as_raw b
      end => @1 2>1 a; @1 1>0 c; end @1; @2 1>0 b; end @2
      """)
  }

  @Test func `an ended session is empty and begins anew`() {
    Dialogue().expect(
      """
      a = new counter
      c = new cell
      put c c
      .watch a                => watch a @1 1
      end                     => @2 2>1 c; @1 1>0 a; end @1; leak @2
      strong_count a          => E0002:14
      b = new counter         => new @1 Counter 1 b
      end                     => @1 1>0 b; end @1
      end                     =>
      """)
  }

  @Test func `a reset ends the session and begins another`() {
    let dialogue = Dialogue("a = new counter\nb = new cell\nput b b\np = into_raw a")
    #expect(dialogue(".reset") == "@2 2>1 b; leak @1 @2")
    #expect(dialogue.session.liveCount == 0)
    #expect(dialogue(".names") == "report names([])")
    #expect(dialogue("b = new counter") == "new @1 Counter 1 b")
    #expect(dialogue(".save x") == "")
    #expect(dialogue.request == .save(path: "x", text: "b = new counter\n"))
  }
}

struct CellTests {
  @Test func `put clones in and drops what was there, get clones out, take moves out`() {
    Dialogue().expect(
      #"""
      a = new string "x"
      c = new cell             => new @2 Cell 1 c
      downcast c Cell          => empty
      put c a                  => @1 1>2 @2
      downcast c Cell          => @1
      put c a                  => @1 2>3 @2; @1 3>2 @2
      b = get c                => @1 2>3 b
      get c                    => @1 3>4 -; @1 4>3 -
      d = take c               => move @1 @2>d 3
      take c                   => E0021:6
      get c                    => E0021:5
      put c d
      take c                   => move @1 @2>- 4; @1 4>3 -
      """#)
  }

  @Test func `put drops the last handle of what was there`() {
    Dialogue("a = new counter\nb = new counter\nc = new cell a\ndrop a").expect(
      """
      put c b                  => @2 1>2 @3; @1 1>0 @3; end @1
      """)
  }

  @Test func `a chain unwinds from the front, one object after the other`() {
    Dialogue().expect(
      """
      c = new counter          => new @1 Counter 1 c
      c = new cell c           => @1 1>2 @2; new @2 Cell 1 c; @1 2>1 c
      c = new cell c           => @2 1>2 @3; new @3 Cell 1 c; @2 2>1 c
      x = get c                => @2 1>2 x
      drop c                   => @3 1>0 c; end @3; @2 2>1 @3
      drop x                   => @2 1>0 x; end @2; @1 1>0 @2; end @1
      """)
  }

  @Test func `a cycle keeps itself alive and is reported as a leak`() {
    Dialogue().expect(
      """
      c = new cell             => new @1 Cell 1 c
      put c c                  => @1 1>2 @1
      drop c                   => @1 2>1 c
      a = new cell
      b = new cell a           => @2 1>2 @3; new @3 Cell 1 b
      put a b                  => @3 1>2 @2
      s = new string "x"
      end => @4 1>0 s; end @4; @3 2>1 b; @2 2>1 a; leak @1 @2 @3
      """)
  }

  @Test func `a cycle that is opened again dies`() {
    Dialogue("c = new cell\nput c c").expect(
      """
      take c                   => move @1 @1>- 2; @1 2>1 -
      put c c                  => @1 1>2 @1
      c = take c               => move @1 @1>c 2; @1 2>1 c
      drop c                   => @1 1>0 c; end @1
      """)
  }

  @Test func `a chain of a million cells needs no stack to die`() {
    // Unoptimized code is slow to make the chain; a tenth of it would overflow the stack just as well.
    #if DEBUG
      let length = 100_000
    #else
      let length = 1_000_000
    #endif
    let dialogue = Dialogue("c = new cell")
    let line = Array("c = new cell c".utf8)
    for number in 2...length {
      _ = dialogue.session.evaluate(line, number: number)
    }
    #expect(dialogue.session.liveCount == length)
    dialogue("drop c")
    #expect(dialogue.session.liveCount == 0)
    let deaths = dialogue.session.events.compactMap { event in
      if case .destroyed(let object, _) = event { object.number } else { nil }
    }
    #expect(deaths == Array((1...length).reversed()))
  }

  @Test func `a session that goes away unended frees chains and cycles`() {
    let dialogue = Dialogue("c = new cell\nput c c\nd = new cell\np = into_raw d\np = new counter")
    #expect(dialogue.session.liveCount == 3)
    // LeakSanitizer tells if anything is left of them.
  }
}
