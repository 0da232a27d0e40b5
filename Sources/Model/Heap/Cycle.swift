/// Objects of which each holds the next, and the last the first.
public struct Cycle: Sendable, Equatable {
  /// From the oldest object on.
  public let objects: [ObjectID]
  /// How many objects each arrow would free if it were taken away, at least. The arrow number *i* leads from object *i*
  /// to the one after it.
  public let frees: [Int]
  /// The arrow that frees the most; of several, the one that closes the cycle.
  public let best: Int
  /// How many more objects are held by these and hold them, in other cycles.
  public let entangledCount: Int
  /// The objects that die without some of the arrows, where those are not just the ones that follow; as many as are
  /// named.
  private let freed: [Int: [ObjectID]]

  /// How many arrows of a tangle are tried out, and how many objects that die are noted for each.
  private static let triedArrows = 8
  private static let notedDeaths = 8

  /// The arrow number `index`.
  public func edge(_ index: Int) -> Snapshot.Edge {
    Snapshot.Edge(from: objects[index], to: objects[(index + 1) % objects.count])
  }

  /// The first objects that die without the arrow number `index`, in the order of their deaths.
  public func freed(withoutEdge index: Int) -> [ObjectID] {
    if let freed = freed[index] { return freed }
    return (0..<frees[index]).map { objects[(index + 1 + $0) % objects.count] }
  }

  /// - Parameter tangle: positions of objects that all hold each other, directly or not.
  /// - Complexity: O(*n*) on average in the number of members and of what they hold.
  package init(_ tangle: [Int], in graph: HeapGraph) {
    let positions = graph.cycle(in: tangle)
    let count = positions.count
    objects = positions.map { graph.objects[$0].object }
    entangledCount = tangle.count - count
    // An object that dies drops the next one, until one is reached that another owner holds too. So the number of
    // deaths from an object on is one more than from the next, and is known going backwards from such an object.
    let isHeldOnce = (0..<count).map { index in
      graph.holds(positions[(index + count - 1) % count], allCountsOf: positions[index])
    }
    var deaths = Array(repeating: count, count: count)
    if let shared = isHeldOnce.firstIndex(of: false) {
      deaths[shared] = 0
      for distance in 1..<count {
        let index = (shared - distance + count) % count
        deaths[index] = isHeldOnce[index] ? deaths[(index + 1) % count] + 1 : 0
      }
    }
    var frees = (0..<count).map { deaths[($0 + 1) % count] }
    var freed: [Int: [ObjectID]] = [:]
    if entangledCount > 0 || positions.contains(where: graph.holdsSeveral) {
      // Other cycles lead back, or more hangs on the members: what dies has to be tried out, and is for the arrows that
      // may free something.
      for index in frees.indices.filter({ frees[$0] > 0 }).prefix(Self.triedArrows) {
        let dying = graph.dying(whenDropping: positions[(index + 1) % count], heldBy: positions[index])
        frees[index] = dying.count
        freed[index] = dying.prefix(Self.notedDeaths).map { graph.objects[$0].object }
      }
    }
    self.frees = frees
    self.freed = freed
    best = frees.lastIndex(of: frees.max() ?? 0) ?? 0
  }
}
