internal import Model
internal import ExternRef

/// Where a block is: a raw pointer in the only place of the shell that holds any. What could go wrong with one is
/// marked unsafe here, and the ledger shows when it does not.
// SAFETY: to have an address is safe, and to compare it; what follows it is marked unsafe.
@safe
struct Address: Equatable, @unchecked Sendable {
  private let raw: UnsafeMutableRawPointer

  /// `as_raw`: owns nothing.
  init(of handle: borrowing VMExternRef) {
    unsafe raw = handle.asRaw()
  }

  /// `into_raw`: owns the count of `handle` from now on.
  init(taking handle: consuming VMExternRef) {
    unsafe raw = handle.intoRaw()
  }

  // Written out because the synthesized one is not marked as the unsafe code that it is.
  static func == (a: Address, b: Address) -> Bool { a.bits == b.bits }

  /// The address as a number.
  var bits: UInt { unsafe UInt(bitPattern: raw) }

  /// Lends the object as a handle that owns no count.
  ///
  /// - Safety: the object's count is above zero, and stays so until `body` returns.
  @unsafe
  func withHandle<Result: ~Copyable>(_ body: (borrowing VMExternRef) -> Result) -> Result {
    unsafe VMExternRef.borrowFromRaw(raw, body)
  }

  /// `clone_from_raw`: a handle with a count of its own.
  ///
  /// - Safety: the object's count is above zero.
  @unsafe
  func clone() -> VMExternRef {
    unsafe VMExternRef.cloneFromRaw(raw)
  }

  /// `from_raw`: gives back the count that `init(taking:)` took.
  ///
  /// - Safety: this is called once for each count that was taken.
  @unsafe
  func giveBack() -> VMExternRef {
    unsafe VMExternRef.fromRaw(raw)
  }
}
