#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif
internal import Synchronization

// SAFETY: a metatype is one word, the address of metadata, which is never null. What is read has the layout that Swift's
// ABI gives to metadata and descriptors on 64-bit systems without signed pointers, and lives as long as the process.

/// The metadata of a type, as far as this library reads them.
///
/// Swift 6.3 destroys some values without their `deinit`: those of a *generic* noncopyable type, in code that does not
/// know the type and so goes by its metadata. Metadata of optimised code lead to a destructor that leaves out the `deinit`;
/// those of other code do so too when all stored properties are trivial, because the runtime then takes the type for
/// trivial. The last drop is such code. So this library has to know which types are concerned.
@frozen
@usableFromInline
@safe
struct Metadata {
  @usableFromInline
  let address: UnsafeRawPointer

  @inlinable
  @inline(__always)
  init<T: ~Copyable>(_ type: T.Type) {
    unsafe address = UnsafeRawPointer(bitPattern: TypeWord.address(of: type)).unsafelyUnwrapped
  }

  init(any type: TypeWord.AnyType) {
    unsafe address = unsafeBitCast(type, to: UnsafeRawPointer.self)
  }

  private init(address: UnsafeRawPointer) {
    unsafe self.address = address
  }

  // MARK: What the compiler knows

  /// Whether the compiler knows a type here. `_isConcrete` takes copyable types only, and a pointer is one.
  ///
  /// Transparent, as all that asks for it, so that the compiler knows also without optimisation.
  @_transparent
  @usableFromInline
  static func isKnown<T: ~Copyable>(_ type: T.Type) -> Bool { unsafe _isConcrete(UnsafePointer<T>.self) }

  /// Whether the compiler knows a type here, and the metadata's destructor may leave out a `deinit` of its values: the type
  /// or one of its arguments is generic and noncopyable, and not of Swift's own modules, whose metadata are complete.
  @_transparent
  @usableFromInline
  static func mayLoseDeinit<T: ~Copyable>(_ type: T.Type) -> Bool {
    guard isKnown(type), !_isPOD(type) else { return false }
    let metadata = Metadata(type)
    return metadata.isGenericNoncopyable && metadata.mayLoseDeinit()
  }

  // MARK: What the first words say

  @inlinable
  @inline(__always)
  var descriptor: UnsafeRawPointer {
    unsafe address.load(fromByteOffset: 8, as: UnsafeRawPointer.self)
  }

  /// Whether the type is a struct or an enum with type parameters, its own or those of a type or a function around it, and
  /// is not `Copyable` by its own declaration. An extension may make it so for some arguments.
  ///
  /// Inlined, because the compiler knows it of the types of the module that it compiles.
  @inlinable
  @inline(__always)
  var isGenericNoncopyable: Bool {
    // The kinds of a struct, an enum and an optional.
    guard unsafe address.load(as: UInt.self) &- 0x200 <= 2 else { return false }
    return unsafe descriptor.load(as: UInt32.self) & 0xA0 == 0xA0
  }

  private var witnesses: UnsafeRawPointer {
    unsafe (address - 8).load(as: UnsafeRawPointer.self)
  }

  private var valueFlags: UInt32 {
    unsafe witnesses.load(fromByteOffset: 80, as: UInt32.self)
  }

  /// The alignment of the type's values in bytes.
  var alignment: Int { Int(valueFlags & 0xFF) + 1 }

  /// Destroys a value.
  ///
  /// This is the last step of the standard library's `deinitialize(count:)`, which comes to it by three calls and a division
  /// of labour that is for arrays: a fifth of what it costs to make and drop a handle to a small value.
  ///
  /// - Safety: There must be a value of this type at the place, and it must not be used afterwards.
  @unsafe
  func destroy(_ place: UnsafeMutableRawPointer) {
    typealias Destroy = @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Void
    unsafe witnesses.load(fromByteOffset: 8, as: Destroy.self)(place, address)
  }

  /// Whether the runtime takes the type for trivial.
  private var isTrivial: Bool { valueFlags & 0x1_0000 == 0 }

  // MARK: What generic types are made of

