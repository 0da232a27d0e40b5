import Model
import Testing

/// Objects that hold any number of handles, as those of a program do.
struct GraphTests {
  /// Objects 1 to `count`, and an arrow for each pair: a handle of the second inside the first.
  private func snapshot(_ count: Int, _ arrows: [(Int, Int)], roots: [Int] = []) -> Snapshot {
    var owners = Array(repeating: [Owner](), count: count + 1)
    for (number, root) in roots.enumerated() {
      owners[root].append(.handle(TracedHandle(number: 10_000 + number)))
    }
    for (number, (from, to)) in arrows.enumerated() {
      owners[to].append(.handle(TracedHandle(number: number + 1, inside: ObjectID(from))))
    }
    return Snapshot(
      objects: (1...count).map { number in
        ObjectSummary(
          object: ObjectID(number), type: "T", value: .null, count: owners[number].count,
          owners: Owners(owners[number]), pointers: [], address: nil,
          origin: .call(
            ObjectSummary.Birth(
              site: nil, event: number, time: 0, thread: nil, isOlder: false, valueSize: nil)))
      })
  }

  private func numbers(_ cycle: Cycle) -> [Int] { cycle.objects.map(\.number) }

  @Test func `a cycle is found beside what hangs on it and what leads to it`() {
    let survivors = Survivors(snapshot(5, [(1, 2), (2, 3), (3, 2), (3, 4), (5, 1)]))
    #expect(survivors.cycles.map(numbers) == [[2, 3]])
    #expect(
      survivors.cycles[0].frees == [2, 0], "1 holds 2 too, so that only the arrow to 3 frees something")
    #expect(survivors.cycles[0].best == 0)
  }

  @Test func `an object that holds itself is a cycle`() {
    let survivors = Survivors(snapshot(2, [(1, 1), (1, 2)]))
    #expect(survivors.cycles.map(numbers) == [[1]])
    #expect(survivors.cycles[0].frees == [2], "2 hangs on it")
  }

  @Test func `two handles from one object to the next are one arrow, and taking both away frees`() {
    let survivors = Survivors(snapshot(2, [(1, 2), (1, 2), (2, 1)]))
    #expect(survivors.cycles.map(numbers) == [[1, 2]])
    #expect(survivors.cycles[0].frees == [2, 2])
  }

  @Test func `of cycles that share members the shortest through the oldest is shown, and the rest counted`() {
    // 1 → 2 → 1, and 2 → 3 → 4 → 2.
    let survivors = Survivors(snapshot(4, [(1, 2), (2, 1), (2, 3), (3, 4), (4, 2)]))
    #expect(survivors.cycles.map(numbers) == [[1, 2]])
    #expect(survivors.cycles[0].entangledCount == 2)
    #expect(survivors.cycles[0].frees == [0, 1], "4 holds 2 as well; without its arrow from 2, 1 dies alone")
  }

  @Test func `a chain of many objects needs no deep stack`() {
    let count = 100_000
    let arrows = (1..<count).map { ($0, $0 + 1) } + [(count, 1)]
    let survivors = Survivors(snapshot(count, arrows))
    #expect(survivors.cycles.map(\.objects.count) == [count])
    #expect(survivors.cycles[0].frees[0] == count)
  }

  /// Who reaches whom, tried out.
  private func reaches(_ count: Int, _ arrows: [(Int, Int)]) -> [[Bool]] {
    var reaches = Array(repeating: Array(repeating: false, count: count + 1), count: count + 1)
    for (from, to) in arrows { reaches[from][to] = true }
    for middle in 1...count {
      for from in 1...count where reaches[from][middle] {
        for to in 1...count where reaches[middle][to] { reaches[from][to] = true }
      }
    }
    return reaches
  }

  @Test func `every object that reaches itself is in one tangle, with those that reach it back`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let count = Int.random(in: 1...9, using: &random)
      let arrows = (0..<Int.random(in: 0...14, using: &random)).map { _ in
        (Int.random(in: 1...count, using: &random), Int.random(in: 1...count, using: &random))
      }
      let reaches = reaches(count, arrows)
      var expected: [[Int]] = []
      for object in 1...count
      where reaches[object][object] && !expected.contains(where: { $0.contains(object - 1) }) {
        expected.append((1...count).filter { reaches[object][$0] && reaches[$0][object] }.map { $0 - 1 })
      }
      let graph = HeapGraph(snapshot(count, arrows))
      #expect(graph.tangles { _ in true } == expected, "\(arrows)")
      for cycle in expected.map({ graph.cycle(in: $0) }) {
        for (index, member) in cycle.enumerated() {
          let next = cycle[(index + 1) % cycle.count]
          #expect(arrows.contains { $0 == (member + 1, next + 1) }, "\(cycle) in \(arrows)")
        }
      }
    }
  }
}
