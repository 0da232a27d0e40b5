// These are static functions on purpose, and there is no `Equatable`, `Hashable`, `Comparable` or `==`. Those
// would suggest that the values are compared, and only the addresses are: two handles to equal strings are
// not the same.

// SAFETY: addresses are compared, no memory is looked at.
extension VMExternRef {
  /// How two handles are ordered.
  @frozen
  public enum Ordering: Int, Sendable {
    /// The first comes before the second.
    case less = -1
    /// Both are to the same value.
    case equal = 0
    /// The first comes after the second.
    case greater = 1
  }

  /// Returns whether two handles are to the same value in the same block.
  ///
  /// The values are not looked at: equal values in two blocks are not the same.
  ///
  /// ```swift
  /// let a = VMExternRef("hello"), b = a.clone(), c = VMExternRef("hello")
  /// VMExternRef.eq(a, b)  // true
  /// VMExternRef.eq(a, c)  // false
  /// ```
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func eq(_ a: borrowing VMExternRef, _ b: borrowing VMExternRef) -> Bool {
    unsafe a.block.base == b.block.base
  }

  /// Returns the order of two handles by the addresses of their blocks.
  ///
  /// It is a total order that holds as long as both blocks are alive. It says nothing about the values, and
  /// it is another one in the next run.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func cmp(_ a: borrowing VMExternRef, _ b: borrowing VMExternRef) -> Ordering {
    if unsafe a.block.base < b.block.base { return .less }
    return eq(a, b) ? .equal : .greater
  }

  /// Feeds the address of a handle's block to a hasher, so that handles for which ``eq(_:_:)`` holds have
  /// equal hashes.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func hash(_ handle: borrowing VMExternRef, into hasher: inout Hasher) {
    unsafe hasher.combine(handle.block.base)
  }
}
