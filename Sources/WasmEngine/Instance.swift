internal import CWasmtime

/// Something that instances import and export.
public enum Extern {
  case function(Function)
  case table(Table)
  case global(Global)
  case memory(Memory)
  /// Something else, such as the tag of an exception. It can be passed on as an import.
  case other(OtherExtern)

  public var store: Store {
    switch self {
    case .function(let function): function.store
    case .table(let table): table.store
    case .global(let global): global.store
    case .memory(let memory): memory.store
    case .other(let other): other.store
    }
  }

  /// Takes over what the engine gives.
  init(_ store: Store, _ raw: wasmtime_extern_t) {
    switch unsafe Int(raw.kind) {
    case CWASMTIME_FUNC: self = .function(unsafe Function(store, raw.of.func))
    case CWASMTIME_GLOBAL: self = .global(unsafe Global(store, raw.of.global))
    case CWASMTIME_TABLE: self = .table(unsafe Table(store, raw.of.table))
    case CWASMTIME_MEMORY: self = .memory(unsafe Memory(store, raw.of.memory))
    default: self = .other(unsafe OtherExtern(store, raw))
    }
  }

  var raw: wasmtime_extern_t {
    var raw = unsafe wasmtime_extern_t()
    switch self {
    case .function(let function):
      unsafe raw.kind = UInt8(CWASMTIME_FUNC)
      unsafe raw.of.func = function.raw
    case .global(let global):
      unsafe raw.kind = UInt8(CWASMTIME_GLOBAL)
      unsafe raw.of.global = global.raw
    case .table(let table):
      unsafe raw.kind = UInt8(CWASMTIME_TABLE)
      unsafe raw.of.table = table.raw
    case .memory(let memory):
      unsafe raw.kind = UInt8(CWASMTIME_MEMORY)
      unsafe raw.of.memory = memory.raw
    case .other(let other):
      unsafe raw = other.raw
    }
    return unsafe raw
  }
}

/// Something that instances import and export and that this bridge has no type for.
@safe
public final class OtherExtern {
  public let store: Store
  fileprivate var raw: wasmtime_extern_t

  fileprivate init(_ store: Store, _ raw: wasmtime_extern_t) {
    self.store = store
    unsafe self.raw = raw
  }

  deinit { unsafe store.api.wasmtime_extern_delete(&raw) }
}

/// A module that was given what it imports, and lives in a store.
@safe
public struct Instance {
  public let store: Store
  public let module: Module
  private let raw: wasmtime_instance_t

  /// Instantiates a module, and runs its start function if it has one.
  ///
  /// - Parameters:
  ///   - module: A module of the store's engine.
  ///   - store: Where the instance lives, as long as the store does.
  ///   - resolve: Called for each import, in order; gives nil for what there is not.
  /// - Throws: ``WasmError/Kind/link`` when an import is missing or of another type; what a call throws when the module
  ///   does not come up.
  public init(_ module: Module, in store: Store, _ resolve: (Module.Import) -> Extern?) throws(WasmError) {
    guard module.engine === store.engine else {
      throw WasmError(.usage, "the module belongs to another engine")
    }
    var imports: [wasmtime_extern_t] = unsafe []
    for item in module.imports {
      let name = "'\(item.module)' '\(item.name)'"
      guard let resolved = resolve(item) else {
        throw WasmError(.link, "there is no import \(name), a \(item.type)")
      }
      try store.checkOwner(resolved.store, of: "the import \(name)")
      unsafe imports.append(resolved.raw)
    }
    var raw = wasmtime_instance_t()
    var trap: OpaquePointer?
    let error = try unsafe store.run {
      // SAFETY: the imports belong to the store, and there are as many as the module wants.
      unsafe store.api.wasmtime_instance_new(
        store.context, module.pointer, imports, imports.count, &raw, &trap)
    }
    if let error = unsafe error, store.hostError == nil { throw unsafe store.engine.take(error, as: .link) }
    try unsafe store.check(error, trap: trap)
    self.store = store
    self.module = module
    self.raw = raw
  }

  /// What the instance exports under a name; nil when it exports nothing of that name.
  public subscript(name: String) -> Extern? {
    var item = unsafe wasmtime_extern_t()
    var raw = raw
    var name = name
    let isThere = name.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { name in
        unsafe store.api.wasmtime_instance_export_get(
          store.context, &raw, name.baseAddress, name.count, &item)
      }
    }
    return isThere ? unsafe Extern(store, item) : nil
  }

  public func function(_ name: String) throws(WasmError) -> Function {
    guard case .function(let function)? = self[name] else { throw missing("function", name) }
    return function
  }

  public func table(_ name: String) throws(WasmError) -> Table {
    guard case .table(let table)? = self[name] else { throw missing("table", name) }
    return table
  }

  public func global(_ name: String) throws(WasmError) -> Global {
    guard case .global(let global)? = self[name] else { throw missing("global", name) }
    return global
  }

  public func memory(_ name: String) throws(WasmError) -> Memory {
    guard case .memory(let memory)? = self[name] else { throw missing("memory", name) }
    return memory
  }

  private func missing(_ what: String, _ name: String) -> WasmError {
    WasmError(.usage, "the module exports no \(what) '\(name)'")
  }
}
