/// The objects of a snapshot as a graph: who holds whom.
///
/// A cell holds at most one handle. An engine, or an object of a traced program, may hold any number.
package struct HeapGraph {
  package let objects: [ObjectSummary]
  /// Where an object stands in `objects`.
  private var positions = ObjectTable<Int>()
  /// What the object at a position holds: `arrows[starts[position]..<starts[position + 1]]`, one for each count.
  private var starts: [Int]
  private var arrows: [Arrow]
  private let names: [NameSummary]

  /// An object that another holds a count of.
  private struct Arrow {
    let target: Int
    /// Whether an engine holds it, and not the value itself.
    let isEngine: Bool
  }

  /// - Complexity: O(*n*) in the number of objects and of their owners.
  package init(_ snapshot: Snapshot) {
    objects = snapshot.objects
    names = snapshot.names
    for (position, object) in objects.enumerated() { positions.insert(position, for: object.object) }
    // Counted first, so that the arrows of all objects stand in one array.
    starts = Array(repeating: 0, count: objects.count + 1)
    for object in objects {
      for owner in object.owners {
        if let place = owner.place, let from = positions[place] { starts[from + 1] += 1 }
      }
    }
    for position in objects.indices { starts[position + 1] += starts[position] }
    arrows = Array(repeating: Arrow(target: 0, isEngine: false), count: starts[objects.count])
    var next = starts
    for (position, object) in objects.enumerated() {
      for owner in object.owners {
        guard let place = owner.place, let from = positions[place] else { continue }
        let isEngine = if case .engine = owner { true } else { false }
        arrows[next[from]] = Arrow(target: position, isEngine: isEngine)
        next[from] += 1
      }
    }
  }

  package func position(of object: ObjectID) -> Int? { positions[object] }

  /// The positions of what an object holds, once for each count.
  private func targets(of position: Int) -> some Sequence<Int> {
    arrows[starts[position]..<starts[position + 1]].lazy.map(\.target)
  }

  /// The same without what an engine holds: that is for a module's code to decide, and no arrow of the program's own
  /// that could be broken.
  private func ownTargets(of position: Int) -> some Sequence<Int> {
    arrows[starts[position]..<starts[position + 1]].lazy.filter { !$0.isEngine }.map(\.target)
  }

  // MARK: Routes

  /// How an owner outside of all objects leads to an object: the owner, and the objects on the way.
  package struct Routes {
    fileprivate var step: [Step?]

    fileprivate enum Step {
      case root(Owner)
      case object(Int)
    }
  }

  /// The best way to each object that a name's handle leads to, or a traced handle that is inside no object: from the
  /// owner that explains most, and of several such ways the shortest, from the older name.
  ///
  /// - Complexity: O(*n*)
  package var routes: Routes {
    var routes = Routes(step: Array(repeating: nil, count: objects.count))
    for roots in roots {
      var queue: [Int] = []
      for (owner, position) in roots where routes.step[position] == nil {
        routes.step[position] = .root(owner)
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
    }
    return routes
  }

  /// What ways begin with, best first.
  private var roots: [[(Owner, Int)]] {
    var named: [(Owner, Int)] = []
    for name in names {
      guard case .handle = name.role, let position = positions[name.object] else { continue }
      named.append((.name(name.name), position))
    }
    var ranks: [[(Owner, Int)]] = [named, [], [], [], []]
    for (position, object) in objects.enumerated() {
      for owner in object.owners {
        guard case .handle(let handle) = owner, handle.inside == nil else { continue }
        ranks[handle.explanationRank + 1].append((owner, position))
      }
    }
    return ranks
  }

  package func isReached(_ position: Int, by routes: Routes) -> Bool { routes.step[position] != nil }

  /// The way to an object, it included; nil when nothing outside of all objects leads there.
  ///
  /// - Complexity: O(*n*) in the length of the way.
  package func route(to position: Int, in routes: Routes) -> Route? {
    var way = [objects[position].object]
    var position = position
    while case .object(let holder)? = routes.step[position] {
      way.append(objects[holder].object)
      position = holder
    }
    guard case .root(let root)? = routes.step[position] else { return nil }
    return Route(root: root, objects: way.reversed())
  }

  // MARK: Cycles

  /// The objects for which `isIncluded` holds that hold each other, directly or not: in groups, in the order of the
  /// oldest of each, and their members in the order of creation.
  ///
  /// Tarjan's algorithm, with a stack of its own in place of recursion: a chain may have a million objects.
  ///
  /// - Complexity: O(*n*) in the number of objects and counts, and the sorting of what is found.
  package func tangles(where isIncluded: (Int) -> Bool) -> [[Int]] {
    let unseen = -1
    var order = Array(repeating: unseen, count: objects.count)
    var low = order
    var isOpen = Array(repeating: false, count: objects.count)
    var open: [Int] = []
    var walk: [(position: Int, next: Int)] = []
    var count = 0
    var tangles: [[Int]] = []
    for start in objects.indices where order[start] == unseen && isIncluded(start) {
      func enter(_ position: Int) {
        order[position] = count
        low[position] = count
        count += 1
        open.append(position)
        isOpen[position] = true
        walk.append((position, starts[position]))
      }
      enter(start)
      while let (position, next) = walk.last {
        if next < starts[position + 1] {
          walk[walk.count - 1].next += 1
          let arrow = arrows[next]
          guard !arrow.isEngine, isIncluded(arrow.target) else { continue }
          if order[arrow.target] == unseen {
            enter(arrow.target)
          } else if isOpen[arrow.target] {
            low[position] = min(low[position], order[arrow.target])
          }
          continue
        }
        walk.removeLast()
        if let holder = walk.last?.position { low[holder] = min(low[holder], low[position]) }
        guard low[position] == order[position] else { continue }
        var members: [Int] = []
        while let member = open.popLast() {
          isOpen[member] = false
          members.append(member)
          if member == position { break }
        }
        if members.count > 1 || ownTargets(of: position).contains(position) {
          tangles.append(members.sorted())
        }
      }
    }
    return tangles.sorted { $0[0] < $1[0] }
  }

  /// The shortest cycle through the oldest of objects that hold each other.
  ///
  /// - Parameter tangle: positions, in order.
  /// - Complexity: O(*n*) on average in the number of members and their counts.
  package func cycle(in tangle: [Int]) -> [Int] {
    let start = tangle[0]
    let members = Set(tangle)
    var holder: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let position = queue[next]
      next += 1
      for target in ownTargets(of: position) where members.contains(target) && holder[target] == nil {
        holder[target] = position
        if target == start {
          var cycle: [Int] = []
          var member = position
          while member != start {
            cycle.append(member)
            member = holder[member] ?? start
          }
          return [start] + cycle.reversed()
        }
        queue.append(target)
      }
    }
    return tangle
  }

  // MARK: Deaths

  /// How many objects die when the one at `position`, which is part of no cycle, loses a count.
  ///
  /// - Complexity: O(*n*) in the number of those that die.
  package func deaths(whenDropping position: Int) -> Int { dying(whenDropping: [position]).count }

  /// Whether the object at `position` holds more than one count.
  package func holdsSeveral(_ position: Int) -> Bool { starts[position + 1] - starts[position] > 1 }

  /// Whether no other owner keeps the object at `position` alive.
  package func holds(_ holder: Int, allCountsOf position: Int) -> Bool {
    objects[position].count == counts(of: position, heldBy: holder)
  }

  private func counts(of position: Int, heldBy holder: Int) -> Int {
    ownTargets(of: holder).reduce(0) { $0 + ($1 == position ? 1 : 0) }
  }

  /// The objects that die when the one at `holder` lets go of the one at `position`, in the order of their deaths.
  ///
  /// - Complexity: O(*n*) on average in the number of those that die and of their counts.
  package func dying(whenDropping position: Int, heldBy holder: Int) -> [Int] {
    dying(whenDropping: Array(repeating: position, count: counts(of: position, heldBy: holder)))
  }

  private func dying(whenDropping positions: [Int]) -> [Int] {
    var dying: [Int] = []
    var lost: [Int: Int] = [:]
    var dropped = positions
    while let position = dropped.popLast() {
      lost[position, default: 0] += 1
      guard lost[position] == objects[position].count else { continue }
      dying.append(position)
      dropped += targets(of: position)
    }
    return dying
  }
}

/// A way from an owner outside of all objects to an object: `a → @3 → @7`.
public struct Route: Sendable, Equatable {
  /// A name, or a traced handle that is inside no object.
  public let root: Owner
  /// The objects on the way, from the one that the owner holds.
  public let objects: [ObjectID]

  package init(root: Owner, objects: [ObjectID]) {
    self.root = root
    self.objects = objects
  }
}
