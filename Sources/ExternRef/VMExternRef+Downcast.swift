extension VMExternRef {
  /// The type that the value was made with.
  ///
  /// ```swift
  /// handle.valueType == String.self
  /// ```
  @inlinable
  public var valueType: any (~Copyable & Sendable).Type {
    // SAFETY: this handle keeps the block alive, and the type never changes.
    unsafe block.header.pointee.type.type
  }

  /// Returns whether the value is of exactly the given type.
  ///
  /// There are no conversions: a value of a subclass is not of its superclass, no value is of a protocol that
  /// its type conforms to, and a `T` is not a `T?`. What counts is the type that the handle was made with: a
  /// handle made with a superclass's or a protocol's type has exactly that type.
  ///
  /// - Parameter type: The type to ask for.
  /// - Complexity: O(1): one comparison of two words.
  @inlinable
  public borrowing func `is`<T: ~Copyable>(_ type: T.Type) -> Bool {
    // SAFETY: as above.
    unsafe block.header.pointee.type.isType(type)
  }

  /// Calls a closure with the value, if it is of exactly the given type.
  ///
  /// ```swift
  /// handle.withValue(as: Mutex<File>.self) { file in
  ///   file.withLock { $0.write("hello\n") }
  /// }
  /// ```
  ///
  /// The value is borrowed, shared and immutable, for the duration of the call. The count does not change.
  ///
  /// - Parameters:
  ///   - type: The type to ask for, as in ``is(_:)``.
  ///   - body: Called with the value. It may use other handles to the same value.
  /// - Returns: What `body` returns, or `nil`, without having called it, when the value is of another type.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) beside `body`.
  @inlinable
  public borrowing func withValue<T: ~Copyable, R: ~Copyable, E: Error>(
    as type: T.Type, _ body: (borrowing T) throws(E) -> R
  ) throws(E) -> R? {
    guard self.is(type) else { return nil }
    // SAFETY: the block was made for a T, this handle keeps it alive, and no code has mutable access.
    return try unsafe body(block.value(as: type).pointee)
  }

  /// Returns a copy of the value, if it is of exactly the given type.
  ///
  /// ```swift
  /// VMExternRef(42).downcast(to: Int.self)     // 42
  /// VMExternRef(42).downcast(to: String.self)  // nil
  /// ```
  ///
  /// Values that cannot be copied, and large ones that need not be, are for ``withValue(as:_:)``.
  ///
  /// - Parameter type: The type to ask for, as in ``is(_:)``.
  /// - Returns: A copy of the value, or `nil` when it is of another type.
  /// - Complexity: O(1) beside the copy.
  @inlinable
  public borrowing func downcast<T>(to type: T.Type) -> T? {
    withValue(as: type) { copy $0 }
  }
}
