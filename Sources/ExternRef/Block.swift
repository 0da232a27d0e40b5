public import Synchronization

/// What stands at the start of every block, before the value.
///
/// The count comes first, so that a raw pointer to the block is a pointer to the count.
@frozen
@usableFromInline
struct Header: ~Copyable {
  @usableFromInline
  let count: Atomic<Int>

  @usableFromInline
  let type: TypeWord

  @inlinable
  init(type: TypeWord) {
    self.count = Atomic(1)
    self.type = type
  }
}

/// A pointer to a block: header, padding, value.
///
/// A `Block` owns nothing and checks nothing. Each of its operations but `allocate` wants the base of a block
/// that is alive, and says what else must hold; `VMExternRef` sees to it. That is why their bodies are sound.
///
/// - Safety: The base must be that of a block that is alive.
@frozen
@usableFromInline
@unsafe
struct Block {
  @usableFromInline
  let base: UnsafeMutableRawPointer

  @inlinable
  init(base: UnsafeMutableRawPointer) {
    unsafe self.base = base
  }

  /// Returns a block with a count of one, and with room for a `T` that is not there yet.
  ///
  /// Transparent, as all that leads here: what the compiler knows of `T` where the handle is made decides how the value is
  /// destroyed.
  @_transparent
  @usableFromInline
  static func allocate<T: ~Copyable & Sendable>(for type: T.Type) -> Block {
    let layout = VMExternRef.Layout(of: type)
    let base = unsafe Heap.allocate(byteCount: layout.blockSize, alignment: layout.blockAlignment)
    let block = unsafe Block(base: base)
    let destruction = TypeWord.Destruction(of: type)
    // SAFETY: the memory is fresh; by its layout it is large enough for a header and aligned for one.
    unsafe block.header.initialize(to: Header(type: TypeWord(type, destruction)))
    return unsafe block
  }

  /// Frees the memory of a block.
  ///
  /// - Safety: The block must hold no value, and must not be used afterwards.
  @usableFromInline
  func deallocate() {
    unsafe header.deinitialize(count: 1)
    // SAFETY: all blocks come from `allocate`, and it takes all memory from `Heap`.
    unsafe Heap.free(base)
  }

  /// Destroys the value and frees the memory.
  ///
  /// - Safety: The block must hold a value that no other code uses, and must not be used afterwards.
  @usableFromInline
  @inline(never)
  func destroy() {
    let type = unsafe header.pointee.type
    switch type.destruction {
    case .none: break
    case .byMetadata: unsafe destroyValue(type) { metadata, place in unsafe metadata.destroy(place) }
    case .byDestroyer:
      unsafe destroyValue(type) { metadata, place in unsafe Destroyers.destroy(place, metadata) }
    }
    unsafe deallocate()
  }

  /// Calls what destroys the value, with the place where it is.
  @inline(__always)
  private func destroyValue(_ type: TypeWord, _ destroy: (Metadata, UnsafeMutableRawPointer) -> Void) {
    let metadata = Metadata(any: type.type)
    // SAFETY: the type is the one that the block was made for, and so the value is where its layout has it.
    unsafe destroy(metadata, base + max(VMExternRef.Layout.headerSize, metadata.alignment))
  }

  /// Where the header is.
  @inlinable
  var header: UnsafeMutablePointer<Header> {
    unsafe base.assumingMemoryBound(to: Header.self)
  }

  /// Where the value is.
  ///
  /// Inlined always, because `destroy`, which does not know `T`, would otherwise pay for calls to it.
  ///
  /// - Safety: `T` must be the type that the block was made for.
  @inlinable
  @inline(__always)
  func value<T: ~Copyable>(as type: T.Type) -> UnsafeMutablePointer<T> {
    let offset = VMExternRef.Layout(of: type).valueOffset
    return unsafe (base + offset).assumingMemoryBound(to: type)
  }
}
