/// The objects that live although no name leads to them, and why.
public struct LeakReport: Sendable, Equatable {
  public struct Leak: Sendable, Equatable {
    public let object: ObjectSummary
    public let cause: Cause
  }

  /// What keeps a leaked object alive.
  public enum Cause: Sendable, Equatable {
    /// `into_raw` moved a count into the raw pointer of this name, and `from_raw` has not taken it back. Taken back
    /// and dropped it would free `frees` objects.
    case rawPointer(String, frees: Int)
    /// The same, and no name holds the pointer any more.
    case lostPointer(frees: Int)
    /// It is part of a cycle, which holds itself.
    case cycle
    /// A leaked cell holds it.
    case cell(ObjectID)
    /// The engine that runs a leaked module holds it.
    case engine(ObjectID)
    /// The bookkeeping knows no owner: a bug of the shell.
    case unknown
  }

  /// Objects of which each holds the next, and the last the first.
  public struct Cycle: Sendable, Equatable {
    /// From the oldest object on.
    public let objects: [ObjectID]
    /// How many objects each arrow would free if it were taken away. The arrow number *i* leads from object *i* to the
    /// one after it.
    public let frees: [Int]
    /// The arrow that frees the most; of several, the one that closes the cycle.
    public let best: Int

    /// The arrow number `index`.
    public func edge(_ index: Int) -> Snapshot.Edge {
      Snapshot.Edge(from: objects[index], to: objects[(index + 1) % objects.count])
    }

    /// The objects that die without the arrow number `index`, in the order of their deaths.
    public func freed(withoutEdge index: Int) -> [ObjectID] {
      (0..<frees[index]).map { objects[(index + 1 + $0) % objects.count] }
    }

    fileprivate init(_ positions: [Int], in graph: HeapGraph) {
      let count = positions.count
      objects = positions.map { graph.objects[$0].object }
      // An object that dies drops the next one, until one is reached that has another owner too. So the number of
      // deaths from an object on is one more than from the next, and is known going backwards from such an object.
      let isHeldOnce = positions.map { graph.objects[$0].count == 1 }
      var deaths = Array(repeating: count, count: count)
      if let shared = isHeldOnce.firstIndex(of: false) {
        deaths[shared] = 0
        for distance in 1..<count {
          let index = (shared - distance + count) % count
          deaths[index] = isHeldOnce[index] ? deaths[(index + 1) % count] + 1 : 0
        }
      }
      let frees = (0..<count).map { deaths[($0 + 1) % count] }
      self.frees = frees
      best = frees.lastIndex(of: frees.max() ?? 0) ?? 0
    }
  }

  /// In the order of creation.
  public let leaks: [Leak]
  public let cycles: [Cycle]

  public var objects: [ObjectID] { leaks.map(\.object.object) }
  public var isEmpty: Bool { leaks.isEmpty }

  /// Looks for what no name's handle leads to. What hangs on a raw pointer counts as leaked: nothing sees to it that
  /// the pointer gives its count back.
  ///
  /// Cycles are those of cells. One that leads through an engine is told object by object: what the engine keeps is for
  /// the module's code to decide, and no arrow of the shell's could be broken.
  ///
  /// - Complexity: O(*n*) in the number of objects and counts; needs no stack.
  package init(_ snapshot: Snapshot) {
    let graph = HeapGraph(snapshot)
    let routes = graph.routes(from: snapshot.names)
    let cycles = graph.cycles { !graph.isReached($0, by: routes) }
    var isInCycle = Array(repeating: false, count: graph.objects.count)
    for cycle in cycles {
      for position in cycle { isInCycle[position] = true }
    }
    leaks = graph.objects.indices.compactMap { position in
      guard !graph.isReached(position, by: routes) else { return nil }
      return Leak(
        object: graph.objects[position],
        cause: Self.cause(of: position, in: graph, isInCycle: isInCycle[position]))
    }
    self.cycles = cycles.map { Cycle($0, in: graph) }
  }

  private static func cause(of position: Int, in graph: HeapGraph, isInCycle: Bool) -> Cause {
    let owners = graph.objects[position].owners
    for owner in owners {
      switch owner {
      case .raw(let name): return .rawPointer(name, frees: graph.deaths(whenDropping: position))
      case .lost: return .lostPointer(frees: graph.deaths(whenDropping: position))
      case .name, .cell, .engine: continue
      }
    }
    if isInCycle { return .cycle }
    for owner in owners {
      switch owner {
      case .cell(let cell): return .cell(cell)
      case .engine(let module): return .engine(module)
      case .name, .raw, .lost: continue
      }
    }
    return .unknown
  }
}
