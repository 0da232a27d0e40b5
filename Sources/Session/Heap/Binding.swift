internal import Model
internal import ExternRef

/// A name and what it holds.
final class Binding {
  /// What a name can hold.
  enum Content: ~Copyable {
    case handle(OwnedHandle)
    case rawPointer(RawPointer)
    /// Nothing any more; kept so that a later use can be told what happened.
    case departed(Departure)
  }

  // In front, and with it the members of what it may be in an order without gaps: in a large session the time that a
  // name takes is the time until its memory arrives.
  private var content: Content
  let name: String
  /// Where the name stands in the order of binding: at the end of a session the youngest goes first.
  private(set) var order: Int

  init(_ name: String, _ content: consuming Content, order: Int) {
    self.name = name
    self.content = content
    self.order = order
  }

  /// Puts `new` in and returns what the name held.
  func rebind(to new: consuming Content, order: Int) -> Content {
    self.order = order
    swap(&content, &new)
    return new
  }

  /// The object that the name's handle or raw pointer refers to; nil once it has departed.
  var object: ObjectID? {
    switch content {
    case .handle(let owned): owned.object
    case .rawPointer(let pointer): pointer.object
    case .departed: nil
    }
  }

  var isHandle: Bool {
    switch content {
    case .handle: true
    default: false
    }
  }

  var rawPointer: RawPointer? {
    get {
      switch content {
      case .rawPointer(let pointer): pointer
      default: nil
      }
    }
    set { if let newValue { content = .rawPointer(newValue) } }
  }

  var departure: Departure? {
    switch content {
    case .departed(let departure): departure
    default: nil
    }
  }

  /// Lends the handle.
  ///
  /// - Precondition: the name holds a handle. Parameters of that kind have checked it.
  func withHandle<Result: ~Copyable, E: Error>(
    _ body: (borrowing OwnedHandle) throws(E) -> Result
  ) throws(E) -> Result {
    switch content {
    case .handle(let owned): return try body(owned)
    default: preconditionFailure("'\(name)' holds no handle")
    }
  }
}

/// An address that owns nothing, or one count where `into_raw` moved it there.
struct RawPointer {
  let object: ObjectID
  let address: Address
  /// The line on which the object died; nil while the pointer is good.
  var destroyedOn: Int?
  /// Whether the pointer owns a count.
  var ownership: Ownership

  typealias Ownership = PointerSummary.Ownership

  var isDangling: Bool { destroyedOn != nil }
}

/// Why a name holds nothing any more.
struct Departure {
  enum Cause {
    case dropped
    case moved(to: String?)
    case intoRaw(String?)
  }

  /// The object that the name referred to.
  let object: ObjectID
  let line: Int
  let cause: Cause
}
