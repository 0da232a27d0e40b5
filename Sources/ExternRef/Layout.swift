extension VMExternRef {
  /// Where things are in a handle's block. All sizes and offsets are in bytes, and offsets count from the raw
  /// pointer.
  ///
  /// ```swift
  /// let layout = VMExternRef("hello").layout
  /// layout.valueOffset   // 16
  /// layout.blockSize     // 32
  /// ```
  @frozen
  public struct Layout: Hashable, Sendable {
    /// The size of the value: its `MemoryLayout.size`.
    public let valueSize: Int

    /// The alignment of the value, a power of two.
    public let valueAlignment: Int

    /// The layout for a value of a given type.
    @inlinable
    @inline(__always)
    public init<T: ~Copyable>(of type: T.Type) {
      self.init(valueSize: MemoryLayout<T>.size, valueAlignment: MemoryLayout<T>.alignment)
    }

    @inlinable
    init(valueSize: Int, valueAlignment: Int) {
      self.valueSize = valueSize
      self.valueAlignment = valueAlignment
    }

    /// The offset of the reference count, a signed machine word.
    @inlinable
    public static var countOffset: Int { 0 }

    /// The offset of the word that stands for the value's type: the address of its metadata, and in the two
    /// lowest bits how the value is destroyed.
    @inlinable
    public static var typeOffset: Int { MemoryLayout<Int>.size }

    /// The size of the header: the count and the type.
    @inlinable
    public static var headerSize: Int { MemoryLayout<Header>.size }

    /// The offset of the value: the header's size, rounded up to the value's alignment.
    @inlinable
    public var valueOffset: Int {
      // Both are powers of two, so that rounding up is taking the larger.
      max(Layout.headerSize, valueAlignment)
    }

    /// The number of bytes between the header and the value.
    ///
    /// There are some only above an alignment of 16, which is the most that the compiler gives any type
    /// today.
    @inlinable
    public var paddingSize: Int { valueOffset - Layout.headerSize }

    /// The number of bytes that are asked of the heap. A size past `Int.max` traps.
    @inlinable
    public var blockSize: Int { valueOffset + valueSize }

    /// The alignment of the block: the header's or the value's, whichever is larger.
    @inlinable
    public var blockAlignment: Int { max(MemoryLayout<Header>.alignment, valueAlignment) }
  }

  /// Where things are in this handle's block.
  public var layout: Layout {
    func layout<T: ~Copyable>(of type: T.Type) -> Layout { Layout(of: type) }
    return layout(of: valueType)
  }
}
