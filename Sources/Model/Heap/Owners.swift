/// The owners of an object, in the order in which they got their counts.
///
/// Most objects have one owner. It is stored in place: in a session of a million objects, following a pointer to it
/// would cost a line more than all that the shell itself does for the line.
public struct Owners: RandomAccessCollection, Equatable, Sendable {
  private enum Storage: Equatable {
    case none
    case one(Owner)
    /// Two owners at least.
    case several([Owner])
  }

  private var storage = Storage.none

  public init() {}

  public init(_ owners: some Sequence<Owner>) {
    for owner in owners { append(owner) }
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch storage {
    case .none: 0
    case .one: 1
    case .several(let owners): owners.count
    }
  }

  public subscript(position: Int) -> Owner {
    switch storage {
    case .one(let owner) where position == 0: return owner
    case .several(let owners): return owners[position]
    default: preconditionFailure("there is no owner \(position)")
    }
  }

  /// - Complexity: O(1) on average.
  package mutating func append(_ owner: Owner) {
    switch storage {
    case .none:
      storage = .one(owner)
    case .one(let first):
      storage = .several([first, owner])
    case .several(var owners):
      // Let go of first, or appending would copy what both hold.
      storage = .none
      owners.append(owner)
      storage = .several(owners)
    }
  }

  /// Removes the youngest owner that equals `owner`. Owners mostly leave in reverse order of their coming.
  ///
  /// - Complexity: O(*n*) in the number of owners that came later.
  package mutating func removeLast(equalTo owner: Owner) {
    switch storage {
    case .none:
      break
    case .one(let only):
      if only == owner { storage = .none }
    case .several(var owners):
      storage = .none
      owners.removeLast(equalTo: owner)
      storage = owners.count == 1 ? .one(owners[0]) : .several(owners)
    }
  }
}

extension Owners: ExpressibleByArrayLiteral {
  public init(arrayLiteral owners: Owner...) {
    self.init(owners)
  }
}

extension Array where Element: Equatable {
  /// Removes the youngest element that equals `element`. Owners mostly leave in reverse order of their coming.
  package mutating func removeLast(equalTo element: Element) {
    if let index = lastIndex(of: element) { remove(at: index) }
  }
}
