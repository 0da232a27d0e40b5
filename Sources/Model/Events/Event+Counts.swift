extension Event {
  /// The object whose owners or count this event changed.
  package var changedObject: ObjectID? {
    switch self {
    case .created(let creation): creation.object
    case .cloned(let change), .dropped(let change): change.object
    case .moved(let move): move.object
    case .raw(let pointer): pointer.object
    default: nil
    }
  }

  /// The strong count of ``changedObject`` before the event; nil where the event made it.
  package var countBefore: Int? {
    switch self {
    case .created: nil
    case .cloned(let change), .dropped(let change): change.before
    default: countAfter
    }
  }

  /// The strong count of ``changedObject`` once the event is over.
  package var countAfter: Int? {
    switch self {
    case .created(let creation): creation.after
    case .cloned(let change), .dropped(let change): change.after
    case .moved(let move): move.count
    case .raw(let pointer): pointer.count
    default: nil
    }
  }

  /// The event as a record keeps it: without the owners that the object has afterwards. They follow from the events
  /// before, and in a record they would grow with the square of an object's owners.
  package var withoutOwners: Event {
    switch self {
    case .created(var creation):
      creation.owners = []
      return .created(creation)
    case .cloned(var change):
      change.owners = []
      return .cloned(change)
    case .dropped(var change):
      change.owners = []
      return .dropped(change)
    case .moved(var move):
      move.owners = []
      return .moved(move)
    case .raw(var pointer):
      pointer.owners = []
      return .raw(pointer)
    default:
      return self
    }
  }
}
