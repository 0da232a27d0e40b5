public import Model
internal import Synchronization
internal import WasmEngine

/// wasmtime's library for the sessions that are given this: it is opened when a line of theirs first asks for it.
public final class WebAssembly: Sendable {
  private let chosenPath: String?
  private let opened = Mutex<WasmLibrary?>(nil)

  /// - Parameter path: the library's file; nil for the one that is installed.
  public init(libraryAt path: String? = nil) {
    chosenPath = path
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

  /// The library. Opened once, it stays for all sessions that share this.
  func library() throws(WasmError) -> WasmLibrary {
    if let library = opened.withLock({ $0 }) { return library }
    let library = try WasmLibrary(path: chosenPath ?? WasmLibrary.installedPath)
    opened.withLock { $0 = library }
    return library
  }
}

extension Session {
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
