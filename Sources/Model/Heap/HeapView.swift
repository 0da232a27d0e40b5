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

  package init(snapshot: Snapshot, lastLine: RecordedLine?, racing: ObjectID?, omittedCount: Int) {
    self.snapshot = snapshot
    self.lastLine = lastLine
    self.racing = racing
    self.omittedCount = omittedCount
  }
}

extension HeapView {
  /// The objects to mark: those that the last line touched, or the one that a race is running over.
  public var marked: Set<ObjectID> { racing.map { [$0] } ?? lastLine?.touchedObjects ?? [] }
}

extension RecordedLine {
  /// The objects whose count, owners or value the line changed.
  package var touchedObjects: Set<ObjectID> {
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
  ///
  /// - Parameter count: how many objects live, where the snapshot has the oldest of them only.
  public init(_ snapshot: Snapshot, of count: Int? = nil) {
    let shown = snapshot.objects.prefix(Self.drawnObjects)
    let objects = Set(shown.map(\.object))
    self.init(
      snapshot: Snapshot(
        names: snapshot.names.filter { objects.contains($0.object) || $0.role.isDangling },
        objects: Array(shown)),
      lastLine: nil, racing: nil, omittedCount: (count ?? snapshot.objects.count) - shown.count)
  }
}

extension HeapView {
  /// How many objects `.heap` draws before it cuts.
  package static let drawnObjects = 24
  /// How many objects text lists at once before it only counts.
  package static let listedObjects = 40
}
