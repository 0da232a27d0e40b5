public import Model
internal import Synchronization
internal import WasmEngine

/// wasmtime's library for the sessions that are given this: it is opened when a line of theirs first asks for it.
public final class WebAssembly: Sendable {
  private let chosenPath: String?
  /// Whether engines collect at each call of code and of the host.
  let collectsAtCalls: Bool
  private let opened = Mutex<WasmLibrary?>(nil)

  /// - Parameters:
  ///   - path: the library's file; nil for the one that is installed.
  ///   - collectsAtCalls: whether engines collect at each call of code and of the host, which shows whether anything
  ///     but counts depends on when they do.
  public init(libraryAt path: String? = nil, collectsAtCalls: Bool = false) {
    chosenPath = path
    self.collectsAtCalls = collectsAtCalls
  }

  /// Why no module can run here; nil when some can. The library is opened to find out.
  public var obstacle: Diagnostic? {
    do throws(WasmError) {
      _ = try library()
      return nil
    } catch {
      return Diagnostic(Failure(error, at: 0..<0), in: [])
    }
  }

  /// Which version of wasmtime runs modules, and how it lets go of handles: found by trying it out.
  ///
  /// - Complexity: compiles a small module.
  func engineDescription() throws(WasmError) -> String {
    let library = try library()
    let way =
      switch try library.collection() {
      case .counts:
        "it counts references, and lets go of the last one when code overwrites it; circles stay until the module ends"
      case .defers: "it counts references, and lets go when it collects; circles stay until the module ends"
      case .traces: "when it collects it lets go of all that no code can reach, circles too"
      }
    return "wasmtime \(library.version): \(way)\(collectsAtCalls ? "; it collects at each call" : "")"
  }

  /// The library. Opened once, it stays for all sessions that share this.
  func library() throws(WasmError) -> WasmLibrary {
    if let library = opened.withLock({ $0 }) { return library }
    let library = try WasmLibrary(path: chosenPath ?? WasmLibrary.installedPath)
    opened.withLock { $0 = library }
    return library
  }
}

extension Session {
  /// What runs a module, where an object is one and the answer need not be the same on every machine.
  func engineDescription(of object: ObjectID) -> String? {
    guard ledger[object]?.kind == .module, !isReproducible else { return nil }
    return try? webAssembly.engineDescription()
  }

  /// The engine that compiles this session's modules, made when it is first asked for.
  func engine() throws(WasmError) -> Engine {
    if let wasmEngine { return wasmEngine }
    let engine = try Engine(webAssembly.library(), consumesFuel: true, isInterruptible: true)
    wasmEngine = engine
    return engine
  }

  /// Runs code of a module, which ends when ``stopRequested`` says so.
  func runGuest<Result: ~Copyable>(
    _ engine: Engine, _ body: () throws(WasmError) -> Result
  ) throws(WasmError) -> Result {
    guard let stopRequested, let interrupter = try? EngineInterrupter(of: engine, stopRequested) else {
      return try body()
    }
    defer { interrupter.end() }
    return try body()
  }
}