  /// The same, of the metadata.
  @usableFromInline
  func mayLoseDeinit() -> Bool {
    let word = unsafe UInt(bitPattern: address)
    // Relaxed: what is noted of a type is so at any time.
    if lastHarmless.load(ordering: .relaxed) == word { return false }
    if Destroyers.has(self) || contains({ _ in true }) { return true }
    lastHarmless.store(word, ordering: .relaxed)
    return false
  }

  /// Whether a type that ``mayLoseDeinit()`` is about matches: the type itself or one of its arguments.
  ///
  /// Properties need no look: the destructor of a type knows their types as far as they are no arguments.
  private func contains(_ matches: (Metadata) -> Bool) -> Bool {
    guard isGenericNoncopyable else { return false }
    return mayHaveDeinit && matches(self) || anyArgument { $0.contains(matches) }
  }

  /// Whether the type, which is generic and noncopyable, may have a `deinit` of its own.
  private var mayHaveDeinit: Bool {
    // The compiler allows none where an extension makes the type `Copyable` for some arguments. That stands behind the
    // parameters and requirements: a set of protocols, of which the lowest bit is `Copyable`.
    if unsafe generics.load(fromByteOffset: 14, as: UInt16.self) & 2 != 0 {
      let requirementCount = unsafe Int(generics.load(fromByteOffset: 10, as: UInt16.self))
      let conditions = 16 + ((parameterCount + 3) & ~3) + 12 * requirementCount
      if unsafe generics.load(fromByteOffset: conditions, as: UInt16.self) & 1 != 0 { return false }
    }
    return !isSwiftsOwn
  }

  /// Whether the type is of one of Swift's own modules.
  private var isSwiftsOwn: Bool {
    var context = unsafe descriptor
    // Up to the module, whose kind is 0.
    while unsafe context.load(as: UInt32.self) & 0x1F != 0 { unsafe context = Self.pointer(at: context + 4) }
    let name = unsafe Self.pointer(at: context + 8).assumingMemoryBound(to: CChar.self)
    return unsafe strcmp(name, "Swift") == 0 || strcmp(name, "Synchronization") == 0
  }

  /// Where the descriptor of a generic type has its parameters.
  private var generics: UnsafeRawPointer { unsafe descriptor + 28 }

  private var parameterCount: Int { unsafe Int(generics.load(fromByteOffset: 8, as: UInt16.self)) }

  /// Whether an argument of the generic type matches. Arguments follow the first two words of the metadata, in the order
  /// of the parameters.
  private func anyArgument(_ matches: (Metadata) -> Bool) -> Bool {
    var argument = unsafe address + 16
    for index in 0..<parameterCount {
      let parameter = unsafe generics.load(fromByteOffset: 16 + index, as: UInt8.self)
      // A parameter that equals another one has no argument of its own.
      guard parameter & 0x80 != 0 else { continue }
      switch parameter & 0x3F {
      case 0: if unsafe matches(Metadata(address: argument.load(as: UnsafeRawPointer.self))) { return true }
      case 2: break  // a value, such as the count of an InlineArray
      default: return true  // a pack: what is in it is not looked at
      }
      unsafe argument += 8
    }
    return false
  }

  /// Follows a relative pointer, whose lowest bit says whether it leads to a pointer to what is meant.
  private static func pointer(at place: UnsafeRawPointer) -> UnsafeRawPointer {
    let offset = unsafe Int(place.load(as: Int32.self))
    let target = unsafe place + (offset & ~1)
    return unsafe offset & 1 == 0 ? target : target.load(as: UnsafeRawPointer.self)
  }

  // MARK: Refusing

  /// Ends the process unless the metadata's destructor runs every `deinit`, for a type that the compiler knows and does not
  /// take for trivial. Where the code is not optimised, that depends on what the runtime takes it for.
  func requireDeinits() {
    guard contains(\.isTrivial) else { return }
    let type = unsafe unsafeBitCast(address, to: Any.Type.self)
    fatalError(
      """
      VMExternRef: Swift may leave out the deinit of \(type), a generic noncopyable type with trivial stored properties, in \
      a build without optimisation; give the type a property of a noncopyable type that is not generic, or of a class, and \
      put the deinit there
      """)
  }
}

/// The metadata of the type that was last found to lose no `deinit`: mostly that of some `Mutex`. To find out again takes
/// as long as to make a handle.
private let lastHarmless = Atomic<UInt>(0)
