internal import CWasmtime
public import ExternRef

/// A call of a function of the host's: its arguments, its results, and who calls.
@safe
public struct HostCall: ~Copyable {
  public let store: Store
  public let type: FunctionType
  private let caller: OpaquePointer?
  private let arguments: UnsafePointer<wasmtime_val_t>?
  private let results: UnsafeMutablePointer<wasmtime_val_t>?

  fileprivate init(
    store: Store, type: FunctionType, caller: OpaquePointer?, arguments: UnsafePointer<wasmtime_val_t>?,
    results: UnsafeMutablePointer<wasmtime_val_t>?
  ) {
    self.store = store
    self.type = type
    unsafe self.caller = caller
    unsafe self.arguments = arguments
    unsafe self.results = results
  }

  /// The argument at an index. A handle is a clone.
  ///
  /// - Precondition: `index` is that of a parameter.
  public func argument(_ index: Int) -> Value {
    precondition(type.parameters.indices.contains(index), "there is no argument \(index)")
    // SAFETY: the engine passes as many arguments as the type has parameters, and keeps them during the call.
    return unsafe store.lift(arguments![index])
  }

  /// The argument at an index, as a value of a Swift type.
  ///
  /// - Precondition: `index` is that of a parameter.
  /// - Throws: When the parameter is of another type, or the reference is to no handle.
  public func argument<T: WasmValue & ~Copyable>(_ index: Int, as _: T.Type = T.self) throws(WasmError) -> T {
    guard let value = T.take(argument(index)) else {
      throw WasmError(.usage, "argument \(index) is no \(T.valueType) of the host")
    }
    return value
  }

  /// Lends the handle among the arguments, whose count stays; nil when there is null, or something else.
  ///
  /// - Precondition: `index` is that of a parameter.
  public func withHandle<Result: ~Copyable, E: Error>(
    _ index: Int, _ body: (borrowing VMExternRef) throws(E) -> Result
  ) throws(E) -> Result? {
    precondition(type.parameters.indices.contains(index), "there is no argument \(index)")
    // SAFETY: as above; the engine keeps its count during the call.
    return try unsafe store.withHandle(arguments![index], body)
  }

  /// Gives a result. One that is not given is zero, or null.
  ///
  /// - Precondition: `index` is that of a result.
  /// - Throws: When the result is of another type, or belongs to another store.
  public func give(_ value: consuming Value, at index: Int = 0) throws(WasmError) {
    precondition(type.results.indices.contains(index), "there is no result \(index)")
    let actual = value.type
    guard type.results[index] == actual else {
      throw WasmError(.usage, "result \(index) is \(type.results[index]), not \(actual)")
    }
    var lowered = try unsafe store.lower(value)
    // SAFETY: the engine passes room for as many results as the type has. A root that is replaced is dropped.
    unsafe swap(&lowered, &results![index])
    unsafe store.api.wasmtime_val_unroot(&lowered)
  }

  /// The caller's memory of a name; nil when it exports none.
  public func memory(_ name: String = "memory") -> Memory? {
    var item = unsafe wasmtime_extern_t()
    var name = name
    let isThere = name.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { name in
        unsafe store.api.wasmtime_caller_export_get(caller, name.baseAddress, name.count, &item)
      }
    }
    guard isThere else { return nil }
    guard case .memory(let memory) = unsafe Extern(store, item) else { return nil }
    return memory
  }

  /// Fills the results with what a function gives that gives nothing.
  fileprivate func clearResults() {
    for (index, result) in type.results.enumerated() {
      unsafe results![index] = wasmtime_val_t()
      unsafe results![index].kind = result.nullKind
    }
  }
}

extension ValueType {
  fileprivate var nullKind: UInt8 {
    switch self {
    case .i32: UInt8(CWASMTIME_I32)
    case .i64: UInt8(CWASMTIME_I64)
    case .f32: UInt8(CWASMTIME_F32)
    case .f64: UInt8(CWASMTIME_F64)
    case .v128: UInt8(CWASMTIME_V128)
    case .externref, .nonNullExternref, .other: UInt8(CWASMTIME_EXTERNREF)
    case .funcref: UInt8(CWASMTIME_FUNCREF)
    }
  }
}

/// What the engine hands back to the host with each call.
private final class HostBody {
  /// The store owns the function that owns this.
  unowned let store: Store
  let type: FunctionType
  let run: (borrowing HostCall) throws -> Void

