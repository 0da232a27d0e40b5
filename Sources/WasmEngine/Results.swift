internal import CWasmtime
public import ExternRef

/// What a call gave, from the first result to the last.
///
/// The results are the engine's until they are taken: a handle among them is cloned when it is taken out, and not
/// before. What is not taken goes back to the engine.
@safe
public struct Results: ~Copyable {
  private let store: Store
  private var values: [wasmtime_val_t]
  private var next = 0

  init(_ store: Store, _ values: [wasmtime_val_t]) {
    self.store = store
    unsafe self.values = values
  }

  deinit {
    for index in next..<(unsafe values.count) {
      var value = unsafe values[index]
      unsafe store.api.wasmtime_val_unroot(&value)
    }
    store.release()
  }

  /// How many results are left.
  public var count: Int { unsafe values.count - next }
  public var isEmpty: Bool { count == 0 }

  /// Lends the handle that the first result is, whose count stays; nil when it is null, or something else, or when there
  /// is none.
  public func withFirstHandle<Result: ~Copyable>(_ body: (borrowing VMExternRef) -> Result) -> Result? {
    isEmpty ? nil : unsafe store.withHandle(values[next], body)
  }

  /// Moves the first result out; nil when there is none. A handle is a clone.
  public mutating func removeFirst() -> Value? {
    guard !isEmpty else { return nil }
    defer { next += 1 }
    return unsafe store.take(&values[next])
  }

  /// Moves the first result out as a value of a Swift type; nil when there is none, or it is of another type.
  public mutating func removeFirst<T: WasmValue & ~Copyable>(as type: T.Type) -> T? {
    guard let value = removeFirst() else { return nil }
    return T.take(value)
  }
}

extension Values {
  /// Takes all results out.
  public init(_ results: consuming Results) {
    self.init()
    while let value = results.removeFirst() { append(value) }
  }
}
