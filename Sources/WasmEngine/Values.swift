/// A row of values: the arguments or the results of a call.
public struct Values: ~Copyable {
  private final class Slot {
    var value: Value?

    init(_ value: consuming Value) { self.value = consume value }
  }

  private var slots: [Slot] = []

  public init() {}

  public var count: Int { slots.count }
  public var isEmpty: Bool { slots.isEmpty }

  public mutating func append(_ value: consuming Value) {
    slots.append(Slot(value))
  }

  public mutating func append<T: WasmValue & ~Copyable>(_ value: consuming T) {
    slots.append(Slot(value.makeValue()))
  }

  /// Moves the first value out; nil when there is none.
  ///
  /// - Complexity: O(*n*), with *n* the number of values that are left.
  public mutating func removeFirst() -> Value? {
    slots.isEmpty ? nil : slots.removeFirst().value.take()
  }

  /// Moves the first value out as a value of a Swift type; nil when there is none, or it is of another type.
  public mutating func removeFirst<T: WasmValue & ~Copyable>(as type: T.Type) -> T? {
    guard let value = removeFirst() else { return nil }
    return T.take(value)
  }
}

extension Values {
  /// Lets a store release the handles that are left.
  mutating func release(to store: Store) {
    while let value = removeFirst() { value.release(to: store) }
  }
}

extension Value {
  /// Lets a store release the handle that the value may be.
  consuming func release(to store: Store) {
    switch consume self {
    case .handle(let handle?): store.release(handle)
    default: break
    }
  }
}
