internal import Synchronization

// SAFETY: an entry is filled before it is linked in, and from then on neither changed nor freed.

/// What destroys values by code that was compiled for their type, where the metadata would leave out a `deinit`: a function
/// for each type that needs one, from the first handle to such a value on.
///
/// The functions are kept here and not in the blocks, so that all blocks look alike. There are as many as there are such
/// types in the program, which is a handful.
@usableFromInline
enum Destroyers {
  /// Destroys the value at a place, if there is one. Returns whether the function was compiled for the type.
  @usableFromInline
  typealias Destroyer = @Sendable (UnsafeMutableRawPointer?) -> Bool

  /// Returns the destroyer of a type, compiled for it where the compiler knows it and optimises.
  @_transparent
  @usableFromInline
  static func destroyer<T: ~Copyable & Sendable>(of type: T.Type) -> Destroyer {
    { place in
      // SAFETY: `destroy` passes the place of a value of the type.
      if let place = unsafe place { unsafe place.assumingMemoryBound(to: T.self).deinitialize(count: 1) }
      return Metadata.isKnown(T.self)
    }
  }

  /// Keeps the destroyer of a type. Ends the process where values of the type cannot be destroyed as they should be.
  ///
  /// - Returns: Whether there is a destroyer for the type. Without one, its metadata do.
  @usableFromInline
  @inline(never)
  static func add(for metadata: Metadata, _ destroyer: @escaping Destroyer) -> Bool {
    if has(metadata) { return true }
    guard destroyer(nil) else {
      metadata.requireDeinits()
      return false
    }
    let node = UnsafeMutablePointer<Node>.allocate(capacity: 1)
    var next = unsafe first.load(ordering: .relaxed)
    while true {
      unsafe node.initialize(to: Node(metadata: metadata, destroyer: destroyer, next: next))
      // Releasing, so that the thread that finds the node finds it filled. Another thread may add the same type
      // meanwhile: one of the two is never looked at.
      let (exchanged, original) = unsafe first.compareExchange(
        expected: next, desired: node, ordering: .releasing)
      if exchanged { return true }
      unsafe next = original
      unsafe node.deinitialize(count: 1)
    }
  }

  /// Whether there is a destroyer for a type.
  static func has(_ metadata: Metadata) -> Bool { unsafe find(metadata) != nil }

  /// Destroys a value of a type that has a destroyer.
  ///
  /// - Safety: There must be a value of the type at the place, and it must not be used afterwards.
  @inline(never)
  static func destroy(_ place: UnsafeMutableRawPointer, _ metadata: Metadata) {
    guard let node = unsafe find(metadata) else { fatalError("VMExternRef: a destroyer is missing") }
    _ = unsafe node.pointee.destroyer(place)
  }

  /// The entry of a type. Once there, it stays as it is and where it is.
  @unsafe
  private struct Node {
    let metadata: Metadata
    let destroyer: Destroyer
    let next: UnsafeMutablePointer<Node>?
  }

  private nonisolated(unsafe) static let first = unsafe Atomic<UnsafeMutablePointer<Node>?>(nil)

  private static func find(_ metadata: Metadata) -> UnsafeMutablePointer<Node>? {
    var node = unsafe first.load(ordering: .acquiring)
    while let entry = unsafe node, unsafe entry.pointee.metadata.address != metadata.address {
      unsafe node = entry.pointee.next
    }
    return unsafe node
  }
}
