internal import CWasmtime
internal import ExternRef

/// A function of a store, of a module's or of the host's.
@safe
public struct Function {
  public let store: Store
  public let type: FunctionType
  let raw: wasmtime_func_t

  init(_ store: Store, _ raw: wasmtime_func_t) {
    var raw = unsafe raw
    let type = unsafe store.api.wasmtime_func_type(store.context, &raw)
    // SAFETY: the engine made the type for this call.
    defer { unsafe store.api.wasm_functype_delete(type) }
    unsafe self.init(store, unsafe raw, unsafe store.engine.functionType(type))
  }

  init(_ store: Store, _ raw: wasmtime_func_t, _ type: FunctionType) {
    self.store = store
    self.type = type
    unsafe self.raw = raw
  }

  /// Calls the function.
  ///
  /// Handles among the arguments are moved into the engine, which releases them some time after nothing of its own leads
  /// to them: at a later collection, or at the end of the store. Those that do not get in are released at once.
  ///
  /// - Throws: ``WasmError/Kind/usage`` when the arguments do not fit, ``WasmError/Kind/trap(_:)`` when the code traps,
  ///   ``WasmError/Kind/host`` when a function of the host that it called throws.
  public func call(_ arguments: consuming Values) throws(WasmError) -> Results {
    guard arguments.count == type.parameters.count else {
      throw WasmError(
        .usage, "the function takes \(type.parameters.count) arguments, and got \(arguments.count)")
    }
    defer { store.release() }
    var lowered: [wasmtime_val_t] = unsafe []
    unsafe lowered.reserveCapacity(arguments.count)
    defer { for index in unsafe lowered.indices { unsafe store.api.wasmtime_val_unroot(&lowered[index]) } }
    for parameter in type.parameters {
      guard let argument = arguments.removeFirst() else { break }
      do throws(WasmError) {
        unsafe lowered.append(try lower(argument, as: parameter))
      } catch {
        arguments.release(to: store)
        throw error
      }
    }
    var results = unsafe [wasmtime_val_t](repeating: wasmtime_val_t(), count: type.results.count)
    var trap: OpaquePointer?
    var function = unsafe raw
    let error = try unsafe store.run {
      // SAFETY: everything that is passed belongs to this store, which this function keeps; both buffers have the
      // lengths that are given.
      unsafe store.api.wasmtime_func_call(
        store.context, &function, lowered, lowered.count, &results, results.count, &trap)
    }
    try unsafe store.check(error, trap: trap)
    return unsafe Results(store, results)
  }

  private func lower(_ argument: consuming Value, as parameter: ValueType) throws(WasmError) -> wasmtime_val_t
  {
    let actual = argument.type
    guard
      parameter == actual || parameter == .other && actual.isReference
        || parameter == .nonNullExternref && actual == .externref && !argument.isNull
        || actual == .other && parameter.isReference
    else {
      argument.release(to: store)
      throw WasmError(.usage, "an argument is \(actual), and the function takes \(parameter)")
    }
    return try unsafe store.lower(argument)
  }

  /// Calls a function that gives nothing.
  public func callAsFunction() throws(WasmError) {
    _ = try call(Values())
  }

  /// Calls a function that takes one argument and gives one result.
  ///
  /// ```swift
  /// let back: VMExternRef? = try echo(handle.clone())
  /// ```
  public func callAsFunction<A: WasmValue & ~Copyable, R: WasmValue & ~Copyable>(
    _ argument: consuming A
  ) throws(WasmError) -> R {
    var arguments = Values()
    arguments.append(argument)
    return try result(of: arguments)
  }

  /// Calls a function that takes nothing and gives one result.
  public func callAsFunction<R: WasmValue & ~Copyable>() throws(WasmError) -> R {
    try result(of: Values())
  }

  /// Calls a function that takes one argument and gives nothing.
  public func callAsFunction<A: WasmValue & ~Copyable>(_ argument: consuming A) throws(WasmError) {
    var arguments = Values()
    arguments.append(argument)
    _ = try call(arguments)
  }

  private func result<R: WasmValue & ~Copyable>(of arguments: consuming Values) throws(WasmError) -> R {
    guard type.results.count == 1 else {
      throw WasmError(.usage, "the function gives \(type.results.count) results, not one")
    }
    var results = try call(arguments)
    guard let result = results.removeFirst(as: R.self) else {
      throw WasmError(.usage, "the function gives \(type.results[0]), and this is no \(R.self)")
    }
    return result
  }
}
