// # The handle
//
// A `VMExternRef` is one pointer. It points at a block on the heap that holds one value of any type, together
// with the two things that every holder of a handle needs and that cannot be opaque: how many handles there
// are, and of which type the value is.
//
//   a handle, one word                     the block, one allocation
//  ,-------------.                      ,-----------------------------,  offset
//  | VMExternRef |---.----------------->| count       (Atomic<Int>)   |  0
//  '-------------'   |                  |-----------------------------|
//  ,-------------.   |                  | type        (TypeWord)      |  8
//  | VMExternRef |---|                  |-----------------------------|
//  '-------------'   |                  | padding, if the value's     |  16
//  ,-------------.   |                  | alignment asks for it       |
//  | raw pointer |---'                  |-----------------------------|
//  '-------------'                      | the value                   |  Layout.valueOffset
//                                       '-----------------------------'
//
// Cloning adds one to the count, dropping takes one away, and the thread that takes the last one away destroys the
// value and frees the block. The handle is `~Copyable`, so both happen exactly where the source says so:
// Swift's own reference counting never touches the block.
//
// The count stands at offset 0 of the raw pointer, as a plain machine word, so that code which knows nothing
// of Swift (a Wasm engine, compiled Wasm itself) could bump it.
//
// The rooms: `Block.swift` owns the memory, `Block+Counting.swift` the orderings, `Layout.swift` the
// arithmetic, `TypeWord.swift` the second word; `Metadata.swift` and `Destroyers.swift` see to it that no
// `deinit` is left out. The files `VMExternRef+….swift` hold the public interface, a facet each.

/// A one-word, type-erased, reference-counted handle to an opaque value.
///
/// A handle owns one share of a value that lives on the heap. The holder of a handle need not know what the
/// value is; code that does know reaches it with a downcast.
///
/// ```swift
/// let a = VMExternRef("hello")
/// let b = a.clone()
/// a.strongCount                // 2
/// b.is(String.self)            // true
/// b.downcast(to: String.self)  // "hello"
/// ```
///
/// Access is shared and immutable, because other handles may be in use at the same time, on any thread. A
/// value that is to change brings its own means, such as `Mutex` or `Atomic`.
///
/// A handle is never null. `VMExternRef?` is one word too; `nil` is the null pointer.
///
/// Two handles are the same when they share one block, which ``eq(_:_:)`` finds out. There is no `==`, because it
/// would suggest that the values are compared.
// SAFETY: the block lives as long as a handle does, the count is atomic, and values are `Sendable`.
@frozen
@safe
public struct VMExternRef: ~Copyable, @unchecked Sendable {
  @usableFromInline
  let block: Block

  #if Tracing
    /// What names this handle in the trace that is written; 0 when none was as it was made.
    @usableFromInline
    let number: UInt64

    /// Takes over one count that the caller owns.
    @inlinable
    init(owning block: Block, _ number: UInt64 = 0) {
      unsafe self.block = block
      self.number = number
    }
  #else
    /// Takes over one count that the caller owns.
    @inlinable
    init(owning block: Block) {
      unsafe self.block = block
    }
  #endif

  /// Moves a value to the heap and returns the first handle to it.
  ///
  /// The value is moved, not copied, so move-only values are welcome.
  ///
  /// ```swift
  /// let log = VMExternRef(Mutex(File(path)))
  /// ```
  ///
  /// Running out of memory ends the process.
  ///
  /// - Parameter value: The value. It is `Sendable` because any thread may come to hold a handle to it.
  /// - Complexity: O(1): one allocation and one move.
  #if Tracing
    @_disfavoredOverload
  #endif
  @_transparent
  public init<T: ~Copyable & Sendable>(_ value: consuming T) {
    #if Tracing
      self.init(value, file: "", line: 0, function: "")
    #else
      let block = unsafe Block.allocate(for: T.self)
      // SAFETY: the block is fresh, was made for a T, and no other code knows of it.
      unsafe block.value(as: T.self).initialize(to: value)
      unsafe self.init(owning: block)
    #endif
  }

  /// Constructs a value in place and returns the first handle to it.
  ///
  /// The block is allocated before `make` is called, so that what `make` returns goes to the place where it
  /// stays. When `make` throws, the block is freed: there is no handle, nothing leaks and no value is
  /// destroyed.
  ///
  /// ```swift
  /// let handle = try VMExternRef(making: { () throws(Errno) in try File(path) })
  /// ```
  ///
  /// Running out of memory ends the process.
  ///
  /// - Parameter make: Returns the value. It is called exactly once.
  /// - Throws: What `make` throws.
  /// - Complexity: O(1) beside `make`.
  #if Tracing
    @_disfavoredOverload
  #endif
  @_transparent
  public init<T: ~Copyable & Sendable, E: Error>(making make: () throws(E) -> T) throws(E) {
    #if Tracing
      try self.init(making: make, file: "", line: 0, function: "")
    #else
      let block = unsafe Block.allocate(for: T.self)
      do {
        // SAFETY: as above. Should `make` throw, the place of the value is as it was.
        try unsafe block.value(as: T.self).initialize(to: make())
      } catch {
        // SAFETY: the block holds no value, and no pointer to it was given away.
        unsafe block.deallocate()
        throw error
      }
      unsafe self.init(owning: block)
    #endif
  }

  /// Gives up this handle's share; the last one destroys the value and frees the block.
  ///
  /// - Complexity: O(1) beside the destruction of the value.
  @inlinable
  deinit {
    // SAFETY: this handle owns one count and ends here.
    #if Tracing
      unsafe VMExternRef.drop(block, number)
    #else
      unsafe block.release()
    #endif
  }

  /// Returns another handle to the same value.
  ///
  /// The copy is shallow: the value is shared and the count goes up by one.
  ///
  /// ```swift
  /// let a = VMExternRef(Mutex(0))
  /// let b = a.clone()
  /// a.withValue(as: Mutex<Int>.self) { value in value.withLock { $0 = 7 } }
  /// b.withValue(as: Mutex<Int>.self) { value in value.withLock { $0 } }  // 7
  /// ```
  ///
  /// Traps when the count would pass `Int.max`, which takes handles that were leaked on purpose.
  ///
  /// - Complexity: O(1): one atomic addition.
  #if Tracing
    @_disfavoredOverload
  #endif
  @inlinable
  public borrowing func clone() -> VMExternRef {
    #if Tracing
      clone(file: "", line: 0, function: "")
    #else
      // SAFETY: this handle keeps the block alive, and the count that is added goes to the new handle.
      unsafe block.retain()
      return unsafe VMExternRef(owning: block)
    #endif
  }

  /// The number of counts on the value: one for each handle, and one for each pointer from ``intoRaw()`` that
  /// has not come back.
  ///
  /// Looking changes nothing. While other threads hold handles the number may be out of date as soon as it is
  /// returned; it is read with sequentially consistent ordering, so the reads of all threads agree on one
  /// order.
  ///
  /// - Complexity: O(1): one atomic load.
  @inlinable
  public var strongCount: Int {
    // SAFETY: this handle keeps the block alive.
    unsafe block.count
  }
}
