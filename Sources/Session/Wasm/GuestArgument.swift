internal import Model
internal import ExternRef
internal import WasmEngine

/// An argument of a call, read from the line and checked, but not yet passed.
enum GuestArgument {
  case i32(Int32)
  case i64(Int64)
  case f32(Float)
  case f64(Double)
  case handle(Binding)
  case null
  case nullFunction

  /// Reads the arguments that a function takes.
  static func read(
    _ words: [Token], for function: Function, named name: Token, in session: Session
  ) throws(Failure) -> [GuestArgument] {
    let parameters = function.type.parameters
    guard words.count == parameters.count else {
      throw .argumentCount(words, for: name, of: function.type)
    }
    var arguments: [GuestArgument] = []
    for (word, type) in zip(words, parameters) {
      arguments.append(try read(word, as: type, in: session))
    }
    return arguments
  }

  private static func read(_ word: Token, as type: ValueType, in session: Session) throws(Failure)
    -> GuestArgument
  {
    guard word.kind == .word else { throw .badArgument(word, type) }
    let isNull = word.text == "null" && !session.names.isBound(word.text)
    switch type {
    case .i32:
      let number = try word.number(in: Int(Int32.min)...Int(UInt32.max), label: "an i32")
      return .i32(Int32(truncatingIfNeeded: number))
    case .i64: return .i64(Int64(try word.number(in: Int.min...Int.max, label: "an i64")))
    case .f32:
      guard word.text.utf8.first != UInt8(ascii: "+"), let number = Float(word.text) else {
        throw .badArgument(word, type)
      }
      return .f32(number)
    case .f64:
      guard word.text.utf8.first != UInt8(ascii: "+"), let number = Double(word.text) else {
        throw .badArgument(word, type)
      }
      return .f64(number)
    case .funcref where isNull: return .nullFunction
    case .externref where isNull: return .null
    case .externref: return .handle(try session.handle(word))
    case .nonNullExternref where !isNull: return .handle(try session.handle(word))
    case .nonNullExternref, .funcref, .v128, .other: throw .badArgument(word, type)
    }
  }

  /// The value to pass.
  ///
  /// - Parameter clone: makes the handle that the engine gets.
  func value(_ clone: (Binding) -> OwnedHandle) -> EngineValue {
    switch self {
    case .i32(let number): return .i32(number)
    case .i64(let number): return .i64(number)
    case .f32(let number): return .f32(number)
    case .f64(let number): return .f64(number)
    case .null: return .handle(nil)
    case .nullFunction: return .function(nil)
    case .handle(let binding):
      let owned = clone(binding)
      return .handle(owned.handle)
    }
  }
}

extension ValueType {
  /// Whether a value of the type can be a handle.
  var mayBeHandle: Bool { self == .externref || self == .nonNullExternref || self == .other }
}
