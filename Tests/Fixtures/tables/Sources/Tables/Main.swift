// A host that keeps handles in a table of wasmtime's. What is overwritten lives until the engine collects.

import ExternRef
import Synchronization
import WasmEngine

struct Document: Sendable {
  let title: String
}

@main
enum Main {
  static func main() throws {
    let store = try Store(Engine(WasmLibrary()))
    let table = try Table(store, of: .externref, count: 8)
    for index in 0..<3 {
      let document = VMExternRef(Document(title: "number \(index)"))  // MADE
      try table.set(UInt64(index), to: .handle(document.clone()))  // KEPT
    }
    HandleTrace.mark("three in the table")
    try table.set(0, to: .handle(nil))
    HandleTrace.mark("one overwritten")
    try store.collect()
    HandleTrace.mark("collected")
    // The program exits without another word: two are in the table still.
    _ = Unmanaged.passRetained(store)
  }
}
