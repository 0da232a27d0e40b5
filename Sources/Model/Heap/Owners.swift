/// The owners of an object, in the order in which they got their counts.
public typealias Owners = OrderedBag<Owner>

/// The first owners of an object, and how many there are: what an event says of them, however many there are. Events pile
/// up, and with all owners in each they would grow with the square of an object's owners.
public struct OwnersExcerpt: Sendable, Equatable {
  /// How many owners an event names at most.
  package static let limit = 32

  public let first: Owners
  public let count: Int

  /// - Complexity: O(1)
  public init(_ owners: Owners = []) {
    count = owners.count
    first = owners.count <= Self.limit ? owners : Owners(owners.prefix(Self.limit))
  }

  public var isEmpty: Bool { count == 0 }
}

extension OwnersExcerpt: ExpressibleByArrayLiteral {
  public init(arrayLiteral owners: Owner...) {
    self.init(Owners(owners))
  }
}
