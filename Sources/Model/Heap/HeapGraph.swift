/// The objects of a snapshot as a graph: who holds whom.
///
/// A cell holds at most one handle, so at most one arrow leaves an object, and walks need no stack. An engine may hold
/// any number: modules are few, and what they lead to stands apart.
package struct HeapGraph {
  package let objects: [ObjectSummary]
  /// Where an object stands in `objects`.
  private var positions = ObjectTable<Int>()
  /// The position of the object that the one at this position holds.
  package private(set) var held: [Int?]
  /// The positions of the objects that the engine of the module at this position holds, once for each count.
  private var claimed: [Int: [Int]] = [:]

  /// - Complexity: O(*n*) in the number of objects and of their owners.
  package init(_ snapshot: Snapshot) {
    objects = snapshot.objects
    held = Array(repeating: nil, count: objects.count)
    for (position, object) in objects.enumerated() { positions.insert(position, for: object.object) }
    for (position, object) in objects.enumerated() {
      for owner in object.owners {
        switch owner {
        case .cell(let cell):
          if let from = positions[cell] { held[from] = position }
        case .engine(let module):
          if let from = positions[module] { claimed[from, default: []].append(position) }
        case .name, .raw, .lost:
          break
        }
      }
    }
  }

  package func position(of object: ObjectID) -> Int? { positions[object] }

  /// How a name leads to an object: the name, and the cells and modules on the way.
  package struct Routes {
    fileprivate var step: [Step?]

    fileprivate enum Step {
      case name(String)
      case object(Int)
    }
  }

  /// The shortest way to each object that some name's handle leads to; the older name where two are as short.
  ///
  /// - Complexity: O(*n*)
  package func routes(from names: [NameSummary]) -> Routes {
    var routes = Routes(step: Array(repeating: nil, count: objects.count))
    var queue: [Int] = []
    for name in names {
      guard case .handle = name.role, let position = positions[name.object], routes.step[position] == nil
      else { continue }
      routes.step[position] = .name(name.name)
      queue.append(position)
    }
    var next = 0
    while next < queue.count {
      let position = queue[next]
      next += 1
      for target in targets(of: position) where routes.step[target] == nil {
        routes.step[target] = .object(position)
        queue.append(target)
      }
    }
    return routes
  }

  /// The positions of what an object holds, once for each count.
  private func targets(of position: Int) -> [Int] {
    if let claimed = claimed[position] { return claimed }
    return held[position].map { [$0] } ?? []
  }

  package func isReached(_ position: Int, by routes: Routes) -> Bool { routes.step[position] != nil }

  /// The way to a cell or a module from a name, it included; nil when no name reaches it.
  ///
  /// - Complexity: O(*n*) in the length of the way.
  package func route(to position: Int, in routes: Routes) -> Route? {
    var cells = [objects[position].object]
    var position = position
    while case .object(let cell)? = routes.step[position] {
      cells.append(objects[cell].object)
      position = cell
    }
    guard case .name(let name)? = routes.step[position] else { return nil }
    return Route(name: name, cells: cells.reversed())
  }

  /// The cycles among the objects for which `isIncluded` holds, each from its oldest object on, oldest cycle first.
  ///
  /// - Complexity: O(*n*)
  package func cycles(where isIncluded: (Int) -> Bool) -> [[Int]] {
    var cycles: [[Int]] = []
    /// The walk that came by first.
    var visit = Array(repeating: 0, count: objects.count)
    for start in objects.indices where visit[start] == 0 && isIncluded(start) {
      var position = start
      let walk = start + 1
      while visit[position] == 0 {
        visit[position] = walk
        guard let next = held[position], isIncluded(next) else { break }
        position = next
      }
      // A walk that came back to itself has found a cycle; the last object of others holds nothing more.
      guard visit[position] == walk, let second = held[position], isIncluded(second) else { continue }
      var cycle = [position]
      var member = second
      while member != position {
        cycle.append(member)
        member = held[member] ?? position
      }
      let oldest = cycle.indices.min { cycle[$0] < cycle[$1] } ?? 0
      cycles.append(Array(cycle[oldest...] + cycle[..<oldest]))
    }
    return cycles.sorted { $0[0] < $1[0] }
  }

  /// How many objects die when the one at `position`, which is part of no cycle, loses a count.
  ///
  /// - Complexity: O(*n*) in the number of those that die.
  package func deaths(whenDropping position: Int) -> Int {
    var deaths = 0
    var lost: [Int: Int] = [:]
    var dropped = [position]
    while let position = dropped.popLast() {
      lost[position, default: 0] += 1
      guard lost[position] == objects[position].count else { continue }
      deaths += 1
      dropped += targets(of: position)
    }
    return deaths
  }
}

/// A way from a name to an object: `a → @3 → @7`.
public struct Route: Sendable, Equatable {
  public let name: String
  /// The cells on the way, from the one that the name holds.
  public let cells: [ObjectID]
}
