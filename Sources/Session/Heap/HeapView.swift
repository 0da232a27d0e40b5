/// What a picture of the heap shows: some of the objects, the names that lead to them, and what the last line did.
public struct HeapView: Sendable, Equatable {
  /// The objects to show and the names that refer to them.
  public let snapshot: Snapshot
  /// The line whose effects are marked.
  public let lastLine: RecordedLine?
  /// How many live objects are left out.
  public let omittedCount: Int
}

extension Session {
  /// The heap as it stands, for a picture.
  ///
  /// - Parameters:
  ///   - roots: objects to show together with what they hold, directly or not; nil for all objects.
  ///   - limit: how many objects to show at most. Those that the last line touched come first, then the oldest.
  public func heapView(of roots: [ObjectID]? = nil, limit: Int) -> HeapView {
    let lastLine = recordedTimeline().lines.last
    let candidates = roots.map { held(from: $0, limit: limit) } ?? ledger.objects
    let shown = Self.choose(limit, of: candidates, touchedBy: lastLine)
    let isShown = Set(shown)
    return HeapView(
      snapshot: Snapshot(
        names: nameSummaries.filter { isShown.contains($0.object) || roots == nil && $0.role.isDangling },
        objects: shown.compactMap(summary(of:))),
      lastLine: lastLine, omittedCount: liveCount - shown.count)
  }

  /// The roots and what they hold, directly or not.
  private func held(from roots: [ObjectID], limit: Int) -> [ObjectID] {
    var found: Set<ObjectID> = []
    for root in roots {
      var next: ObjectID? = root
      while let object = next, found.count < limit, found.insert(object).inserted {
        next = if case .object(let held)? = summary(of: object)?.value { held } else { nil }
      }
    }
    return found.sorted()
  }

  private static func choose(_ limit: Int, of objects: [ObjectID], touchedBy line: RecordedLine?)
    -> [ObjectID]
  {
    guard objects.count > limit else { return objects }
    let touched = Set((line?.events ?? []).compactMap(\.changedObject))
    var chosen = Array(objects.lazy.filter(touched.contains).prefix(limit))
    chosen += objects.lazy.filter { !touched.contains($0) }.prefix(limit - chosen.count)
    return chosen.sorted()
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
      lastLine: nil, omittedCount: snapshot.objects.count - shown.count)
  }
}
