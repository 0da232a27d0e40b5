internal import CWasmtime

/// A compiled module. Any thread may use it, and any number of stores.
@safe
public final class Module: @unchecked Sendable {
  /// Something that the module wants to be given.
  public struct Import: Sendable {
    public let module: String
    public let name: String
    public let type: ExternType
  }

  /// Something that an instance of the module offers.
  public struct Export: Sendable {
    public let name: String
    public let type: ExternType
  }

  public let engine: Engine
  /// In the order in which the module names them.
  public let imports: [Import]
  public let exports: [Export]
  let pointer: OpaquePointer

  /// Checks and compiles a module in the binary format.
  ///
  /// - Parameters:
  ///   - engine: Compiles it, and runs it.
  ///   - binary: The whole module.
  ///   - limits: How large the module may be.
  /// - Throws: An error of the kind ``WasmError/Kind/module``, or ``WasmError/Kind/resources`` where it is too large.
  public init(_ engine: Engine, binary: [UInt8], limits: Limits = Limits()) throws(WasmError) {
    try limits.check(binary)
    var pointer: OpaquePointer?
    try unsafe engine.check(
      engine.api.wasmtime_module_new(engine.pointer, binary, binary.count, &pointer), as: .module)
    guard let pointer = unsafe pointer else { throw WasmError(.module, "wasmtime compiled nothing") }
    self.engine = engine
    unsafe self.pointer = pointer
    unsafe imports = engine.imports(of: pointer)
    unsafe exports = engine.exports(of: pointer)
  }

  /// Checks and compiles a module in the text format.
  ///
  /// - Parameters:
  ///   - engine: Compiles it, and runs it.
  ///   - text: The whole module.
  ///   - limits: How large the module may be.
  /// - Throws: An error of the kind ``WasmError/Kind/module``, whose details show the place, or
  ///   ``WasmError/Kind/resources`` where the module is too large.
  public convenience init(_ engine: Engine, text: String, limits: Limits = Limits()) throws(WasmError) {
    var binary = unsafe wasm_byte_vec_t()
    var text = text
    let error = text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        // SAFETY: the characters are there for the call, which copies what it needs.
        unsafe engine.api.wasmtime_wat2wasm(characters.baseAddress, characters.count, &binary)
      }
    }
    try unsafe engine.check(error, as: .module)
    defer { unsafe engine.api.wasm_byte_vec_delete(&binary) }
    try self.init(engine, binary: unsafe binary.bytes, limits: limits)
  }

  deinit {
    // SAFETY: the module is this object's own.
    unsafe engine.api.wasmtime_module_delete(pointer)
  }
}

extension Engine {
  fileprivate func imports(of module: OpaquePointer) -> [Module.Import] {
    var vector = unsafe wasm_importtype_vec_t()
    unsafe api.wasmtime_module_imports(module, &vector)
    defer { unsafe api.wasm_importtype_vec_delete(&vector) }
    return unsafe (0..<vector.size).map { index in
      let item = unsafe vector.data[index]
      return unsafe Module.Import(
        module: api.wasm_importtype_module(item)!.pointee.text,
        name: api.wasm_importtype_name(item)?.pointee.text ?? "",
        type: externType(api.wasm_importtype_type(item)))
    }
  }

  fileprivate func exports(of module: OpaquePointer) -> [Module.Export] {
    var vector = unsafe wasm_exporttype_vec_t()
    unsafe api.wasmtime_module_exports(module, &vector)
    defer { unsafe api.wasm_exporttype_vec_delete(&vector) }
    return unsafe (0..<vector.size).map { index in
      let item = unsafe vector.data[index]
      return unsafe Module.Export(
        name: api.wasm_exporttype_name(item)!.pointee.text, type: externType(api.wasm_exporttype_type(item)))
    }
  }
}
