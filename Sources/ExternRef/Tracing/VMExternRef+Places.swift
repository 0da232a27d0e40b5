#if Tracing
  // The calls that make, clone and move handles, with the place in the source that makes them.
  //
  // A call gets these, because the others are disfavoured. A reference to a function, as in
  // `pointer.map(VMExternRef.fromRaw)`, gets the others where its type asks for that, so that programs that have such
  // references build in both ways; what is called through it has no place.

  extension VMExternRef {
    /// As ``init(_:)``, with the place in the source.
    @_transparent
    public init<T: ~Copyable & Sendable>(
      _ value: consuming T, file: StaticString = #fileID, line: UInt32 = #line,
      function: StaticString = #function
    ) {
      let block = unsafe Block.allocate(for: T.self)
      // SAFETY: the block is fresh, was made for a T, and no other code knows of it.
      unsafe block.value(as: T.self).initialize(to: value)
      unsafe self.init(making: block, T.self, Place(file, line, function))
    }

    /// As ``init(making:)``, with the place in the source.
    @_transparent
    public init<T: ~Copyable & Sendable, E: Error>(
      making make: () throws(E) -> T, file: StaticString = #fileID, line: UInt32 = #line,
      function: StaticString = #function
    ) throws(E) {
      let block = unsafe Block.allocate(for: T.self)
      do {
        // SAFETY: as above. Should `make` throw, the place of the value is as it was.
        try unsafe block.value(as: T.self).initialize(to: make())
      } catch {
        // SAFETY: the block holds no value, and no pointer to it was given away.
        unsafe block.deallocate()
        throw error
      }
      unsafe self.init(making: block, T.self, Place(file, line, function))
    }

    /// Takes over the one count of a block that has its value now.
    @inlinable
    init<T: ~Copyable & Sendable>(making block: Block, _ type: T.Type, _ place: Place) {
      unsafe self.init(owning: block, Recorder.isIdle ? 0 : Recorder.made(block, type, place))
    }

    /// As ``clone()``, with the place in the source.
    @inlinable
    public borrowing func clone(
      file: StaticString = #fileID, line: UInt32 = #line, function: StaticString = #function
    ) -> VMExternRef {
      if Recorder.isIdle {
        // SAFETY: this handle keeps the block alive, and the count that is added goes to the new handle.
        unsafe block.retain()
        return unsafe VMExternRef(owning: block)
      }
      return unsafe VMExternRef(owning: block, Recorder.cloned(block, number, Place(file, line, function)))
    }

    /// As ``intoRaw()``, with the place in the source.
    @inlinable
    @safe
    public consuming func intoRaw(
      file: StaticString = #fileID, line: UInt32 = #line, function: StaticString = #function
    ) -> UnsafeMutableRawPointer {
      if !Recorder.isIdle { unsafe Recorder.intoRaw(block, number, Place(file, line, function)) }
      return forget()
    }

    /// As ``fromRaw(_:)``, with the place in the source.
    ///
    /// - Safety: As for `fromRaw`.
    @inlinable
    @unsafe
    public static func fromRaw(
      _ pointer: UnsafeMutableRawPointer, file: StaticString = #fileID, line: UInt32 = #line,
      function: StaticString = #function
    ) -> VMExternRef {
      let block = unsafe Block(base: pointer)
      return unsafe VMExternRef(
        owning: block, Recorder.isIdle ? 0 : Recorder.fromRaw(block, 0, Place(file, line, function)))
    }

    /// As ``cloneFromRaw(_:)``, with the place in the source.
    ///
    /// - Safety: As for `cloneFromRaw`.
    @inlinable
    @unsafe
    public static func cloneFromRaw(
      _ pointer: UnsafeMutableRawPointer, file: StaticString = #fileID, line: UInt32 = #line,
      function: StaticString = #function
    ) -> VMExternRef {
      let block = unsafe Block(base: pointer)
      if Recorder.isIdle {
        unsafe block.retain()
        return unsafe VMExternRef(owning: block)
      }
      return unsafe VMExternRef(owning: block, Recorder.clonedFromRaw(block, Place(file, line, function)))
    }

    /// What the destruction of a traced handle does.
    @inlinable
    static func drop(_ block: Block, _ number: UInt64) {
      if Recorder.isIdle { unsafe block.release() } else { unsafe Recorder.dropped(block, number) }
    }
  }
#endif
