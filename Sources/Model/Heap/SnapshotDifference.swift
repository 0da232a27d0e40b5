/// What is different between two snapshots of one session.
public struct SnapshotDifference: Sendable, Equatable {
  /// Something that may have changed, as it was and as it is.
  public struct Change<Value: Sendable & Equatable>: Sendable, Equatable {
    public let before: Value
    public let after: Value
  }

  /// Objects that are only in the later snapshot.
  public let made: [ObjectSummary]
  /// Objects that are only in the earlier one.
  public let gone: [ObjectSummary]
  /// Objects in both whose count, value or owners differ.
  public let changed: [Change<ObjectSummary>]
  public let boundNames: [NameSummary]
  public let goneNames: [NameSummary]
  /// Names that hold something else now, or hold it in another way.
  public let changedNames: [Change<NameSummary>]

  public var isEmpty: Bool {
    made.isEmpty && gone.isEmpty && changed.isEmpty && boundNames.isEmpty && goneNames.isEmpty
      && changedNames.isEmpty
  }

  /// - Complexity: O(*n*) on average in the number of names and objects of both.
  public init(from old: Snapshot, to new: Snapshot) {
    let objects = ElementDifference(old.objects, new.objects, by: \.object) { $0 == $1 }
    let names = ElementDifference(old.names, new.names, by: \.name) { a, b in
      a.object == b.object && a.role.isLike(b.role)
    }
    (made, gone, changed) = (objects.added, objects.removed, objects.changed)
    (boundNames, goneNames, changedNames) = (names.added, names.removed, names.changed)
  }

  private struct ElementDifference<Element: Sendable & Equatable> {
    var added: [Element] = []
    var removed: [Element] = []
    var changed: [Change<Element>] = []

    init<Key: Hashable>(
      _ old: [Element], _ new: [Element], by key: (Element) -> Key, isSame: (Element, Element) -> Bool
    ) {
      var rest = Dictionary(old.map { (key($0), $0) }, uniquingKeysWith: { $1 })
      for element in new {
        guard let before = rest.removeValue(forKey: key(element)) else {
          added.append(element)
          continue
        }
        if !isSame(before, element) { changed.append(Change(before: before, after: element)) }
      }
      removed = old.filter { rest[key($0)] != nil }
    }
  }
}

extension NameSummary.Role {
  /// Whether the name holds the same kind of thing. The count is the object's and not the name's.
  fileprivate func isLike(_ other: NameSummary.Role) -> Bool {
    if case .handle = self, case .handle = other { return true }
    return self == other
  }
}
