/// The second word of a block: which type the value has, and how it is destroyed.
///
/// The word is the address of the type's metadata. Metadata are aligned to a pointer, so the lowest bits of their
/// addresses are free, and two of them say what the last drop would otherwise ask of the metadata, in loads that wait for
/// each other.
@frozen
@usableFromInline
struct TypeWord {
  /// How the last drop destroys the value.
  @frozen
  @usableFromInline
  enum Destruction: UInt {
    /// As the metadata say.
    case byMetadata = 0
    /// Not at all: the type is trivial, and its memory is only freed.
    case none = 1
    /// By the destroyer that ``Destroyers`` keeps for the type.
    case byDestroyer = 2

    /// How a value of a type is destroyed, as far as the compiler knows the type here.
    @_transparent
    @usableFromInline
    init<T: ~Copyable & Sendable>(of type: T.Type) {
      if Metadata.mayLoseDeinit(type) {
        // SAFETY: the destroyer is that of the type.
        self =
          unsafe Destroyers.add(for: Metadata(type), Destroyers.destroyer(of: type))
          ? .byDestroyer : .byMetadata
      } else {
        self = _isPOD(type) ? .none : .byMetadata
      }
    }
  }

  /// What any type of a handle's value is.
  @usableFromInline
  typealias AnyType = any (~Copyable & Sendable).Type

  @usableFromInline
  let bits: UInt

  @inlinable
  @inline(__always)
  init<T: ~Copyable & Sendable>(_ type: T.Type, _ destruction: Destruction) {
    bits = TypeWord.address(of: type) | destruction.rawValue
  }

  @inlinable
  @inline(__always)
  static var destructionMask: UInt { 3 }

  @inlinable
  @inline(__always)
  static func address<T: ~Copyable>(of type: T.Type) -> UInt {
    // SAFETY: a metatype is one word, the address of the metadata.
    unsafe unsafeBitCast(type as any (~Copyable).Type, to: UInt.self)
  }

  @inlinable
  @inline(__always)
  var destruction: Destruction {
    // The fourth pattern is never written.
    Destruction(rawValue: bits & TypeWord.destructionMask) ?? .byMetadata
  }

  /// The type.
  @inlinable
  @inline(__always)
  var type: AnyType {
    // SAFETY: without the two bits the word is the metatype that it was made of, of a type that is `Sendable`.
    unsafe unsafeBitCast(bits & ~TypeWord.destructionMask, to: AnyType.self)
  }

  /// Whether the type is the given one.
  @inlinable
  @inline(__always)
  func isType<T: ~Copyable>(_ type: T.Type) -> Bool {
    bits & ~TypeWord.destructionMask == TypeWord.address(of: type)
  }
}
