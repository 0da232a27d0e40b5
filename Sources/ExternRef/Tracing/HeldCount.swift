#if Tracing
  /// A count that moved into a raw pointer, with the number of the handle that it was: of several counts of one object that
  /// are in raw pointers, the trace then knows which one comes back.
  @safe
  package struct HeldCount: @unchecked Sendable {
    package let raw: UnsafeMutableRawPointer
    private let number: UInt64

    /// Moves a handle's count into a pointer.
    ///
    /// - Parameter label: Who holds it.
    package init(
      _ handle: consuming VMExternRef, label: @autoclosure () -> String, file: StaticString = #fileID,
      line: UInt32 = #line, function: StaticString = #function
    ) {
      let handle = handle.labeled(label(), file: file, line: line, function: function)
      number = handle.number
      unsafe raw = handle.intoRaw(file: file, line: line, function: function)
    }

    /// Says in the trace that the holder is done with the count, before it comes back.
    ///
    /// - Safety: The count must not have come back yet.
    @unsafe
    package func release() {
      if !Recorder.isIdle { unsafe Recorder.released(Block(base: raw), number) }
    }

    /// Makes a handle of the count.
    ///
    /// - Safety: As for ``VMExternRef/fromRaw(_:)``: once.
    @unsafe
    package func take(file: StaticString = #fileID, line: UInt32 = #line, function: StaticString = #function)
      -> VMExternRef
    {
      let block = unsafe Block(base: raw)
      return unsafe VMExternRef(
        owning: block, Recorder.isIdle ? 0 : Recorder.fromRaw(block, number, Place(file, line, function)))
    }
  }
#endif
