internal import ExternRef
internal import WasmEngine

extension ScriptRunner {
  /// The value that a script passes.
  func value(_ constant: Script.Constant) throws -> Value {
    switch (constant.type, constant.value) {
    case ("i32", .one(let text)): return .i32(Int32(truncatingIfNeeded: try bits(text)))
    case ("i64", .one(let text)): return .i64(Int64(bitPattern: try bits(text)))
    case ("f32", .one(let text)): return .f32(Float(bitPattern: UInt32(truncatingIfNeeded: try bits(text))))
    case ("f64", .one(let text)): return .f64(Double(bitPattern: try bits(text)))
    case ("v128", .lanes(let lanes)):
      let (low, high) = try vector(lanes)
      return .v128(low: low, high: high)
    case ("externref", .one("null")), ("nullexternref", _): return .handle(nil)
    case ("externref", .one(let number)): return .handle(values.handle(try index(number)))
    case ("funcref", .one("null")), ("nullfuncref", _): return .function(nil)
    case ("anyref", .one("null")), ("nullref", _): return try any(nil)
    case ("anyref", .one(let number)): return try any(values.handle(try index(number)))
    case ("exnref", .one("null")), ("nullexnref", _):
      return try one(conversions.function("no_exception").call(Values()))
    default: throw Skip(reason: "an argument of the type \(constant.type)")
    }
  }

  /// Compares a result with what a script expects.
  ///
  /// - Returns: How they differ; nil when they do not.
  func mismatch(_ result: consuming Value, _ expected: Script.Constant) throws -> String? {
    if expected.type == "either" {
      guard let kept = Kept(result) else { throw Skip(reason: "alternatives of references") }
      for candidate in expected.values ?? [] where try mismatch(kept.value, candidate) == nil { return nil }
      return "none of the alternatives matches"
    }
    let type = result.type
    if try matches(result, expected) { return nil }
    return "expected \(expected), got \(type)"
  }

  private func matches(_ result: consuming Value, _ expected: Script.Constant) throws -> Bool {
    let (type, text) = (expected.type, expected.text)
    switch consume result {
    case .i32(let number):
      return try type == "i32" && number == Int32(truncatingIfNeeded: bits(text))
    case .i64(let number):
      return try type == "i64" && number == Int64(bitPattern: bits(text))
    case .f32(let number):
      return try type == "f32" && matches(number.bitPattern, text)
    case .f64(let number):
      return try type == "f64" && matches(number.bitPattern, text)
    case .v128(let low, let high):
      guard case .lanes(let lanes)? = expected.value else { return false }
      return try matches(low, high, lanes, expected)
    case .handle(nil):
      return type == "externref" && text == "null" || type == "nullexternref" || type == "refnull"
    case .handle(let handle?):
      return try type == "externref" && (text.map { values.isHandle(handle, of: try index($0)) } ?? true)
    case .function(nil):
      return type == "funcref" || type == "nullfuncref" || type == "refnull"
    case .function:
      return type == "funcref" && text != "null"
    case .other(let reference):
      guard type == "anyref", let text, text != "null" else {
        return reference.matches(type, isNull: text != nil)
      }
      var arguments = Values()
      arguments.append(.other(reference))
      guard case .handle(let handle?) = try one(conversions.function("extern").call(arguments)) else {
        return false
      }
      return values.isHandle(handle, of: try index(text))
    }
  }

  // MARK: References

  private func any(_ handle: consuming VMExternRef?) throws -> Value {
    var arguments = Values()
    arguments.append(.handle(handle))
    return try one(conversions.function("any").call(arguments))
  }

  private func one(_ results: consuming Results) throws -> Value {
    var results = results
    guard let value = results.removeFirst() else { throw Failure(message: "a conversion gave nothing") }
    return value
  }

  private func index(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw Skip(reason: "the reference '\(text)'") }
    return number
  }

  // MARK: Numbers

  private func bits(_ text: String?) throws -> UInt64 {
    guard let text else { throw Failure(message: "there is no number") }
    if let number = UInt64(text) { return number }
    guard let number = Int64(text) else { throw Failure(message: "'\(text)' is no number") }
    return UInt64(bitPattern: number)
  }

  /// A canonical NaN has only the highest bit of its payload set; an arithmetic one has at least that.
  private func matches<Bits: FixedWidthInteger & UnsignedInteger>(_ actual: Bits, _ text: String?) throws
    -> Bool
  {
    let magnitude = actual & (Bits.max >> 1)
    let quiet: Bits =
      Bits.bitWidth == 32 ? Bits(0x7FC0_0000) : Bits(truncatingIfNeeded: 0x7FF8_0000_0000_0000 as UInt64)
    switch text {
    case "nan:canonical": return magnitude == quiet
    case "nan:arithmetic": return magnitude & quiet == quiet
    default: return try actual == Bits(truncatingIfNeeded: bits(text))
    }
  }

  /// The two halves of a vector that is given as lanes, lowest first.
  private func vector(_ lanes: [String]) throws -> (low: UInt64, high: UInt64) {
    let width = 128 / lanes.count
    let mask = UInt64.max >> (64 - width)
    var halves: [UInt64] = [0, 0]
    for (index, lane) in lanes.enumerated() {
      let bit = index * width
      halves[bit / 64] |= (try bits(lane) & mask) << (bit % 64)
    }
    return (halves[0], halves[1])
  }

  private func matches(_ low: UInt64, _ high: UInt64, _ lanes: [String], _ expected: Script.Constant) throws
    -> Bool
  {
    let width = 128 / lanes.count
    let isFloat = expected.lane_type?.hasPrefix("f") == true
    for (index, lane) in lanes.enumerated() {
      let bit = index * width
      let actual = (bit < 64 ? low : high) >> (bit % 64) & (UInt64.max >> (64 - width))
      let holds =
        if !isFloat {
          try actual == bits(lane) & (UInt64.max >> (64 - width))
        } else if width == 32 {
          try matches(UInt32(actual), lane)
        } else {
          try matches(actual, lane)
        }
      guard holds else { return false }
    }
    return true
  }
}

/// A number that is compared several times. References are not kept.
private struct Kept {
  private enum Content {
    case i32(Int32), i64(Int64), f32(Float), f64(Double), v128(UInt64, UInt64)
  }

  private let content: Content

  init?(_ value: consuming Value) {
    switch consume value {
    case .i32(let number): content = .i32(number)
    case .i64(let number): content = .i64(number)
    case .f32(let number): content = .f32(number)
    case .f64(let number): content = .f64(number)
    case .v128(let low, let high): content = .v128(low, high)
    default: return nil
    }
  }

  var value: Value {
    switch content {
    case .i32(let number): .i32(number)
    case .i64(let number): .i64(number)
    case .f32(let number): .f32(number)
    case .f64(let number): .f64(number)
    case .v128(let low, let high): .v128(low: low, high: high)
    }
  }
}

extension Reference {
  /// Whether the reference is what a script means by a type alone.
  ///
  /// - Parameter isNull: Whether the script says `null`. Where it says nothing, it means the null reference of the type
  ///   or any object of it.
  fileprivate func matches(_ type: String, isNull: Bool) -> Bool {
    guard let kind else { return isNull || type != "externref" }
    if isNull { return false }
    return switch type {
    case "anyref": kind != .exception && kind != .externalized
    case "externref": kind == .externalized
    case "eqref": kind == .i31 || kind == .structure || kind == .array
    case "i31ref": kind == .i31
    case "structref": kind == .structure
    case "arrayref": kind == .array
    case "exnref": kind == .exception
    default: false
    }
  }
}
