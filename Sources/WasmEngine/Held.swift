internal import ExternRef

/// A count that an engine holds, as the data of one of its references.
///
/// The data is the handle's raw pointer. With the trait `Tracing` it leads to a record of it, so that the trace can say
/// which store holds the count, and when its collector lets go.
@safe
struct Held: @unchecked Sendable {
  #if Tracing
    private let count: UnsafeMutablePointer<HeldCount>
  #else
    private let raw: UnsafeMutableRawPointer
  #endif

  /// Moves a handle's count to an engine.
  ///
  /// - Parameter label: Who holds it.
  init(_ handle: consuming VMExternRef, label: @autoclosure () -> String) {
    #if Tracing
      unsafe count = .allocate(capacity: 1)
      unsafe count.initialize(to: HeldCount(handle, label: label()))
    #else
      unsafe raw = handle.intoRaw()
    #endif
  }

  /// - Safety: The data must be from ``data``, and its count must not have been taken.
  @unsafe
  init(data: UnsafeMutableRawPointer) {
    #if Tracing
      unsafe count = data.assumingMemoryBound(to: HeldCount.self)
    #else
      unsafe raw = data
    #endif
  }

  /// What the engine is given.
  var data: UnsafeMutableRawPointer {
    #if Tracing
      unsafe UnsafeMutableRawPointer(count)
    #else
      unsafe raw
    #endif
  }

  /// The handle's raw pointer, which owns the count until it is taken.
  var pointer: UnsafeMutableRawPointer {
    #if Tracing
      unsafe count.pointee.raw
    #else
      unsafe raw
    #endif
  }

  /// The engine lets go of the count.
  ///
  /// - Safety: The count must not have been taken.
  @unsafe
  func release() {
    #if Tracing
      unsafe count.pointee.release()
    #endif
  }

  /// Makes a handle of the count again.
  ///
  /// - Safety: This must be the only time.
  @unsafe
  func take() -> VMExternRef {
    #if Tracing
      let held = unsafe count.move()
      unsafe count.deallocate()
      return unsafe held.take()
    #else
      return unsafe VMExternRef.fromRaw(raw)
    #endif
  }
}
