@testable import Model
@testable import Session
import Testing

struct LeakTests {
  private func leaks(_ script: String) -> LeakReport {
    LeakReport(Dialogue(script).session.snapshot)
  }

  private func cycles(_ script: String) -> [[Int]] { leaks(script).cycles.map { $0.objects.map(\.number) } }

  @Test(
    arguments: [
      "", "a = new counter", "a = new counter\nc = new cell a\nd = new cell c\ndrop a c",
      "a = new cell\nb = new cell a\nput a b",
    ])
  func `what a name reaches does not leak`(script: String) {
    #expect(leaks(script).isEmpty)
  }

  @Test(
    arguments: [
      ("a = new cell\nput a a\ndrop a", [[1]]),
      ("a = new cell\nb = new cell a\nput a b\ndrop a b", [[1, 2]]),
      ("a = new cell\nb = new cell a\nc = new cell b\nput a c\ndrop a b c", [[1, 3, 2]]),
      ("a = new cell\nput a a\nb = new cell\nput b b\ndrop a b", [[1], [2]]),
      ("a = new cell\nput a a\nt = new cell a\np = into_raw t\ndrop a", [[1]]),
      ("a = new counter\np = into_raw a", []),
    ] as [(String, [[Int]])])
  func `rings are found, whatever leads into them`(script: String, expected: [[Int]]) {
    #expect(cycles(script) == expected)
  }

  @Test(
    arguments: [
      ("a = new cell\nb = new cell a\nc = new cell b\nput a c\ndrop a b c", [3, 3, 3], 2),
      ("a = new cell\nb = new cell a\nc = new cell b\nput a c\np = into_raw b\ndrop a c", [1, 0, 2], 2),
    ] as [(String, [Int], Int)])
  func `what a broken arrow frees`(script: String, frees: [Int], best: Int) throws {
    let cycle = try #require(leaks(script).cycles.first)
    #expect(cycle.frees == frees)
    #expect(cycle.best == best)
  }

  /// Breaks each arrow of a random ring with taps, for real, and counts the dead.
  @Test(arguments: 0..<20)
  func `what a broken arrow is said to free is what dies`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let length = Int.random(in: 1...6, using: &generator)
    let taps = (1...length).filter { _ in Bool.random(using: &generator) && Bool.random(using: &generator) }
    var lines = ["c1 = new cell"]
    for index in 1..<max(length, 2) where length > 1 { lines.append("c\(index + 1) = new cell c\(index)") }
    lines.append("put c1 c\(length)")
    for tap in taps { lines += ["t = clone c\(tap)", "p\(tap) = into_raw t"] }
    let names = (1...length).map { "c\($0)" }.joined(separator: " ")
    let report = leaks((lines + ["drop \(names)"]).joined(separator: "\n"))
    let cycle = try #require(report.cycles.first)
    for index in cycle.frees.indices {
      let dialogue = Dialogue(lines.joined(separator: "\n"))
      let holder = cycle.edge(index).from.number
      for name in (1...length) where name != holder { dialogue("drop c\(name)") }
      dialogue("take c\(holder)")
      dialogue("drop c\(holder)")
      #expect(report.leaks.count - dialogue.session.liveCount == cycle.frees[index], "\(lines) edge \(index)")
    }
  }

  @Test func `the causes of leaks differ`() {
    let report = leaks(
      """
      a = new counter
      p = into_raw a
      b = new counter
      q = into_raw b
      q = as_raw p2
      """.replacing(
        "q = as_raw p2",
        with: "x = new counter\nq = as_raw x\nc = new cell\nd = new cell c\nput c c\ne = into_raw d\ndrop c"))
    #expect(
      report.leaks.map(\.cause) == [
        .rawPointer("p", frees: 1), .lostPointer(frees: 1), .cycle, .rawPointer("e", frees: 1),
      ])
  }

  @Test func `a leaked tail is held by what leaks`() {
    let report = leaks("a = new string \"x\"\nc = new cell a\np = into_raw c\ndrop a")
    #expect(report.leaks.map(\.cause) == [.cell(ObjectID(2)), .rawPointer("p", frees: 2)])
  }

  @Test func `a chain and a ring of a hundred thousand cells are looked through without a deep stack`() {
    let session = Session()
    _ = session.evaluate(Array("first = new cell".utf8), number: 1)
    _ = session.evaluate(Array("last = clone first".utf8), number: 2)
    for number in 3...100_001 { _ = session.evaluate(Array("last = new cell last".utf8), number: number) }
    #expect(LeakReport(session.snapshot).isEmpty)
    _ = session.evaluate(Array("put first last".utf8), number: 0)
    session.end(line: 0)
    guard case .leak(let report)? = session.events.last else {
      Issue.record("no leak")
      return
    }
    #expect(report.cycles.map(\.objects.count) == [100_000])
    #expect(report.cycles.first?.frees[0] == 100_000)
  }

  @Test(arguments: 0..<10)
  func `owners add up to the count in random sessions`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let dialogue = Dialogue()
    for _ in 0..<150 { dialogue(Command.random(using: &generator).line) }
    for name in dialogue.session.nameSummaries {
      guard case .handle(let count) = name.role else { continue }
      dialogue("why \(name.name)")
      guard case .value(_, .owners(let report))? = dialogue.session.events.last else {
        Issue.record("no answer")
        return
      }
      #expect(report.isComplete)
      #expect(report.shares.count == count)
      #expect(dialogue.session.events.count == 1)
    }
  }

  @Test func `cells are told by how a name leads to them`() throws {
    let dialogue = Dialogue(
      """
      s = new string "x"
      c = new cell s
      d = new cell c
      e = new cell s
      drop c
      put e e
      """)
    dialogue("f = new cell s")
    dialogue("put f s")
    dialogue("g = new cell f\ndrop f")
    dialogue("why s")
    guard case .value(_, .owners(let report))? = dialogue.session.events.first else {
      Issue.record("no answer")
      return
    }
    #expect(
      report.shares == [
        OwnerReport.Share(owner: .name("s"), route: nil),
        OwnerReport.Share(
          owner: .cell(ObjectID(2)), route: Route(root: .name("d"), objects: [ObjectID(3), ObjectID(2)])),
        OwnerReport.Share(owner: .cell(ObjectID(5)), route: Route(root: .name("f"), objects: [ObjectID(5)])),
      ])
  }

  @Test func `an owner that the shell does not know is its bug, and it says so`() {
    let dialogue = Dialogue("a = new counter")
    // A name: an owner that holds a raw pointer would be given a count back at the end, which there is not.
    dialogue.session.heap.ledger.add(.name("ghost"), to: ObjectID(1))
    dialogue("why a")
    #expect(dialogue.diagnostic?.code == .bookkeeping)
  }
}
