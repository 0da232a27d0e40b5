/// What a picture of the heap shows: some of the objects, the names that lead to them, and what the last line did.
public struct HeapView: Sendable, Equatable {
  /// The objects to show and the names that refer to them.
  public let snapshot: Snapshot
  /// The line whose effects are marked.
  public let lastLine: RecordedLine?
  /// The object that a race is running over. Then no line is marked: the present one is not over.
  public let racing: ObjectID?
  /// How many live objects are left out.
  public let omittedCount: Int
}

extension Session {
  /// The heap as it stands, for a picture.
  ///
  /// - Parameters:
  ///   - roots: objects to show together with what they hold, directly or not; nil for all objects.
  ///   - limit: how many objects to show at most. Those that the last line touched come first, then the oldest.
  ///   - racing: the object that a race is running over.
  public func heapView(of roots: [ObjectID]? = nil, limit: Int, racing: ObjectID? = nil) -> HeapView {
    let lastLine = racing == nil ? recordedTimeline().lines.last : nil
    let candidates = roots.map { held(from: $0, limit: limit) } ?? ledger.objects
    let touched = racing.map { [$0] } ?? lastLine?.touchedObjects ?? []
    let shown = Self.choose(limit, of: candidates, preferring: touched)
    let isShown = Set(shown)
    return HeapView(
      snapshot: Snapshot(
        names: nameSummaries.filter { isShown.contains($0.object) || roots == nil && $0.role.isDangling },
        objects: shown.compactMap(summary(of:))),
      lastLine: lastLine, racing: racing, omittedCount: liveCount - shown.count)
  }

  /// The roots and what they hold, directly or not.
  private func held(from roots: [ObjectID], limit: Int) -> [ObjectID] {
    var found: Set<ObjectID> = []
    for root in roots {
      var next = [root]
      while let object = next.popLast(), found.count < limit {
        if found.insert(object).inserted { next += held(by: object) }
      }
    }
    return found.sorted()
  }

  private func held(by object: ObjectID) -> [ObjectID] {
    switch ledger[object]?.kind {
    case .module: ledger.objects.filter { ledger[$0]?.owners.contains(.engine(object)) ?? false }
    case .cell: if case .object(let held)? = summary(of: object)?.value { [held] } else { [] }
    default: []
    }
  }

  private static func choose(
    _ limit: Int, of objects: [ObjectID], preferring touched: Set<ObjectID>
  ) -> [ObjectID] {
    guard objects.count > limit else { return objects }
    var chosen = Array(objects.lazy.filter(touched.contains).prefix(limit))
    chosen += objects.lazy.filter { !touched.contains($0) }.prefix(limit - chosen.count)
    return chosen.sorted()
  }
}

extension HeapView {
  /// The objects to mark: those that the last line touched, or the one that a race is running over.
  public var marked: Set<ObjectID> { racing.map { [$0] } ?? lastLine?.touchedObjects ?? [] }
}

extension RecordedLine {
  /// The objects whose count, owners or value the line changed.
  fileprivate var touchedObjects: Set<ObjectID> {
    Set(
      events.compactMap {
        if case .changed(let object, _) = $0 { object } else { $0.changedObject }
      })
  }
}

extension NameSummary.Role {
  public var isDangling: Bool {
    if case .raw(_, isDangling: true) = self { true } else { false }
  }
}

extension HeapView {
  /// A picture of a moment: the oldest objects, as many as are drawn at once, and nothing marked.
  public init(_ snapshot: Snapshot) {
    let shown = snapshot.objects.prefix(Self.drawnObjects)
    let objects = Set(shown.map(\.object))
    self.init(
      snapshot: Snapshot(
        names: snapshot.names.filter { objects.contains($0.object) || $0.role.isDangling },
        objects: Array(shown)),
      lastLine: nil, racing: nil, omittedCount: snapshot.objects.count - shown.count)
  }
}
