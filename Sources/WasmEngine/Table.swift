internal import CWasmtime
public import ExternRef

/// A table of a store: elements of one reference type, by index.
@safe
public struct Table {
  public let store: Store
  public let element: ValueType
  let raw: wasmtime_table_t

  init(_ store: Store, _ raw: wasmtime_table_t) {
    var raw = raw
    let type = unsafe store.api.wasmtime_table_type(store.context, &raw)
    defer { unsafe store.api.wasm_tabletype_delete(type) }
    self.store = store
    self.raw = raw
    unsafe element = store.engine.type(store.api.wasm_tabletype_element(type))
  }

  /// Makes a table of null references.
  ///
  /// - Parameters:
  ///   - store: Where the table lives, as long as the store does.
  ///   - element: `externref` or `funcref`.
  ///   - count: How many elements it has.
  ///   - limit: How many it may grow to have.
  public init(_ store: Store, of element: ValueType, count: UInt32, limit: UInt32 = .max) throws(WasmError) {
    var initial: wasmtime_val_t
    switch element {
    case .externref: unsafe initial = try store.lower(.handle(nil))
    case .funcref: unsafe initial = try store.lower(.function(nil))
    default: throw WasmError(.usage, "a table of \(element) cannot be made here")
    }
    var limits = wasm_limits_t(min: count, max: limit)
    let type = unsafe store.api.wasm_tabletype_new(store.api.makeType(element), &limits)
    defer { unsafe store.api.wasm_tabletype_delete(type) }
    var raw = wasmtime_table_t()
    try unsafe store.engine.check(
      store.api.wasmtime_table_new(store.context, type, &initial, &raw), as: .resources)
    self.store = store
    self.element = element
    self.raw = raw
  }

  public var count: UInt64 {
    var raw = raw
    return unsafe store.api.wasmtime_table_size(store.context, &raw)
  }

  /// The element at an index. A handle is a clone.
  ///
  /// - Throws: ``WasmError/Kind/usage`` when there is no such element.
  public func get(_ index: UInt64) throws(WasmError) -> Value {
    var value = try unsafe root(index)
    return unsafe store.take(&value)
  }

  /// The engine's form of the element at an index, with a root.
  private func root(_ index: UInt64) throws(WasmError) -> wasmtime_val_t {
    var raw = raw
    var value = unsafe wasmtime_val_t()
    guard unsafe store.api.wasmtime_table_get(store.context, &raw, index, &value) else {
      throw WasmError(.usage, "the table has \(count) elements, and none at \(index)")
    }
    return unsafe value
  }

  /// Lends the handle at an index, whose count stays; nil when there is null, or something else.
  ///
  /// - Throws: ``WasmError/Kind/usage`` when there is no such element.
  public func withHandle<Result: ~Copyable>(
    at index: UInt64, _ body: (borrowing VMExternRef) -> Result
  ) throws(WasmError) -> Result? {
    var value = try unsafe root(index)
    defer { unsafe store.api.wasmtime_val_unroot(&value) }
    return unsafe store.withHandle(value, body)
  }

  /// Replaces the element at an index. The engine drops the handle that was there at a later collection.
  ///
  /// - Throws: ``WasmError/Kind/usage`` when there is no such element, or the value is of another type.
  public func set(_ index: UInt64, to value: consuming Value) throws(WasmError) {
    var raw = raw
    defer { store.release() }
    var lowered = try unsafe store.lower(value)
    defer { unsafe store.api.wasmtime_val_unroot(&lowered) }
    try unsafe store.engine.check(
      store.api.wasmtime_table_set(store.context, &raw, index, &lowered), as: .usage)
  }

  /// Adds elements, all equal to `value`.
  ///
  /// - Returns: How many elements there were before.
  /// - Throws: ``WasmError/Kind/resources`` when the table must not grow so far.
  @discardableResult
  public func grow(by count: UInt64, with value: consuming Value) throws(WasmError) -> UInt64 {
    var raw = raw
    defer { store.release() }
    var lowered = try unsafe store.lower(value)
    defer { unsafe store.api.wasmtime_val_unroot(&lowered) }
    var before: UInt64 = 0
    try unsafe store.engine.check(
      store.api.wasmtime_table_grow(store.context, &raw, count, &lowered, &before), as: .resources)
    return before
  }
}
