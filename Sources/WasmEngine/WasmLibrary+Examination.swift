internal import CWasmtime
internal import ExternRef

// No symbol gives wasmtime's version, and layouts change between versions. So before a library is trusted it has to
// show what it is: by its functions, by the version that it writes into a compiled module, and by what it writes into a
// reference.

extension WasmLibrary {
  /// Examines a library that has all functions, and returns its major version.
  static func examine(_ api: cwasmtime_api, path: String) throws(WasmError) -> Int {
    let engine = unsafe api.makeEngine(consumesFuel: false, isInterruptible: false)
    guard let engine = unsafe engine else { throw unusable(path, "it makes no engine") }
    // SAFETY: the engine was made above, and everything made from it is gone by then.
    defer { unsafe api.wasm_engine_delete(engine) }
    guard let version = unsafe api.version(of: engine) else {
      throw unusable(path, "its version cannot be told")
    }
    guard supportedVersions.contains(version) else {
      let range = "\(supportedVersions.lowerBound) to \(supportedVersions.upperBound)"
      throw unusable(path, "it is wasmtime \(version), and this program knows \(range)")
    }
    guard unsafe api.referenceSize(in: engine) == MemoryLayout<wasmtime_externref_t>.size else {
      throw unusable(path, "its references have another layout than those of wasmtime \(version)")
    }
    return version
  }
}

extension cwasmtime_api {
  /// Makes an engine with the settings that all engines here share.
  ///
  /// - Safety: The functions must be those of an open library.
  func makeEngine(consumesFuel: Bool, isInterruptible: Bool) -> OpaquePointer? {
    let configuration = wasm_config_new()
    // Traps are found by explicit checks, so the process's signal handlers stay as they are.
    unsafe wasmtime_config_signals_based_traps_set(configuration, false)
    // Modules are small: a pool of threads would take longer to start than it saves.
    unsafe wasmtime_config_parallel_compilation_set(configuration, false)
    unsafe wasmtime_config_wasm_function_references_set(configuration, true)
    unsafe wasmtime_config_wasm_gc_set(configuration, true)
    unsafe wasmtime_config_wasm_exceptions_set(configuration, true)
    unsafe wasmtime_config_consume_fuel_set(configuration, consumesFuel)
    unsafe wasmtime_config_epoch_interruption_set(configuration, isInterruptible)
    return unsafe wasm_engine_new_with_config(configuration)
  }

  /// The major version, as the library writes it into what it compiles: the ELF section `.wasmtime.engine` begins with
  /// a byte for the kind of artifact, then comes a byte for the length of the version, then its text.
  fileprivate func version(of engine: OpaquePointer) -> Int? {
    let empty: [UInt8] = [0, UInt8(ascii: "a"), UInt8(ascii: "s"), UInt8(ascii: "m"), 1, 0, 0, 0]
    var module: OpaquePointer?
    if let error = unsafe wasmtime_module_new(engine, empty, empty.count, &module) {
      unsafe wasmtime_error_delete(error)
      return nil
    }
    defer { unsafe wasmtime_module_delete(module) }
    var artifact = unsafe wasm_byte_vec_t()
    if let error = unsafe wasmtime_module_serialize(module, &artifact) {
      unsafe wasmtime_error_delete(error)
      return nil
    }
    defer { unsafe wasm_byte_vec_delete(&artifact) }
    guard let section = try? ELFImage(unsafe artifact.bytes).section(named: ".wasmtime.engine"),
      section.count >= 2
    else { return nil }
    return Int(String(decoding: section[2...].prefix(Int(section[1])), as: UTF8.self).prefix { $0.isNumber })
  }

  /// How many bytes the library writes into a reference; nil when they are not the first ones of the buffer.
  fileprivate func referenceSize(in engine: OpaquePointer) -> Int? {
    let room = 64
    let store = unsafe wasmtime_store_new(engine, nil, nil)
    // Deleting the store runs the finalizers of both handles.
    defer {
      unsafe wasmtime_store_delete(store)
      Releases.removeAll { _ in }
    }
    let context = unsafe wasmtime_store_context(store)
    var isWritten = [Bool](repeating: false, count: room)
    // A byte that is written may equal one pattern, but not both.
    for pattern in [0x5A, 0xA5] as [UInt8] {
      var buffer = [UInt64](repeating: UInt64(pattern) &* 0x0101_0101_0101_0101, count: room / 8)
      let isMade = unsafe buffer.withUnsafeMutableBytes { bytes in
        // SAFETY: the buffer is aligned, and larger than a reference of any version.
        unsafe wasmtime_externref_new(
          context, Held(VMExternRef(0), label: "wasmtime").data, finalizeHandle,
          bytes.baseAddress?.assumingMemoryBound(to: wasmtime_externref_t.self))
      }
      guard isMade else { return nil }
      unsafe buffer.withUnsafeBytes { bytes in
        for index in 0..<room where unsafe bytes[index] != pattern { isWritten[index] = true }
      }
      unsafe buffer.withUnsafeMutableBytes { bytes in
        // SAFETY: the library has written a root there, in whatever layout, and gets back what it wrote.
        unsafe wasmtime_externref_unroot(
          bytes.baseAddress?.assumingMemoryBound(to: wasmtime_externref_t.self))
      }
    }
    let size = isWritten.prefix { $0 }.count
    return isWritten.dropFirst(size).contains(true) ? nil : size
  }
}

extension wasm_byte_vec_t {
  var bytes: [UInt8] {
    unsafe data.map { unsafe [UInt8](UnsafeRawBufferPointer(start: $0, count: size)) } ?? []
  }

  var text: String { unsafe String(decoding: bytes, as: UTF8.self) }
}
