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

    /// The size of what stands behind the value and destroys it: 16 for generic noncopyable types, except those of Swift's
    /// own modules, and 0 for all others.
    public let destroyerSize: Int

    /// The layout for a value of a given type.
    @_transparent
    public init<T: ~Copyable>(of type: T.Type) {
      self.init(
        valueSize: MemoryLayout<T>.size, valueAlignment: MemoryLayout<T>.alignment,
        hasDestroyer: Metadata.needsDestroyer(type))
    }

    @inlinable
    @inline(__always)
    init(valueSize: Int, valueAlignment: Int, hasDestroyer: Bool = false) {
      self.valueSize = valueSize
      self.valueAlignment = valueAlignment
      // SAFETY: the size of a type is asked for, and nothing else.
      self.destroyerSize = hasDestroyer ? unsafe MemoryLayout<Destroyer>.size : 0
    }

    /// The offset of the reference count, a signed machine word.
    @inlinable
    public static var countOffset: Int { 0 }

    /// The offset of the word that stands for the value's type: the address of its metadata, and in the two lowest bits
    /// how the value is destroyed.
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

    /// The offset of the destroyer, if there is one: the end of the value, rounded up to a word.
    @inlinable
    var destroyerOffset: Int {
      (valueOffset + valueSize + MemoryLayout<Int>.alignment - 1) & ~(MemoryLayout<Int>.alignment - 1)
    }

    /// The number of bytes that are asked of the heap. A size past `Int.max` traps.
    @inlinable
    public var blockSize: Int {
      destroyerSize == 0 ? valueOffset + valueSize : destroyerOffset + destroyerSize
    }

    /// The alignment of the block: the header's or the value's, whichever is larger.
    @inlinable
    public var blockAlignment: Int { max(MemoryLayout<Header>.alignment, valueAlignment) }
  }

  /// Where things are in this handle's block.
  public var layout: Layout {
    // SAFETY: this handle keeps the block alive.
    unsafe block.layout
  }
}
