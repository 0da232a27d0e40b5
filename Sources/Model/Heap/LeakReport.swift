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

  /// In the order of creation.
  public let leaks: [Leak]
  public let cycles: [Cycle]
  /// How to free them; nil where this was not asked for, or where nothing leaks, at the end of the session neither.
  package(set) public var wayOut: WayOut?

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
    let routes = graph.routes
    let tangles = graph.tangles { !graph.isReached($0, by: routes) }
    var isInCycle = Array(repeating: false, count: graph.objects.count)
    for tangle in tangles {
      for position in tangle { isInCycle[position] = true }
    }
    leaks = graph.objects.indices.compactMap { position in
      guard !graph.isReached(position, by: routes) else { return nil }
      return Leak(
        object: graph.objects[position],
        cause: Self.cause(of: position, in: graph, isInCycle: isInCycle[position]))
    }
    cycles = tangles.map { Cycle($0, in: graph) }
  }

  private static func cause(of position: Int, in graph: HeapGraph, isInCycle: Bool) -> Cause {
    let owners = graph.objects[position].owners
    for owner in owners {
      switch owner {
      case .raw(let name): return .rawPointer(name, frees: graph.deaths(whenDropping: position))
      case .lost: return .lostPointer(frees: graph.deaths(whenDropping: position))
      case .name, .cell, .engine, .handle: continue
      }
    }
    if isInCycle { return .cycle }
    for owner in owners {
      switch owner {
      case .cell(let cell): return .cell(cell)
      case .engine(let module): return .engine(module)
      case .name, .raw, .lost, .handle: continue
      }
    }
    return .unknown
  }
}
