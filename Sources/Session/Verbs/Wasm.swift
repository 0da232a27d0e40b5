internal import Model
internal import WasmEngine

extension CommandTable {
  /// Lines that hand handles to WebAssembly, and look at what the engine does with them.
  static let wasm = [
    Verb(
      "wasm load", path("FILE"), group: .wasm, yields: .handle,
      summary: "load a module, text or binary, into a store of its own; dropping the handle ends both",
      example: ["m = wasm load keep.wat"]
    ) { (call, path) throws(Failure) in
      try call.session.loadModule(path)
    },
    Verb(
      "wasm exports", module, group: .wasm, yields: .value, isQuery: true,
      summary: "what a module exports, and what it imports",
      example: ["m = wasm load keep.wat", "wasm exports m"]
    ) { (call, m) throws(Failure) in
      let (object, instance) = try m.module()
      return .value(.interface(ModuleInterface(instance.module, of: object)))
    },
    Verb(
      "wasm call", module, export("FUNC", .function),
      optional(repeated(guestArgument)), group: .wasm, yields: .handleOrValue,
      summary: "call a function with handles, numbers and null; the engine gets a clone of each handle",
      example: ["m = wasm load keep.wat", "a = new counter", "wasm call m keep a", "b = wasm call m kept"]
    ) { (call, m, name, words) throws(Failure) in
      let end = (words?.last ?? name).range.upperBound
      return try call.session.callGuest(
        m, name, words ?? [], target: call.target, query: call.text(call.verb.range.lowerBound..<end))
    },
    Verb(
      "wasm table", module, export("T", .table),
      group: .wasm,
      yields: .value, isQuery: true, summary: "what a table holds; looking changes no count",
      example: ["m = wasm load keep.wat", "wasm table m slots"]
    ) { (call, m, name) throws(Failure) in
      let instance = try m.module().instance
      guard case .table(let table)? = instance[name.text] else {
        throw .noExport(.table, name, of: instance.module)
      }
      return .value(.table(call.session.contents(of: table)))
    },
    Verb(
      "wasm global", module, export("G", .global),
      group: .wasm,
      yields: .value, isQuery: true, summary: "what a global holds; looking changes no count",
      example: ["m = wasm load keep.wat", "wasm global m last"]
    ) { (call, m, name) throws(Failure) in
      let instance = try m.module().instance
      guard case .global(let global)? = instance[name.text] else {
        throw .noExport(.global, name, of: instance.module)
      }
      return .value(call.session.contents(of: global))
    },
    Verb(
      "wasm gc", optional(module), group: .wasm,
      summary: "let the engine of m collect, or all engines: what no code can reach is dropped",
      example: ["m = wasm load keep.wat", "new string \"gone\"", "wasm gc"]
    ) { (call, m) throws(Failure) in
      let modules = try m.map { (m) throws(Failure) in [try m.module().object] } ?? call.session.modules
      do throws(WasmError) {
        for module in modules { try call.session.collect(module) }
      } catch {
        throw Failure(error, at: call.verb.range)
      }
      return .nothing
    },
    Verb(
      "wasm engine", group: .wasm, yields: .value, isQuery: true,
      summary: "which version of wasmtime runs modules, and how it lets go of handles: found by trying",
      example: ["wasm engine"]
    ) { (call) throws(Failure) in
      do throws(WasmError) {
        return .value(.symbol(try call.session.webAssembly.engineDescription()))
      } catch {
        throw Failure(error, at: call.verb.range)
      }
    },
  ]
}

/// What a module can export, as far as verbs name it.
enum ExportKind: String, Sendable {
  case function, table, global
}

extension CommandTable {
  /// The name of something that the module before it exports, as a word or as a string.
  fileprivate static func export(_ label: String, _ kind: ExportKind) -> Parameter<Token> {
    let shape = Shape.export(label, kind)
    return Parameter(shape: shape) { call throws(Failure) in try call.token(shape) }
  }

  /// An argument of a call, which the function's type gives its meaning.
  fileprivate static let guestArgument = Parameter(shape: .guestArgument("arg")) {
    call throws(Failure) in try call.token(.guestArgument("arg"))
  }
}
