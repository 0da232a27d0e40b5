public import ExternRef

/// A value that passes between Swift and WebAssembly. It is moved, not copied, because a handle is.
public enum Value: ~Copyable {
  case i32(Int32)
  case i64(Int64)
  case f32(Float)
  case f64(Double)
  case v128(low: UInt64, high: UInt64)
  /// An `externref`; `nil` is the null reference.
  case handle(VMExternRef?)
  /// A `funcref`; `nil` is the null reference.
  case function(Function?)
  /// A reference to something that is neither.
  case other(Reference)

  /// The type that the value has by itself. Code may want a narrower one, such as a reference that is not null.
  public var type: ValueType {
    switch self {
    case .i32: .i32
    case .i64: .i64
    case .f32: .f32
    case .f64: .f64
    case .v128: .v128
    case .handle: .externref
    case .function: .funcref
    case .other: .other
    }
  }

  /// Whether the value is the null reference of the host's.
  var isNull: Bool {
    switch self {
    case .handle(.none): true
    default: false
    }
  }
}

/// A Swift type whose values can be arguments and results as they are.
///
/// `Int32` and `UInt32` are `i32`, `Int64` and `UInt64` are `i64`, `Float` and `Double` are `f32` and `f64`, and
/// `VMExternRef?` is `externref`; a plain `VMExternRef` is one that is not null.
public protocol WasmValue: ~Copyable {
  static var valueType: ValueType { get }
  /// Makes a value for the engine.
  consuming func makeValue() -> Value
  /// Takes a value from the engine; nil when it is of another type.
  static func take(_ value: consuming Value) -> Self?
}

extension Int32: WasmValue {
  public static var valueType: ValueType { .i32 }
  public func makeValue() -> Value { .i32(self) }
  public static func take(_ value: consuming Value) -> Int32? {
    if case .i32(let number) = value { number } else { nil }
  }
}

extension UInt32: WasmValue {
  public static var valueType: ValueType { .i32 }
  public func makeValue() -> Value { .i32(Int32(bitPattern: self)) }
  public static func take(_ value: consuming Value) -> UInt32? {
    if case .i32(let number) = value { UInt32(bitPattern: number) } else { nil }
  }
}

extension Int64: WasmValue {
  public static var valueType: ValueType { .i64 }
  public func makeValue() -> Value { .i64(self) }
  public static func take(_ value: consuming Value) -> Int64? {
    if case .i64(let number) = value { number } else { nil }
  }
}

extension UInt64: WasmValue {
  public static var valueType: ValueType { .i64 }
  public func makeValue() -> Value { .i64(Int64(bitPattern: self)) }
  public static func take(_ value: consuming Value) -> UInt64? {
    if case .i64(let number) = value { UInt64(bitPattern: number) } else { nil }
  }
}

extension Float: WasmValue {
  public static var valueType: ValueType { .f32 }
  public func makeValue() -> Value { .f32(self) }
  public static func take(_ value: consuming Value) -> Float? {
    if case .f32(let number) = value { number } else { nil }
  }
}

extension Double: WasmValue {
  public static var valueType: ValueType { .f64 }
  public func makeValue() -> Value { .f64(self) }
  public static func take(_ value: consuming Value) -> Double? {
    if case .f64(let number) = value { number } else { nil }
  }
}

/// An `externref` that is not null.
extension VMExternRef: WasmValue {
  public static var valueType: ValueType { .externref }
  public consuming func makeValue() -> Value { .handle(self) }
  public static func take(_ value: consuming Value) -> VMExternRef? {
    switch consume value {
    case .handle(let handle): handle
    default: nil
    }
  }
}

extension Optional: WasmValue where Wrapped == VMExternRef {
  public static var valueType: ValueType { .externref }
  public consuming func makeValue() -> Value { .handle(self) }
  public static func take(_ value: consuming Value) -> VMExternRef?? {
    switch consume value {
    case .handle(let handle): .some(handle)
    default: nil
    }
  }
}
