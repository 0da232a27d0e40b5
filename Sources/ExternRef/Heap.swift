#if canImport(Darwin)
  public import Darwin
#elseif canImport(Musl)
  public import Musl
#else
  public import Glibc
#endif

/// The memory of the blocks, from the C library.
///
/// The standard library's own `allocate(byteCount:alignment:)` takes the slower `posix_memalign` even where
/// `malloc` would do.
@usableFromInline
enum Heap {
  /// The alignment of all that `malloc` returns on 64-bit systems.
  @inlinable
  @inline(__always)
  static var naturalAlignment: Int { 16 }

  /// Returns fresh memory. Ends the process when there is none.
  ///
  /// - Parameters:
  ///   - byteCount: The size in bytes, above zero.
  ///   - alignment: A power of two.
  @inlinable
  @inline(__always)
  static func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
    // SAFETY: the size is above zero and the alignment a power of two, as this function asks of its caller.
    let memory =
      unsafe alignment <= naturalAlignment
      ? malloc(byteCount) : allocateAligned(byteCount: byteCount, alignment: alignment)
    guard let memory = unsafe memory else {
      trapOnExhaustion()
    }
    return unsafe memory
  }

  @usableFromInline
  @inline(never)
  static func trapOnExhaustion() -> Never {
    fatalError("VMExternRef: out of memory")
  }

  @usableFromInline
  @inline(never)
  static func allocateAligned(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    var memory: UnsafeMutableRawPointer?
    // SAFETY: the alignment is a power of two and a multiple of a pointer's size, being above 16.
    return unsafe posix_memalign(&memory, alignment, byteCount) == 0 ? memory : nil
  }

  /// Returns memory to the heap.
  ///
  /// - Safety: `memory` must be from `allocate`, and must not be used afterwards.
  static func free(_ memory: UnsafeMutableRawPointer) {
    #if canImport(Darwin)
      unsafe Darwin.free(memory)
    #elseif canImport(Musl)
      unsafe Musl.free(memory)
    #else
      unsafe Glibc.free(memory)
    #endif
  }
}
