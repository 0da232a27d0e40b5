internal import CWasmtime
public import ExternRef

/// A global of a store: one value, which may be constant.
@safe
public struct Global {
  public let store: Store
  public let content: ValueType
  public let isMutable: Bool
  let raw: wasmtime_global_t

  init(_ store: Store, _ raw: wasmtime_global_t) {
    var raw = raw
    let type = unsafe store.api.wasmtime_global_type(store.context, &raw)
    defer { unsafe store.api.wasm_globaltype_delete(type) }
    self.store = store
    self.raw = raw
    unsafe content = store.engine.type(store.api.wasm_globaltype_content(type))
    unsafe isMutable = store.api.wasm_globaltype_mutability(type) != 0
  }

  /// Makes a global of the value's type.
  public init(_ store: Store, _ value: consuming Value, isMutable: Bool = false) throws(WasmError) {
    let content = value.type
    guard let contentType = unsafe store.api.makeType(content) else {
      throw WasmError(.usage, "a global of \(content) cannot be made here")
    }
    let type = unsafe store.api.wasm_globaltype_new(contentType, isMutable ? 1 : 0)
    defer { unsafe store.api.wasm_globaltype_delete(type) }
    defer { store.release() }
    var lowered = try unsafe store.lower(value)
    defer { unsafe store.api.wasmtime_val_unroot(&lowered) }
    var raw = wasmtime_global_t()
    try unsafe store.engine.check(
      store.api.wasmtime_global_new(store.context, type, &lowered, &raw), as: .resources)
    self.store = store
    self.content = content
    self.isMutable = isMutable
    self.raw = raw
  }

  /// The value. A handle is a clone.
  public func get() -> Value {
    var raw = raw
    var value = unsafe wasmtime_val_t()
    unsafe store.api.wasmtime_global_get(store.context, &raw, &value)
    return unsafe store.take(&value)
  }

  /// Lends the handle, whose count stays; nil when there is null, or something else.
  public func withHandle<Result: ~Copyable>(_ body: (borrowing VMExternRef) -> Result) -> Result? {
    var raw = raw
    var value = unsafe wasmtime_val_t()
    unsafe store.api.wasmtime_global_get(store.context, &raw, &value)
    defer { unsafe store.api.wasmtime_val_unroot(&value) }
    return unsafe store.withHandle(value, body)
  }

  /// Replaces the value. The engine drops the handle that was there at a later collection.
  ///
  /// - Throws: ``WasmError/Kind/usage`` when the global is constant, or the value is of another type.
  public func set(_ value: consuming Value) throws(WasmError) {
    var raw = raw
    defer { store.release() }
    var lowered = try unsafe store.lower(value)
    defer { unsafe store.api.wasmtime_val_unroot(&lowered) }
    try unsafe store.engine.check(store.api.wasmtime_global_set(store.context, &raw, &lowered), as: .usage)
  }
}
