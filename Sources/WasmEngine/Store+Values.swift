internal import CWasmtime
internal import ExternRef

// # Who owns the count
//
// A handle that goes in is one count. `Held` moves it out of the handle and into the engine, as the data of a
// reference that the engine collects. The engine's finalizer gives it back, and the store makes a handle of it again,
// to be dropped when the collection is over. A handle that comes out is a count of its own, made by
// `cloneFromRaw`: the engine keeps the one that it has. To look at a handle takes no count: `borrowFromRaw` lends it.
//
// A reference that Swift holds is a root. Arguments and what is written into tables and globals are borrowed by the
// engine, so the root is dropped after the call; the results of a function of the host become the engine's, root and
// all.

extension Store {
  /// Makes the engine's form of a value. The caller owns the root that it may hold.
  ///
  /// - Throws: When the value belongs to another store, or the engine has no room for another reference; the handle
  ///   is dropped in either case.
  func lower(_ value: consuming Value) throws(WasmError) -> wasmtime_val_t {
    var lowered = unsafe wasmtime_val_t()
    switch consume value {
    case .i32(let number):
      unsafe lowered.kind = UInt8(CWASMTIME_I32)
      unsafe lowered.of.i32 = number
    case .i64(let number):
      unsafe lowered.kind = UInt8(CWASMTIME_I64)
      unsafe lowered.of.i64 = number
    case .f32(let number):
      unsafe lowered.kind = UInt8(CWASMTIME_F32)
      unsafe lowered.of.f32 = number
    case .f64(let number):
      unsafe lowered.kind = UInt8(CWASMTIME_F64)
      unsafe lowered.of.f64 = number
    case .v128(let low, let high):
      unsafe lowered.kind = UInt8(CWASMTIME_V128)
      unsafe lowered.of.v128.low = low
      unsafe lowered.of.v128.high = high
    case .handle(let handle):
      unsafe lowered.kind = UInt8(CWASMTIME_EXTERNREF)
      // SAFETY: the finalizer takes back the count that the engine is given, exactly once: the engine runs it also
      // when it refuses.
      if let handle,
        unsafe !api.wasmtime_externref_new(
          context, Held(handle, label: "wasmtime store \(number)").data, finalizeHandle, &lowered.of.externref
        )
      {
        throw WasmError(.resources, "the engine has no room for another reference")
      }
    case .function(let function):
      unsafe lowered.kind = UInt8(CWASMTIME_FUNCREF)
      if let function {
        try checkOwner(function.store, of: "the function")
        unsafe lowered.of.funcref = function.raw
      }
    case .other(let reference):
      try checkOwner(reference.store, of: "the reference")
      // SAFETY: the reference keeps its own root.
      unsafe api.wasmtime_val_clone(&reference.raw, &lowered)
    }
    return unsafe lowered
  }

  /// Makes a Swift value of the engine's form, which stays as it is, root and all.
  func lift(_ raw: wasmtime_val_t) -> Value {
    var raw = unsafe raw
    switch unsafe Int(raw.kind) {
    case CWASMTIME_I32: return .i32(unsafe raw.of.i32)
    case CWASMTIME_I64: return .i64(unsafe raw.of.i64)
    case CWASMTIME_F32: return .f32(unsafe raw.of.f32)
    case CWASMTIME_F64: return .f64(unsafe raw.of.f64)
    case CWASMTIME_V128: return .v128(low: unsafe raw.of.v128.low, high: unsafe raw.of.v128.high)
    case CWASMTIME_FUNCREF:
      return .function(unsafe raw.of.funcref.store_id == 0 ? nil : Function(self, raw.of.funcref))
    case CWASMTIME_EXTERNREF:
      if unsafe raw.of.externref.store_id == 0 { return .handle(nil) }
      // Without data it is no reference of the host's: code has made one of an object of the engine's.
      guard let data = unsafe api.wasmtime_externref_data(context, &raw.of.externref) else { fallthrough }
      // SAFETY: all data comes from `lower`, and the root that the caller holds keeps the engine's count.
      return .handle(unsafe VMExternRef.cloneFromRaw(Held(data: data).pointer))
    default:
      return .other(unsafe Reference(self, cloning: raw))
    }
  }

  /// Lends the handle that a value of the engine's form leads to; nil when it is null, or no handle.
  func withHandle<Result: ~Copyable, E: Error>(
    _ raw: wasmtime_val_t, _ body: (borrowing VMExternRef) throws(E) -> Result
  ) throws(E) -> Result? {
    var raw = unsafe raw
    guard unsafe Int(raw.kind) == CWASMTIME_EXTERNREF, unsafe raw.of.externref.store_id != 0,
      let data = unsafe api.wasmtime_externref_data(context, &raw.of.externref)
    else { return nil }
    // SAFETY: as above.
    return try unsafe VMExternRef.borrowFromRaw(Held(data: data).pointer, body)
  }

  /// Makes a Swift value of the engine's form, and drops the root that it may hold.
  func take(_ raw: inout wasmtime_val_t) -> Value {
    defer { unsafe api.wasmtime_val_unroot(&raw) }
    return unsafe lift(raw)
  }
}

/// A reference to something of the engine's own: an object of the garbage-collected heap, an exception.
@safe
public final class Reference {
  public enum Kind: Sendable {
    case i31, structure, array, exception
    /// A reference of the host's, seen as `anyref`.
    case host
    /// A reference to an object of the engine's, seen as `externref`.
    case externalized
  }

  public let store: Store
  /// A root of its own.
  fileprivate(set) var raw: wasmtime_val_t

  fileprivate init(_ store: Store, cloning raw: wasmtime_val_t) {
    var raw = unsafe raw
    self.store = store
    unsafe self.raw = wasmtime_val_t()
    unsafe store.api.wasmtime_val_clone(&raw, &self.raw)
  }

  deinit { unsafe store.api.wasmtime_val_unroot(&raw) }

  /// What the reference leads to; nil when it is null.
  public var kind: Kind? {
    guard unsafe raw.of.externref.store_id != 0 else { return nil }
    switch unsafe Int(raw.kind) {
    case CWASMTIME_EXNREF: return .exception
    case CWASMTIME_EXTERNREF: return .externalized
    default:
      // Of this answer only the lowest bit is one: optimized code must not read it as a `bool`.
      if unsafe store.api.wasmtime_anyref_is_i31(store.context, &raw.of.externref) & 1 != 0 { return .i31 }
      if unsafe store.api.wasmtime_anyref_is_struct(store.context, &raw.of.externref) { return .structure }
      if unsafe store.api.wasmtime_anyref_is_array(store.context, &raw.of.externref) { return .array }
      return .host
    }
  }
}
