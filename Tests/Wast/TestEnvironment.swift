internal import WasmEngine

/// What scripts import: `spectest`, for the specification's own, and `wasmtime`, for those of wasmtime.
struct TestEnvironment {
  private let items: [String: Extern]
  /// Runs the collector.
  private let collect: Extern

  init(_ store: Store) throws {
    let printed: [String: [ValueType]] = [
      "print": [], "print_i32": [.i32], "print_i64": [.i64], "print_f32": [.f32], "print_f64": [.f64],
      "print_i32_f32": [.i32, .f32], "print_f64_f64": [.f64, .f64],
    ]
    var items: [String: Extern] = [
      "global_i32": .global(try Global(store, .i32(666))),
      "global_i64": .global(try Global(store, .i64(666))),
      "global_f32": .global(try Global(store, .f32(666.6))),
      "global_f64": .global(try Global(store, .f64(666.6))),
      "table": .table(try Table(store, of: .funcref, count: 10, limit: 20)),
      "memory": .memory(try Memory(store, pages: 1, limit: 2)),
    ]
    for (name, types) in printed {
      items[name] = .function(try store.makeFunction(FunctionType(types)) { _ in })
    }
    // A table whose indices have 64 bits can only be made by a module.
    let table = try Module(store.engine, text: "(module (table (export \"table64\") i64 10 20 funcref))")
    items["table64"] = try Instance(table, in: store) { _ in nil }["table64"]
    self.items = items
    // The store keeps the closure, which must not keep the store.
    collect = .function(
      try store.makeFunction(FunctionType([])) { [unowned store] _ in try store.collect() })
  }

  /// The item of a name in one of the two modules.
  subscript(module: String, name: String) -> Extern? {
    switch module {
    case "spectest": items[name]
    case "wasmtime": name == "gc" ? collect : nil
    default: nil
    }
  }
}
