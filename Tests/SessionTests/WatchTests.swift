@testable import Model
@testable import Session
import Testing

struct WatchTests {
  @Test func `a watch tells the count and what it was before`() {
    Dialogue("a = new counter\nb = new counter").expect(
      """
      .watch                   => report note("nothing is watched; .watch h begins")
      .watch a                 => watch a @1 1
      c = clone a              => @1 1>2 c; watch a @1 1>2
      strong_count b           => 1; watch a @1 2>2
      .names                   => report \(Report.names([
        NameSummary(name: "a", object: ObjectID(1), role: .handle(count: 2)),
        NameSummary(name: "b", object: ObjectID(2), role: .handle(count: 1)),
        NameSummary(name: "c", object: ObjectID(1), role: .handle(count: 2)),
      ]))
      .watch b a               => watch a @1 2>2, b @2 1
      drop c                   => @1 2>1 c; watch a @1 2>1, b @2 1>1
      nonsense                 => E0001:1; watch a @1 1>1, b @2 1>1
      .unwatch a               =>
      drop b                   => @2 1>0 b; end @2; watch b -
      .unwatch x               => E0002:10
      .unwatch                 =>
      drop a                   => @1 1>0 a; end @1
      """)
  }

  @Test func `a watched name that holds another object begins anew`() {
    Dialogue("a = new counter\nb = clone a\n.watch a").expect(
      """
      a = new counter          => new @2 Counter 1 a; @1 2>1 a; watch a @2 1
      drop a                   => @2 1>0 a; end @2; watch a -
      a = clone b              => @1 1>2 a; watch a @1 2
      a = as_raw b             => raw @1 a 2; @1 2>1 a; watch a -
      """)
  }

  @Test func `the latest counts are remembered, as long as the name holds the same object`() {
    let dialogue = Dialogue("a = new counter\n.watch a\nb = clone a\ndrop b")
    func recent() -> [Int]? {
      if case .watch(let counts)? = dialogue.session.events.last { counts.first?.recent } else { nil }
    }
    #expect(recent() == [1, 2, 1])
    for _ in 1...100 { dialogue("strong_count a") }
    dialogue("b = clone a")
    #expect(recent() == Array(repeating: 1, count: Watches.remembered - 1) + [2])
    dialogue("a = new counter")
    #expect(recent() == [1])
  }

  @Test func `blank lines and comments show nothing`() {
    Dialogue("a = new counter\n.watch a").expect(
      """
      # comment                =>
      .watch                   => watch a @1 1>1
      """)
  }
}
