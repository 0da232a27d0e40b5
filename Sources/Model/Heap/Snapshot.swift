/// The names and the objects of a session at one moment.
///
/// There are two ways to one: a live session gives what it reads from its handles (`Session.snapshot`), and a
/// ``SnapshotReducer`` makes it from events alone. Both give the same.
public struct Snapshot: Sendable, Equatable {
  /// The names that hold something, in the order of binding.
  public let names: [NameSummary]
  /// The live objects, in the order of creation.
  public let objects: [ObjectSummary]

  public init(names: [NameSummary] = [], objects: [ObjectSummary] = []) {
    self.names = names
    self.objects = objects
  }

  /// An arrow from an object to one that it owns a count of.
  public struct Edge: Hashable, Sendable {
    public let from: ObjectID
    public let to: ObjectID

    package init(from: ObjectID, to: ObjectID) {
      self.from = from
      self.to = to
    }
  }

  /// Which object owns which, in the order of the owned objects.
  ///
  /// - Complexity: O(*n*) in the number of counts.
  public var edges: [Edge] {
    objects.flatMap { object in
      var holders: Set<ObjectID> = []
      return object.owners.compactMap { owner in
        switch owner {
        case .cell(let cell): Edge(from: cell, to: object.object)
        // However many counts an engine or an object of a program has, it is one arrow.
        case .engine(let module) where holders.insert(module).inserted: Edge(from: module, to: object.object)
        case .handle(let handle):
          handle.inside.flatMap { holders.insert($0).inserted ? Edge(from: $0, to: object.object) : nil }
        case .name, .engine, .raw, .lost: nil
        }
      }
    }
  }
}
