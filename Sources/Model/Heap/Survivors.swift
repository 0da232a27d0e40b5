/// The objects of a traced program that live at a moment, and what keeps them: a program's leaks, when it should have let
/// go of all.
public struct Survivors: Sendable, Equatable {
  /// Objects of one type that one place made and that are held from the same places.
  public struct Group: Sendable, Equatable {
    public let type: String
    /// The place that made them; nil where the trace does not know it.
    public let site: Site?
    /// In the order of creation.
    public let objects: [ObjectID]
    /// The first of them.
    public let first: ObjectSummary
    /// What each of them is held by, once for each kind of holder.
    public let holders: [Holder]
  }

  /// Counts of the objects of a group that are alike: from one place, and held in the same way.
  public struct Holder: Sendable, Equatable {
    /// The oldest of them; nil for counts that no known handle has.
    public let first: TracedHandle?
    /// The type of the object that each is inside of; nil when no search found it in one.
    public let insideType: String?
    /// How many of them each object has.
    public let countPerObject: Int
    /// The labels among them and their threads, each once, in the order of their coming; as many as are shown.
    public let labels: [String]
    public let threads: [Int]
    /// Whether there are more than those.
    public let hasMoreLabels: Bool
    public let hasMoreThreads: Bool
    /// The youngest and the oldest of them, in milliseconds.
    public let ages: ClosedRange<Int>?
  }

  /// In the order of creation.
  public let objects: [ObjectSummary]
  /// The largest first; of the same size, the one with the oldest object.
  public let groups: [Group]
  public let cycles: [Cycle]
  /// How many counts no known handle has.
  public let unattributedCount: Int

  public var isEmpty: Bool { objects.isEmpty }

  /// The handle that makes an arrow of a cycle.
  public func handle(of edge: Snapshot.Edge) -> TracedHandle? {
    guard let target = positions[edge.to] else { return nil }
    for case .handle(let handle) in objects[target].owners where handle.inside == edge.from { return handle }
    return nil
  }

  private let positions: Positions

  /// Where objects stand. It follows from them, so that it is left out of comparisons.
  private struct Positions: Sendable, Equatable {
    let table: ObjectTable<Int>
    subscript(object: ObjectID) -> Int? { table[object] }
    static func == (a: Positions, b: Positions) -> Bool { true }
  }

  /// - Parameters:
  ///   - snapshot: all that lived: what is inside of what is looked for there.
  ///   - isIncluded: which objects are reported.
  /// - Complexity: O(*n*) on average in the number of objects and counts, and the sorting of the groups.
  package init(_ snapshot: Snapshot, where isIncluded: (ObjectSummary) -> Bool = { _ in true }) {
    let graph = HeapGraph(snapshot)
    // All of them mostly; then there is no need for another array of them.
    objects = snapshot.objects.allSatisfy(isIncluded) ? snapshot.objects : snapshot.objects.filter(isIncluded)
    cycles = graph.tangles { isIncluded(snapshot.objects[$0]) }.map { Cycle($0, in: graph) }
    unattributedCount = objects.reduce(0) { $0 + $1.unattributedCount }
    groups = Self.groups(of: objects) { graph.position(of: $0).map { graph.objects[$0].type } }
    var table = ObjectTable<Int>()
    for (position, object) in objects.enumerated() { table.insert(position, for: object.object) }
    positions = Positions(table: table)
  }
}

extension Survivors {
  /// What the counts of a holder have in common.
  private struct Likeness: Hashable {
    let site: Site?
    let isRaw: Bool
    let isKnown: Bool
    let insideType: String?
  }

  private struct Key: Hashable {
    let type: String
    let site: Site?
    /// Each with the number of counts, in the order in which the object got the first of them.
    let likenesses: [Likeness]
    let counts: [Int]
  }

  private static func groups(of objects: [ObjectSummary], type: (ObjectID) -> String?) -> [Group] {
    var members: [(key: Key, positions: [Int])] = []
    var indices: [Key: Int] = [:]
    for (position, object) in objects.enumerated() {
      let key = key(of: object, type: type)
      if let index = indices[key] {
        members[index].positions.append(position)
      } else {
        indices[key] = members.count
        members.append((key, [position]))
      }
    }
    let groups = members.enumerated().sorted {
      ($1.element.positions.count, $0.offset) < ($0.element.positions.count, $1.offset)
    }
    return groups.map { _, group in
      Group(
        type: group.key.type, site: group.key.site, objects: group.positions.map { objects[$0].object },
        first: objects[group.positions[0]],
        holders: holders(of: group.positions.lazy.map { objects[$0] }, key: group.key, type: type))
    }
  }

  private static func key(of object: ObjectSummary, type: (ObjectID) -> String?) -> Key {
    var likenesses: [Likeness] = []
    var counts: [Int] = []
    var indices: [Likeness: Int] = [:]
    func add(_ likeness: Likeness, _ count: Int = 1) {
      if likenesses.last == likeness { return counts[counts.count - 1] += count }
      if let index = indices[likeness] { return counts[index] += count }
      indices[likeness] = likenesses.count
      likenesses.append(likeness)
      counts.append(count)
    }
    for owner in object.owners { add(likeness(of: owner, type: type)) }
    if object.unattributedCount > 0 {
      add(Likeness(site: nil, isRaw: false, isKnown: false, insideType: nil), object.unattributedCount)
    }
    return Key(type: object.type, site: object.birth?.site, likenesses: likenesses, counts: counts)
  }

  private static func likeness(of owner: Owner, type: (ObjectID) -> String?) -> Likeness {
    guard case .handle(let handle) = owner else {
      return Likeness(site: nil, isRaw: owner.isRaw, isKnown: true, insideType: nil)
    }
    return Likeness(
      site: handle.site, isRaw: handle.isRaw, isKnown: true, insideType: handle.inside.flatMap(type))
  }

  /// How many labels and threads of a holder are noted.
  private static let noted = 3

  /// What the counts of a holder have and others may not.
  private struct Gathering {
    var first: TracedHandle?
    var labels: [String] = []
    var threads: [Int] = []
    var hasMoreLabels = false
    var hasMoreThreads = false
    var ages: ClosedRange<Int>?

    mutating func add(_ handle: TracedHandle) {
      if first == nil { first = handle }
      if let label = handle.label, !labels.contains(label) {
        if labels.count < Survivors.noted { labels.append(label) } else { hasMoreLabels = true }
      }
      if let thread = handle.thread, !threads.contains(thread) {
        if threads.count < Survivors.noted { threads.append(thread) } else { hasMoreThreads = true }
      }
      if let age = handle.age {
        ages = ages.map { min($0.lowerBound, age)...max($0.upperBound, age) } ?? age...age
      }
    }
  }

  private static func holders(
    of objects: some Sequence<ObjectSummary>, key: Key, type: (ObjectID) -> String?
  ) -> [Holder] {
    var gathered = Array(repeating: Gathering(), count: key.likenesses.count)
    let indices = Dictionary(uniqueKeysWithValues: zip(key.likenesses, key.likenesses.indices))
    for object in objects {
      for case .handle(let handle) in object.owners {
        let likeness = likeness(of: .handle(handle), type: type)
        if let index = indices[likeness] { gathered[index].add(handle) }
      }
    }
    return zip(zip(key.likenesses, key.counts), gathered).map { entry, gathering in
      Holder(
        first: gathering.first, insideType: entry.0.insideType, countPerObject: entry.1,
        labels: gathering.labels, threads: gathering.threads, hasMoreLabels: gathering.hasMoreLabels,
        hasMoreThreads: gathering.hasMoreThreads, ages: gathering.ages)
    }
  }
}
