internal import ExternRef

extension WasmLibrary {
  /// How the library finds out which references no code can reach, and when it lets go of them.
  public enum Collection: String, Sendable, CaseIterable {
    /// It counts the references to each object. When code overwrites the last one that a collection has seen, the object goes
    /// at once. Objects that lead to each other in a circle stay until the store ends, and so do the handles in them.
    case counts
    /// It counts, and lets go at collections only. Circles stay.
    case defers
    /// It looks for what code can reach, and lets go of all else, at collections only: of circles too.
    case traces
  }

  /// Finds out how the library collects, by what becomes of two handles in a small module: versions differ, and the library
  /// has no function that says so.
  ///
  /// - Throws: What goes wrong with the module, which nothing but a lack of memory should cause.
  /// - Complexity: Compiles a module of two functions: a few milliseconds.
  public func collection() throws(WasmError) -> Collection {
    let store = try Store(Engine(self))
    let module = try Module(
      store.engine,
      text: """
        (module
          (type $link (struct (field (mut (ref null $link))) (field externref)))
          (global $kept (mut externref) (ref.null extern))
          (func (export "circle") (param externref) (local $link (ref null $link))
            (local.set $link (struct.new $link (ref.null $link) (local.get 0)))
            (struct.set $link 0 (local.get $link) (local.get $link)))
          (func (export "keep") (param externref) local.get 0 global.set $kept))
        """)
    let instance = try Instance(module, in: store) { _ in nil }
    let circled = VMExternRef(0)
    let kept = VMExternRef(0)
    try instance.function("circle")(circled.clone())
    try instance.function("keep")(kept.clone())
    // Until now the engine may take either for one that is on the stack.
    try store.collect()
    if circled.strongCount == 1 { return .traces }
    try instance.function("keep")(VMExternRef?.none)
    return kept.strongCount == 1 ? .counts : .defers
  }
}