  init(_ store: Store, _ type: FunctionType, _ run: @escaping (borrowing HostCall) throws -> Void) {
    self.store = store
    self.type = type
    self.run = run
  }
}

extension Store {
  /// Makes a function of the host.
  ///
  /// What the closure throws traps the code that called, and comes out of ``Function/call(_:)`` as the cause of an error
  /// of the kind ``WasmError/Kind/host``.
  ///
  /// The store keeps the closure. A closure that keeps the store, or a function, a table or a global of it, makes a
  /// cycle, and the store never ends.
  ///
  /// - Parameters:
  ///   - type: What the function takes and gives. ``ValueType/other`` is for types of modules only.
  ///   - body: Does the work.
  public func makeFunction(
    _ type: FunctionType, _ body: @escaping (borrowing HostCall) throws -> Void
  ) throws(WasmError) -> Function {
    guard !(type.parameters + type.results).contains(where: { $0 == .other || $0 == .nonNullExternref })
    else {
      throw WasmError(.usage, "a function of the host has only types that can be named")
    }
    var parameters = unsafe vector(type.parameters)
    var results = unsafe vector(type.results)
    // SAFETY: the engine takes over both vectors, and what is in them.
    let signature = unsafe api.wasm_functype_new(&parameters, &results)
    defer { unsafe api.wasm_functype_delete(signature) }
    let context = unsafe Unmanaged.passRetained(HostBody(self, type, body))
    var raw = unsafe wasmtime_func_t()
    // SAFETY: the store owns the function, and its finalizer gives back the count of the body.
    unsafe api.wasmtime_func_new(
      self.context, signature, callHost, context.toOpaque(),
      { unsafe Unmanaged<HostBody>.fromOpaque($0!).release() }, &raw)
    return unsafe Function(self, raw, type)
  }

  /// Makes a function of the host that takes one argument and gives one result.
  ///
  /// ```swift
  /// let length = try store.makeFunction { (handle: consuming VMExternRef?) -> Int32 in
  ///   handle?.downcast(to: String.self).map { Int32($0.utf8.count) } ?? 0
  /// }
  /// ```
  public func makeFunction<A: WasmValue & ~Copyable, R: WasmValue & ~Copyable>(
    _ body: @escaping (consuming A) throws -> R
  ) throws(WasmError) -> Function {
    try makeFunction(FunctionType([A.valueType], [R.valueType])) { call in
      try call.give(body(call.argument(0)).makeValue())
    }
  }

  /// Makes a function of the host that takes one argument and gives nothing.
  public func makeFunction<A: WasmValue & ~Copyable>(
    _ body: @escaping (consuming A) throws -> Void
  ) throws(WasmError) -> Function {
    try makeFunction(FunctionType([A.valueType])) { call in try body(call.argument(0)) }
  }

  /// Makes a function of the host that takes nothing and gives one result.
  public func makeFunction<R: WasmValue & ~Copyable>(
    _ body: @escaping () throws -> R
  ) throws(WasmError) -> Function {
    try makeFunction(FunctionType([], [R.valueType])) { call in try call.give(body().makeValue()) }
  }

  private func vector(_ types: [ValueType]) -> wasm_valtype_vec_t {
    let pointers = unsafe types.map { unsafe api.makeType($0) }
    var vector = unsafe wasm_valtype_vec_t()
    unsafe api.wasm_valtype_vec_new(&vector, pointers.count, pointers)
    return unsafe vector
  }
}

/// What the engine calls.
private let callHost: wasmtime_func_callback_t = { environment, caller, arguments, _, results, _ in
  // SAFETY: the environment is the body that the function was made with, which lives as long as the function.
  let body = unsafe Unmanaged<HostBody>.fromOpaque(environment!).takeUnretainedValue()
  let store = body.store
  let outer = unsafe store.context
  unsafe store.context = store.api.wasmtime_caller_context(caller)!
  defer {
    store.release()
    unsafe store.context = outer
  }
  store.release()
  let call = unsafe HostCall(
    store: store, type: body.type, caller: caller, arguments: arguments, results: results)
  call.clearResults()
  do {
    try store.collectAtCall()
    try body.run(call)
    try store.collectAtCall()
    return nil
  } catch {
    // Results that were given already are the engine's, also now.
    store.hostError = error
    let message = "\(error)"
    // SAFETY: the engine copies the message.
    return unsafe store.api.wasmtime_trap_new(message, message.utf8.count)
  }
}
