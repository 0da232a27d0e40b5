// A raw pointer is a handle with the ownership left out: the address of the block. There are two ways to make
// one, and they differ in what becomes of the count.
//
//   asRaw    lends the address. The pointer owns nothing, and is good as long as a handle holds a count.
//   intoRaw  moves the handle's count into the pointer. The handle is gone, the count is what it was.
//
// And there are three ways back.
//
//   fromRaw        takes the count out of a pointer from intoRaw, once.
//   cloneFromRaw   adds a count for a new handle; the pointer stays as it was.
//   borrowFromRaw  lends a handle for the duration of a call; the count is not touched.
//
// The bodies of these three are sound as far as their callers heed what is said under Safety.

extension VMExternRef {
  /// Lends the address of the block.
  ///
  /// The count does not change and the handle stays as it is. The pointer owns nothing: it is for
  /// ``cloneFromRaw(_:)`` and ``borrowFromRaw(_:_:)``, while a handle keeps the block alive, and never for
  /// ``fromRaw(_:)``.
  ///
  /// ```swift
  /// let pointer = handle.asRaw()
  /// let other = unsafe VMExternRef.cloneFromRaw(pointer)  // while `handle` lives
  /// ```
  ///
  /// - Complexity: O(1).
  @inlinable
  @safe
  public borrowing func asRaw() -> UnsafeMutableRawPointer {
    // SAFETY: to hand out an address is safe; to use it is what the functions below are unsafe for.
    unsafe block.base
  }

  /// Moves the handle's count into a raw pointer.
  ///
  /// The handle is consumed without being dropped: the count is what it was, and one of it belongs to the
  /// pointer. ``fromRaw(_:)`` takes it back. A pointer that is forgotten keeps the value alive forever.
  ///
  /// ```swift
  /// let pointer = handle.intoRaw()                    // for a context argument of a C function, say
  /// let again = unsafe VMExternRef.fromRaw(pointer)   // once, when it comes back
  /// ```
  ///
  /// - Complexity: O(1).
  #if Tracing
    @_disfavoredOverload
  #endif
  @inlinable
  @safe
  public consuming func intoRaw() -> UnsafeMutableRawPointer {
    // SAFETY: as above: the address is handed out, not used.
    #if Tracing
      intoRaw(file: "", line: 0, function: "")
    #else
      forget()
    #endif
  }

  /// Ends the handle without dropping its count.
  @inlinable
  @safe
  consuming func forget() -> UnsafeMutableRawPointer {
    // SAFETY: as above. Nothing drops the count, so it goes with the address.
    let base = unsafe block.base
    discard self
    return unsafe base
  }

  /// Makes a handle of the count that ``intoRaw()`` moved into a pointer.
  ///
  /// - Safety: The pointer must come from `intoRaw`, and this must be the only time that it is taken back. A
  ///   pointer from ``asRaw()`` owns no count: the handle made of it would drop the count of another handle.
  /// - Complexity: O(1). The count does not change.
  #if Tracing
    @_disfavoredOverload
  #endif
  @inlinable
  @unsafe
  public static func fromRaw(_ pointer: UnsafeMutableRawPointer) -> VMExternRef {
    #if Tracing
      unsafe fromRaw(pointer, file: "", line: 0, function: "")
    #else
      unsafe VMExternRef(owning: Block(base: pointer))
    #endif
  }

  /// Makes a further handle to the value that a raw pointer leads to.
  ///
  /// The count goes up by one, for the new handle. The pointer stays what it was: lent, when it comes from
  /// ``asRaw()``; still the owner of its count, when it comes from ``intoRaw()``, as with an engine that
  /// holds the pointer it was given and shows it again and again.
  ///
  /// Traps when the count would pass `Int.max`.
  ///
  /// - Safety: The pointer must come from `asRaw` or `intoRaw`, and the count of its block must stay above
  ///   zero until this returns. For a pointer from `intoRaw` its own count sees to that until it is taken
  ///   back. Otherwise this is a use after free.
  /// - Complexity: O(1): one atomic addition.
  #if Tracing
    @_disfavoredOverload
  #endif
  @inlinable
  @unsafe
  public static func cloneFromRaw(_ pointer: UnsafeMutableRawPointer) -> VMExternRef {
    #if Tracing
      unsafe cloneFromRaw(pointer, file: "", line: 0, function: "")
    #else
      let block = unsafe Block(base: pointer)
      unsafe block.retain()
      return unsafe VMExternRef(owning: block)
    #endif
  }

  /// Calls a closure with a handle that a raw pointer leads to, without touching the count.
  ///
  /// ```swift
  /// let count = unsafe VMExternRef.borrowFromRaw(pointer) { $0.strongCount }
  /// ```
  ///
  /// Cloning and dropping would give the same access, but the count that is seen would be one too high.
  ///
  /// - Parameters:
  ///   - pointer: A pointer from ``asRaw()`` or ``intoRaw()``.
  ///   - body: Called with a handle that is lent. It may clone it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Safety: The pointer must come from `asRaw` or `intoRaw`, and the count of its block must stay above
  ///   zero until this returns.
  /// - Complexity: O(1) beside `body`.
  @inlinable
  @unsafe
  public static func borrowFromRaw<R: ~Copyable, E: Error>(
    _ pointer: UnsafeMutableRawPointer, _ body: (borrowing VMExternRef) throws(E) -> R
  ) throws(E) -> R {
    let handle = unsafe VMExternRef(owning: Block(base: pointer))
    let result = Result { () throws(E) -> R in try body(handle) }
    // The count is not this function's to drop.
    _ = handle.forget()
    return try result.get()
  }
}
