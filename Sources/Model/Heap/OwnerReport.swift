/// Who owns an object: what `why` shows.
public struct OwnerReport: Sendable, Equatable {
  /// A count, and who has it.
  public struct Share: Sendable, Equatable {
    public let owner: Owner
    /// Where the owner is a cell, an engine, or a handle inside an object: how a name, or a handle that is inside no
    /// object, leads to that cell, module or object. Nil when none does.
    public let route: Route?
  }

  public let object: ObjectSummary
  /// One for each owner, in the order in which they got their counts.
  public let shares: [Share]

  /// Whether the owners add up to the strong count.
  public var isComplete: Bool { shares.count == object.count }

  /// - Complexity: O(*n*) in the number of objects, and of the cells on the ways to the owners.
  package init(of object: ObjectSummary, in snapshot: Snapshot) {
    self.object = object
    guard object.owners.contains(where: { $0.place != nil }) else {
      shares = object.owners.map { Share(owner: $0, route: nil) }
      return
    }
    let graph = HeapGraph(snapshot)
    let routes = graph.routes
    shares = object.owners.map { owner in
      guard let place = owner.place, let position = graph.position(of: place) else {
        return Share(owner: owner, route: nil)
      }
      return Share(owner: owner, route: graph.route(to: position, in: routes))
    }
  }
}
