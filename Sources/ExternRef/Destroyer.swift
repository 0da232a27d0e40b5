/// Destroys a value by code that was compiled for its type, where the metadata would leave out a `deinit`.
///
/// It lies behind the value, in the blocks of the types that need it. See ``Metadata``.
///
/// - Safety: It must be run with the place of a value of the type that it was made for, once for each value.
@frozen
@usableFromInline
@unsafe
struct Destroyer {
  /// Destroys the value at a place, if there is one. Returns whether the code was compiled for the type.
  @usableFromInline
  let run: @Sendable (UnsafeMutableRawPointer?) -> Bool

  /// Makes the destroyer of a type that needs one. Ends the process where it would leave out a `deinit`.
  @_transparent
  @usableFromInline
  init<T: ~Copyable & Sendable>(_ type: T.Type) {
    unsafe run = { place in
      // SAFETY: `Block.runDestroyer` passes the place of the value that the destroyer was made for.
      if let place = unsafe place { unsafe place.assumingMemoryBound(to: T.self).deinitialize(count: 1) }
      return Metadata.isKnown(T.self)
    }
    if unsafe !run(nil) { Metadata(type).requireDeinits(isKnown: Metadata.isKnown(type)) }
  }
}
