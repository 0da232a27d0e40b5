/// The type of a value, as far as values of it can pass between Swift and the engine.
public enum ValueType: String, Sendable, CaseIterable, CustomStringConvertible {
  case i32, i64, f32, f64, v128
  case externref, funcref
  /// A handle that cannot be null.
  case nonNullExternref = "(ref extern)"
  /// Another type: another reference that cannot be null, or one to objects of the engine's own.
  case other = "another type"

  public var description: String { rawValue }

  /// Whether values of the type are references. What is not known is: there are no other numbers.
  public var isReference: Bool {
    switch self {
    case .i32, .i64, .f32, .f64, .v128: false
    case .externref, .nonNullExternref, .funcref, .other: true
    }
  }
}

/// What a function takes and gives.
public struct FunctionType: Sendable, Equatable, CustomStringConvertible {
  public let parameters: [ValueType]
  public let results: [ValueType]

  public init(_ parameters: [ValueType], _ results: [ValueType] = []) {
    self.parameters = parameters
    self.results = results
  }

  public var description: String {
    func list(_ types: [ValueType]) -> String { types.map(\.rawValue).joined(separator: ", ") }
    return "(\(list(parameters))) -> (\(list(results)))"
  }
}

/// What a module imports or exports.
public enum ExternType: Sendable, Equatable, CustomStringConvertible {
  case function(FunctionType)
  case table(ValueType)
  case global(ValueType, isMutable: Bool)
  case memory
  case other

  public var description: String {
    switch self {
    case .function(let type): "function \(type)"
    case .table(let element): "table of \(element)"
    case .global(let content, let isMutable): "\(isMutable ? "mutable" : "constant") global \(content)"
    case .memory: "memory"
    case .other: "something else"
    }
  }
}
