// A C interface that is given a pointer to keep is mostly given functions with it, for when it wants another share and
// for when it is done. A raw pointer from `intoRaw` with these two is such a pair.

extension VMExternRef {
  /// A C function that adds one to the count that a raw pointer leads to, and returns the pointer.
  ///
  /// The new count belongs to the pointer that is returned: ``dropFunction`` or ``fromRaw(_:)`` takes it back. Null gives
  /// null.
  ///
  /// - Safety: What it is called with must be null, or a pointer as ``cloneFromRaw(_:)`` takes it.
  @inlinable
  public static var cloneFunction: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // SAFETY: the same holds for the caller of the function as for that of `cloneFromRaw`.
    { pointer in unsafe pointer.map { unsafe VMExternRef.cloneFromRaw($0).intoRaw() } }
  }

  /// A C function that takes away the count that a raw pointer owns; the last one destroys the value.
  ///
  /// This is the finalizer for an interface that is given a handle as its context:
  ///
  /// ```swift
  /// var key = pthread_key_t()
  /// pthread_key_create(&key, VMExternRef.dropFunction)
  /// pthread_setspecific(key, handle.clone().intoRaw())  // dropped when the thread ends
  /// ```
  ///
  /// Null does nothing.
  ///
  /// - Safety: What it is called with must be null, or a pointer as ``fromRaw(_:)`` takes it: from ``intoRaw()`` or
  ///   ``cloneFunction``, once for each.
  @inlinable
  public static var dropFunction: @convention(c) (UnsafeMutableRawPointer?) -> Void {
    // SAFETY: the same holds for the caller of the function as for that of `fromRaw`.
    { pointer in if let pointer = unsafe pointer { _ = unsafe VMExternRef.fromRaw(pointer) } }
  }
}
