/// A place that owns one count of an object.
public enum Owner: Hashable, Sendable {
  /// A name bound to a handle.
  case name(String)
  /// A cell that holds a handle.
  case cell(ObjectID)
  /// The engine that runs a module, which keeps the handle in a table, a global or elsewhere until it has collected.
  case engine(ObjectID)
  /// A name bound to a raw pointer that took its count over with `into_raw`.
  case raw(String)
  /// A count that `into_raw` took out and whose pointer no name holds any more. Nothing can give it back.
  case lost
  /// A handle of a traced program, or the raw pointer that it went into.
  indirect case handle(TracedHandle)

  /// The object that holds the handle: a cell, the module whose engine does, or the one in whose value it was found.
  package var place: ObjectID? {
    switch self {
    case .cell(let object), .engine(let object): object
    case .handle(let handle): handle.inside
    case .name, .raw, .lost: nil
    }
  }

  /// Whether the engine of a module holds the count.
  package var isEngine: Bool { if case .engine = self { true } else { false } }

  /// Whether the count sits in a raw pointer instead of a handle.
  package var isRaw: Bool {
    switch self {
    case .raw, .lost: true
    case .handle(let handle): handle.isRaw
    case .name, .cell, .engine: false
    }
  }
}
