internal import CWasmtime

/// A compiler and its settings, shared by modules and stores. Any thread may use it.
@safe
public final class Engine: @unchecked Sendable {
  public let library: WasmLibrary
  /// Whether code consumes fuel, and traps when there is none left.
  public let consumesFuel: Bool
  /// Whether ``interrupt()`` stops code.
  public let isInterruptible: Bool
  let pointer: OpaquePointer
  /// The engine's objects for the types that can be told, to compare others with.
  private let types: [(type: ValueType, pointer: OpaquePointer)]
  /// What keeps the engine's object for `(ref extern)`, which no function makes: the import of a module that has it.
  private var probe = unsafe wasm_importtype_vec_t()
  private var nonNullExternref: OpaquePointer?

  /// Makes an engine. The process's signal handlers stay as they are.
  ///
  /// - Parameters:
  ///   - library: The library to use.
  ///   - consumesFuel: Whether stores measure what code does in fuel: see ``Store/setFuel(_:)``.
  ///   - isInterruptible: Whether ``interrupt()`` stops code. Loops and calls then look for it.
  public init(
    _ library: WasmLibrary, consumesFuel: Bool = false, isInterruptible: Bool = false
  ) throws(WasmError) {
    guard
      let pointer = unsafe library.api.makeEngine(
        consumesFuel: consumesFuel, isInterruptible: isInterruptible)
    else {
      throw WasmError(.resources, "wasmtime makes no engine")
    }
    self.library = library
    self.consumesFuel = consumesFuel
    self.isInterruptible = isInterruptible
    unsafe self.pointer = pointer
    unsafe types = ValueType.allCases.compactMap { type in
      unsafe library.api.makeType(type).map { unsafe (type, $0) }
    }
    readProbe()
  }

  /// A module that imports a function `(ref extern) -> ()`.
  private static let probeModule: [UInt8] =
    Array("\0asm".utf8) + [1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x64, 0x6F, 0, 2, 5, 1, 0, 0, 0, 0]

  private func readProbe() {
    var module: OpaquePointer?
    let bytes = Self.probeModule
    if let error = unsafe api.wasmtime_module_new(pointer, bytes, bytes.count, &module) {
      return unsafe api.wasmtime_error_delete(error)
    }
    // SAFETY: the vector owns its types, and outlives the module.
    defer { unsafe api.wasmtime_module_delete(module) }
    unsafe api.wasmtime_module_imports(module, &probe)
    guard unsafe probe.size == 1, let type = unsafe api.wasm_importtype_type(probe.data[0]),
      let function = unsafe api.wasm_externtype_as_functype_const(type),
      let parameters = unsafe api.wasm_functype_params(function)?.pointee, unsafe parameters.size == 1
    else { return }
    unsafe nonNullExternref = parameters.data[0]
  }

  deinit {
    // SAFETY: modules and stores keep the engine, so none is left.
    for unsafe(_, pointer) in unsafe types { unsafe api.wasm_valtype_delete(pointer) }
    unsafe api.wasm_importtype_vec_delete(&probe)
    unsafe api.wasm_engine_delete(pointer)
  }

  var api: cwasmtime_api { library.api }

  /// Traps whatever code of the engine's stores runs at present, with ``TrapCode/interrupt``. Any thread may call this,
  /// and what is called afterwards runs as always.
  public func interrupt() {
    // SAFETY: this is an atomic addition.
    unsafe api.wasmtime_engine_increment_epoch(pointer)
  }

  // MARK: Types

  /// Reads a type. The engine's own function for it ends the process where the type has no number, so types are
  /// compared instead.
  func type(_ pointer: OpaquePointer?) -> ValueType {
    guard let pointer = unsafe pointer else { return .other }
    let type = unsafe types.first { unsafe api.wasmtime_wasm_valtype_equal($0.pointer, pointer) }
    if unsafe type == nil, let known = unsafe nonNullExternref,
      unsafe api.wasmtime_wasm_valtype_equal(known, pointer)
    {
      return .nonNullExternref
    }
    return unsafe type?.type ?? .other
  }

  func types(_ vector: UnsafePointer<wasm_valtype_vec_t>?) -> [ValueType] {
    guard let vector = unsafe vector?.pointee else { return [] }
    return unsafe (0..<vector.size).map { unsafe type(vector.data[$0]) }
  }

  func functionType(_ pointer: OpaquePointer?) -> FunctionType {
    guard let pointer = unsafe pointer else { return FunctionType([]) }
    return unsafe FunctionType(
      types(api.wasm_functype_params(pointer)), types(api.wasm_functype_results(pointer)))
  }

  func externType(_ pointer: OpaquePointer?) -> ExternType {
    guard let pointer = unsafe pointer else { return .other }
    switch unsafe Int(api.wasm_externtype_kind(pointer)) {
    case CWASM_EXTERN_FUNC:
      return .function(unsafe functionType(api.wasm_externtype_as_functype_const(pointer)))
    case CWASM_EXTERN_GLOBAL:
      let global = unsafe api.wasm_externtype_as_globaltype_const(pointer)
      return unsafe .global(
        type(api.wasm_globaltype_content(global)), isMutable: api.wasm_globaltype_mutability(global) != 0)
    case CWASM_EXTERN_TABLE:
      let table = unsafe api.wasm_externtype_as_tabletype_const(pointer)
      return .table(unsafe type(api.wasm_tabletype_element(table)))
    case CWASM_EXTERN_MEMORY:
      return .memory
    default:
      return .other
    }
  }

  // MARK: Errors

  /// Takes an error of the engine's, and frees it.
  func take(_ error: OpaquePointer, as kind: WasmError.Kind) -> WasmError {
    var message = unsafe wasm_byte_vec_t()
    unsafe api.wasmtime_error_message(error, &message)
    unsafe api.wasmtime_error_delete(error)
    defer { unsafe api.wasm_byte_vec_delete(&message) }
    return WasmError(kind, engine: unsafe message.text)
  }

  /// Takes a trap, and frees it.
  func take(trap: OpaquePointer) -> WasmError {
    var message = unsafe wasm_byte_vec_t()
    unsafe api.wasm_trap_message(trap, &message)
    var code: UInt8 = 0
    let hasCode = unsafe api.wasmtime_trap_code(trap, &code)
    unsafe api.wasm_trap_delete(trap)
    defer { unsafe api.wasm_byte_vec_delete(&message) }
    // Unlike an error's, a trap's message ends in a NUL.
    let text = unsafe String(decoding: message.bytes.prefix { $0 != 0 }, as: UTF8.self)
    return WasmError(.trap(hasCode ? TrapCode(rawValue: code) : nil), engine: text)
  }

  func check(_ error: OpaquePointer?, as kind: WasmError.Kind) throws(WasmError) {
    if let error = unsafe error { throw unsafe take(error, as: kind) }
  }
}

extension cwasmtime_api {
  /// Makes the engine's object for a type; nil for ``ValueType/other``.
  func makeType(_ type: ValueType) -> OpaquePointer? {
    switch type {
    case .i32: wasm_valtype_new(UInt8(CWASM_I32))
    case .i64: wasm_valtype_new(UInt8(CWASM_I64))
    case .f32: wasm_valtype_new(UInt8(CWASM_F32))
    case .f64: wasm_valtype_new(UInt8(CWASM_F64))
    case .v128: wasmtime_wasm_valtype_v128()
    case .externref: wasm_valtype_new(UInt8(CWASM_EXTERNREF))
    case .funcref: wasm_valtype_new(UInt8(CWASM_FUNCREF))
    case .nonNullExternref, .other: nil
    }
  }
}
