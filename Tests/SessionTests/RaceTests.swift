@testable import Model
@testable import Session
import Testing

struct PlainRaceTests {
  @Test(arguments: [1, 2, 4, 16, 64])
  func `of each round one addition is left, whatever the number of threads`(threads: Int) {
    let dialogue = Dialogue("n = new counter 5\nm = clone n")
    #expect(
      dialogue("race_plain n threads \(threads) times 100")
        == "lost \((threads - 1) * 100) of \(threads * 100) @1; @1 is 105")
    dialogue.expect(
      """
      get m          => 105
      incr n         => @1 is 106; 106
      strong_count n => 2
      """)
  }

  @Test func `a time line replays the outcome without the threads`() throws {
    let dialogue = Dialogue("n = new counter\nrace_plain n threads 3 times 7\nincr n")
    let before = SessionState(of: dialogue.session)
    dialogue(".at 2")
    guard case .report(.moment(let snapshot, .line(2))) = try #require(dialogue.session.events.first) else {
      return #expect(Bool(false), "no moment")
    }
    #expect(snapshot.objects.first?.value == .integer(7))
    #expect(SessionState(of: dialogue.session) == before)
  }

  @Test(
    arguments: [
      ("race_plain s threads 2 times 2", "E0010:12"), ("race_plain n threads 2 times 1", "E0022:12"),
      ("race_plain n threads 65 times 1", "E0011:22"), ("race_plain n threads 1 times 10001", "E0011:30"),
      ("race_plain n", "E0003:13"),
    ])
  func `what cannot be raced stays as it is`(line: String, answer: String) {
    let dialogue = Dialogue("s = new string \"x\"\nn = new counter \(Int.max)")
    let before = SessionState(of: dialogue.session)
    #expect(dialogue(line) == answer)
    #expect(SessionState(of: dialogue.session) == before)
  }
}

struct RaceTests {
  @Test(arguments: [1, 2, 4, 16, 64])
  func `for any number of threads`(count: Int) {
    Dialogue("a = new counter\nb = clone a").expect(
      """
      race a threads \(count) times 1000 => race @1 2>2
      strong_count b                     => 2
      drop a b                           => @1 2>1 a; @1 1>0 b; end @1
      """)
  }

  @Test(
    arguments: [
      ("race a threads 0 times 1", "E0011:16"), ("race a threads 65 times 1", "E0011:16"),
      ("race a threads 1 times 0", "E0011:24"), ("race a threads 1 times 1000000001", "E0011:24"),
      ("race a threads 1", "E0003:17"), ("race a times 1 threads 1", "E0003:8"), ("race a", "E0003:7"),
      ("x = race a threads 1 times 1", "E0020:1"),
    ])
  func `numbers out of range start no thread`(line: String, answer: String) {
    #expect(Dialogue("a = new counter")(line) == answer)
  }

  @Test func `an observer sees counts within bounds, and progress that never falls`() {
    let dialogue = Dialogue("a = new counter\nb = clone a")
    var seen: [RaceProgress] = []
    dialogue.session.raceObserver = { progress in
      if seen.count < 10_000 { seen.append(progress) }
      return true
    }
    #expect(dialogue("race a threads 4 times 20000") == "race @1 2>2")
    #expect(seen.allSatisfy { (2...6).contains($0.count) && $0.before == 2 })
    #expect(seen.allSatisfy { (0...80_000).contains($0.done) && $0.total == 80_000 && $0.threads == 4 })
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.done <= $1.done })
  }

  @Test func `an observer that says no stops the race, and the count is what it was`() throws {
    let dialogue = Dialogue("a = new counter")
    dialogue.session.raceObserver = { _ in false }
    // So many rounds would take hours.
    #expect(dialogue("race a threads 4 times 1000000000") == "E0025:6")
    #expect(try #require(dialogue.diagnostic).message.contains("the count of @1 is 1"))
    #expect(dialogue("drop a") == "@1 1>0 a; end @1")
  }

  @Test func `without an observer a race runs all the same, on any kind of object`() {
    Dialogue(
      """
      s = new string "x"
      f = new file /dev/null
      c = new cell s
      """
    ).expect(
      """
      race s threads 2 times 10            => race @1 2>2
      race f threads 2 times 10            => race @2 1>1
      race c threads 2 times 10            => race @3 1>1
      """)
  }
}
