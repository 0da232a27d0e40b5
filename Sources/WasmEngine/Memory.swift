internal import CWasmtime

/// A linear memory of a store. Its bytes are copied in and out: code may move them whenever it runs.
@safe
public struct Memory {
  public let store: Store
  let raw: wasmtime_memory_t

  init(_ store: Store, _ raw: wasmtime_memory_t) {
    self.store = store
    self.raw = raw
  }

  /// Makes a memory of so many pages of 64 KiB.
  public init(_ store: Store, pages: UInt32, limit: UInt32 = 65_536) throws(WasmError) {
    var limits = wasm_limits_t(min: pages, max: limit)
    let type = unsafe store.api.wasm_memorytype_new(&limits)
    defer { unsafe store.api.wasm_memorytype_delete(type) }
    var raw = wasmtime_memory_t()
    try unsafe store.engine.check(
      store.api.wasmtime_memory_new(store.context, type, &raw), as: .resources)
    self.init(store, raw)
  }

  /// The size in bytes.
  public var count: Int {
    var raw = raw
    return unsafe store.api.wasmtime_memory_data_size(store.context, &raw)
  }

  /// Copies bytes out; nil when they are not all within the memory.
  public func bytes(at offset: UInt32, count: UInt32) -> [UInt8]? {
    let range = Int(offset)..<Int(offset) + Int(count)
    return unsafe withBytes { bytes in
      range.upperBound <= bytes.count ? unsafe [UInt8](bytes[range]) : nil
    }
  }

  /// Copies bytes in.
  ///
  /// - Returns: Whether they fit. When not, the memory is as it was.
  public func write(_ source: [UInt8], at offset: UInt32) -> Bool {
    let range = Int(offset)..<Int(offset) + source.count
    return unsafe withBytes { bytes in
      guard range.upperBound <= bytes.count else { return false }
      unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range]).copyBytes(from: source)
      return true
    }
  }

  private func withBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
    var raw = raw
    // SAFETY: nothing of the store runs before the closure returns, so the memory stays where it is.
    return unsafe body(
      UnsafeMutableRawBufferPointer(
        start: store.api.wasmtime_memory_data(store.context, &raw),
        count: store.api.wasmtime_memory_data_size(store.context, &raw)))
  }
}
