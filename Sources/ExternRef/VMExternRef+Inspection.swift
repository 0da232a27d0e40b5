extension VMExternRef {
  /// The address of the block, the value's type, and the count.
  ///
  /// ```swift
  /// handle.debugDescription  // "VMExternRef(0x00007f1a2c015d60, String, count 2)"
  /// ```
  ///
  /// The value is not shown, because nothing is known of it but its type.
  public var debugDescription: String {
    // SAFETY: the pointer is printed, not followed.
    unsafe "VMExternRef(\(asRaw()), \(valueType), count \(strongCount))"
  }

  /// Calls a closure with the bytes of the value.
  ///
  /// This is for pictures of the memory. What the bytes mean is up to the value's type; a `String`'s, for
  /// instance, hold a short text or lead to a long one elsewhere.
  ///
  /// - Parameter body: Called with `layout.valueSize` bytes that are not to be used after it returns.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Safety: Some of the bytes may be padding that was never written. And a value with interior mutability,
  ///   such as a `Mutex`, must not be changed by another thread meanwhile, for these reads take no lock.
  @unsafe
  public borrowing func withUnsafeValueBytes<R: ~Copyable, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    let layout = layout
    // SAFETY: this handle keeps the block alive, and the value is where its layout says.
    let start = unsafe UnsafeRawPointer(asRaw() + layout.valueOffset)
    return try unsafe body(UnsafeRawBufferPointer(start: start, count: layout.valueSize))
  }
}
