internal import CWasmtime
public import ExternRef
internal import Synchronization

/// Where instances live, with their functions, tables, globals and memories, and with what the engine collects.
///
/// A store is for one thread at a time. What belongs to it keeps it alive; when the last of that goes, the store ends,
/// and every handle that the engine still held is released.
@safe
public final class Store {
  /// How much of each thing a store's modules may have.
  public struct Limits: Sendable {
    /// The bytes of each memory.
    public var memoryBytes: Int
    /// The elements of each table.
    public var tableElements: Int
    public var instances: Int
    public var tables: Int
    public var memories: Int

    /// By default 1 GiB a memory, 10 million elements a table, and 10,000 of everything else.
    public init(
      memoryBytes: Int = 1 << 30, tableElements: Int = 10_000_000, instances: Int = 10_000,
      tables: Int = 10_000,
      memories: Int = 10_000
    ) {
      self.memoryBytes = memoryBytes
      self.tableElements = tableElements
      self.instances = instances
      self.tables = tables
      self.memories = memories
    }
  }

  public let engine: Engine
  /// The store's place among those of the process, from 1. Traces name stores so.
  let number = Store.count.wrappingAdd(1, ordering: .relaxed).newValue
  private static let count = Atomic(0)
  private let pointer: OpaquePointer
  /// What the engine's functions want. Within a function of the host it is the caller's.
  var context: OpaquePointer
  /// What a function of the host threw, on its way through the engine to the caller.
  var hostError: (any Error)?
  /// How many calls into the engine are under way, one within the other.
  private var depth = 0
  /// Whether the collector runs at each call, of code and of the host.
  public let collectsAtCalls: Bool
  private let onRelease: ((consuming VMExternRef) -> Void)?

  /// Makes a store that nothing lives in yet.
  ///
  /// - Parameters:
  ///   - engine: Runs the code of the store's modules, which must be its own.
  ///   - limits: What the code may use.
  ///   - collectsAtCalls: Whether the collector runs before code is called, before a function of the host is called, and
  ///     before it returns. Nothing that code or the host does depends on when the engine collects, and this shows it; it
  ///     is slow.
  ///   - onRelease: Called with each handle that the engine lets go of, one at a time, when it is done with its
  ///     collection: the closure may use the store. Without it handles are dropped. The store keeps the closure.
  public init(
    _ engine: Engine, limits: Limits = Limits(), collectsAtCalls: Bool = false,
    onRelease: ((consuming VMExternRef) -> Void)? = nil
  ) throws(WasmError) {
    guard let pointer = unsafe engine.api.wasmtime_store_new(engine.pointer, nil, nil),
      let context = unsafe engine.api.wasmtime_store_context(pointer)
    else { throw WasmError(.resources, "wasmtime makes no store") }
    unsafe engine.api.wasmtime_store_limiter(
      pointer, Int64(limits.memoryBytes), Int64(limits.tableElements), Int64(limits.instances),
      Int64(limits.tables), Int64(limits.memories))
    self.engine = engine
    self.collectsAtCalls = collectsAtCalls
    self.onRelease = onRelease
    unsafe self.pointer = pointer
    unsafe self.context = context
  }

  deinit {
    // SAFETY: whatever belongs to the store keeps it, so nothing is left. The engine runs all finalizers now.
    unsafe engine.api.wasmtime_store_delete(pointer)
    release()
  }

  var api: cwasmtime_api { engine.api }

  /// Runs the engine's collector: every handle that the engine holds and that no code can reach is released.
  ///
  /// Between collections the engine counts nothing, so a handle that it let go of may live on until then. It may also
  /// collect of its own accord.
  public func collect() throws(WasmError) {
    defer { release() }
    try unsafe engine.check(api.wasmtime_context_gc(context), as: .resources)
  }

  /// Collects where a call begins or ends, in a store that does.
  func collectAtCall() throws(WasmError) {
    if collectsAtCalls { try collect() }
  }

  /// Releases what finalizers have left. Everything that enters the engine ends with this, so that nothing is left for
  /// long, and does it where the engine is not in the middle of anything.
  func release() {
    guard !Releases.isEmpty else { return }
    Releases.removeAll { release($0) }
  }

  /// Releases a handle.
  func release(_ handle: consuming VMExternRef) {
    if let onRelease { onRelease(handle) } else { _ = consume handle }
  }

  /// Makes a call into the engine that runs code.
  func run<Result: ~Copyable>(_ body: () -> Result) throws(WasmError) -> Result {
    try collectAtCall()
    // What interrupts the engine is told from what interrupted it before by the epoch, which only goes up.
    if engine.isInterruptible, depth == 0 { unsafe api.wasmtime_context_set_epoch_deadline(context, 1) }
    depth += 1
    defer {
      depth -= 1
      release()
    }
    return body()
  }

  /// How much fuel is left. An instruction takes about one unit.
  ///
  /// - Throws: When the engine does not consume fuel.
  public func fuel() throws(WasmError) -> UInt64 {
    var fuel: UInt64 = 0
    try unsafe engine.check(api.wasmtime_context_get_fuel(context, &fuel), as: .usage)
    return fuel
  }

  /// Fills the tank. Code that runs out of fuel traps with ``TrapCode/outOfFuel``; a new store has none.
  ///
  /// - Throws: When the engine does not consume fuel.
  public func setFuel(_ fuel: UInt64) throws(WasmError) {
    try unsafe engine.check(api.wasmtime_context_set_fuel(context, fuel), as: .usage)
  }

  /// Takes fuel for work that the host does on behalf of code. Less than none left means none.
  public func consumeFuel(_ amount: UInt64) throws(WasmError) {
    let left = try fuel()
    try setFuel(left > amount ? left - amount : 0)
  }

  /// Makes sure that something belongs to this store: the engine ends the process where it does not.
  func checkOwner(_ other: Store, of what: @autoclosure () -> String) throws(WasmError) {
    guard other === self else { throw WasmError(.usage, "\(what()) belongs to another store") }
  }

  /// Turns the outcome of a call or an instantiation into an error, if it is one.
  func check(_ error: OpaquePointer?, trap: OpaquePointer?) throws(WasmError) {
    guard unsafe error != nil || trap != nil else { return }
    let failure = unsafe error.map { unsafe engine.take($0, as: .trap(nil)) } ?? engine.take(trap: trap!)
    if dropException() { throw WasmError(.exception, failure.message, details: failure.details) }
    guard let cause = hostError else { throw failure }
    hostError = nil
    throw WasmError(.host, "\(cause)", details: failure.details, cause: cause)
  }

  /// Lets go of an exception that no code caught, and of what it carries.
  ///
  /// - Returns: Whether there was one.
  private func dropException() -> Bool {
    var exception = unsafe wasmtime_externref_t()
    guard unsafe api.wasmtime_context_take_exception(context, &exception) else { return false }
    unsafe api.wasmtime_exnref_unroot(&exception)
    return true
  }
}
