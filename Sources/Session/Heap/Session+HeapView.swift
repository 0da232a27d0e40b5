public import Model

extension Session {
  /// The heap as it stands, for a picture.
  ///
  /// - Parameters:
  ///   - roots: objects to show together with what they hold, directly or not; nil for all objects.
  ///   - limit: how many objects to show at most. Those that the last line touched come first, then the oldest.
  ///   - racing: the object that a race is running over.
  public func heapView(of roots: [ObjectID]? = nil, limit: Int, racing: ObjectID? = nil) -> HeapView {
    let lastLine = racing == nil ? log.lines.last { $0.role == .line } : nil
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
