public import Model
internal import Synchronization
internal import WasmEngine

/// wasmtime's library, as far as the process has to do with it: it is opened when a line first asks for it.
public enum WebAssembly {
  private static let chosenPath = Mutex<String?>(nil)
  private static let opened = Mutex<WasmLibrary?>(nil)

  /// The variable of the environment that names the library's file.
  public static var pathVariable: String { WasmLibrary.pathVariable }

  /// Names the library's file, instead of the one that is installed.
  public static func use(libraryAt path: String) { chosenPath.withLock { $0 = path } }

  /// Why no module can run here; nil when some can. The library is opened to find out.
  public static var obstacle: Diagnostic? {
    do throws(WasmError) {
      _ = try library()
      return nil
    } catch {
      return Diagnostic(Failure(error, at: 0..<0), in: [])
    }
  }

  /// The library. Opened once, it stays for all sessions.
  static func library() throws(WasmError) -> WasmLibrary {
    let path = chosenPath.withLock { $0 } ?? WasmLibrary.installedPath
    if let library = opened.withLock({ $0 }), library.path == path { return library }
    let library = try WasmLibrary(path: path)
    opened.withLock { $0 = library }
    return library
  }
}

extension Session {
  /// The engine that compiles this session's modules, made when it is first asked for.
  func engine() throws(WasmError) -> Engine {
    if let wasmEngine { return wasmEngine }
    let engine = try Engine(WebAssembly.library(), consumesFuel: true, isInterruptible: true)
    wasmEngine = engine
    return engine
  }

  /// Runs code of a module, which ends when ``stopRequested`` says so.
  func runGuest<Result: ~Copyable>(
    _ engine: Engine, _ body: () throws(WasmError) -> Result
  ) throws(WasmError) -> Result {
    guard let stopRequested, let watch = try? Watch(over: engine, stopRequested) else { return try body() }
    defer { watch.end() }
    return try body()
  }
}
