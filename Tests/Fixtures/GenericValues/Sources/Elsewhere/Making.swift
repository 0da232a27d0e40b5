public import ExternRef

/// Makes a handle in another module, by code that does not know the type.
@inline(never)
@_semantics("optimize.sil.specialize.generic.never")
public func makeHandle<T: ~Copyable & Sendable>(_ value: consuming T) -> VMExternRef { VMExternRef(value) }

/// The same, by code that the caller's module compiles for the type.
@inlinable
@inline(__always)
public func makeHandleInline<T: ~Copyable & Sendable>(_ value: consuming T) -> VMExternRef {
  VMExternRef(value)
}

/// A generic type of another module.
public struct Guard<T: ~Copyable & Sendable>: ~Copyable, Sendable {
  public let value: T
  private let onEnd: @Sendable () -> Void

  public init(_ value: consuming T, onEnd: @escaping @Sendable () -> Void) {
    self.value = value
    self.onEnd = onEnd
  }

  deinit { onEnd() }
}
