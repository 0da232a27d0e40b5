import ExternRef
import Glibc
import Testing
import TestSupport
import WasmEngine

/// wasmtime, where it is installed.
enum Wasmtime {
  // SAFETY: the path lives during the call.
  static let isInstalled = unsafe access(WasmLibrary.installedPath, R_OK) == 0

  private static let library = Result { () throws(WasmError) in try WasmLibrary() }

  static func engine(consumesFuel: Bool = false) throws -> Engine {
    try Engine(library.get(), consumesFuel: consumesFuel)
  }

  /// Whether the collector runs at each call: the tests run once so, and once as usual.
  // SAFETY: the string is looked at on the spot.
  static let collectsAtCalls = unsafe getenv("EXTERNREF_GC_STRESS") != nil

  static func store(
    consumesFuel: Bool = false, limits: Store.Limits = Store.Limits(),
    onRelease: ((consuming VMExternRef) -> Void)? = nil
  ) throws -> Store {
    try Store(
      engine(consumesFuel: consumesFuel), limits: limits, collectsAtCalls: collectsAtCalls,
      onRelease: onRelease)
  }
}

extension Trait where Self == ConditionTrait {
  static var needsWasmtime: Self {
    .enabled(if: Wasmtime.isInstalled, "wasmtime is not installed: run scripts/install-wasmtime")
  }
}

extension Store {
  /// Instantiates a module in the text format with the functions that `host` has.
  func load(_ text: String, host: [String: Extern] = [:]) throws -> Instance {
    try Instance(Module(engine, text: text), in: self) { item in
      item.module == "host" ? host[item.name] : nil
    }
  }
}

/// Runs what uses handles to values that the tracker sees, and makes sure that no value outlives it or dies twice.
func leavingNothing(_ body: (LifetimeTracker) throws -> Void) rethrows {
  let tracker = LifetimeTracker()
  try body(tracker)
  #expect(tracker.live == 0, "\(tracker.made) made, \(tracker.destroyed) destroyed")
}

/// What `body` throws, which must be an error of the engine's.
func failure(of body: () throws -> Void) -> WasmError? {
  do {
    try body()
    Issue.record("nothing was thrown")
  } catch let error as WasmError {
    return error
  } catch {
    Issue.record("\(error) is no WasmError")
  }
  return nil
}
