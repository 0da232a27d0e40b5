extension Module {
  /// How much code a module may have, so that no one waits long for a compiler that nothing can stop.
  public struct Limits: Sendable {
    public var functions: Int
    /// The bytes of the body of one function.
    public var bodyBytes: Int
    /// What the bodies of all functions may cost: their bytes, times one for each 32 variables that a function has. What a
    /// compiler does at a branch grows with the variables that it keeps apart there.
    public var cost: Int

    public init(functions: Int = .max, bodyBytes: Int = .max, cost: Int = .max) {
      self.functions = functions
      self.bodyBytes = bodyBytes
      self.cost = cost
    }
  }
}

extension Module.Limits {
  /// Counts what a module has, without looking into its code. What is no module is left for the engine to refuse.
  ///
  /// - Throws: ``WasmError/Kind/resources`` when the module is larger.
  /// - Complexity: O(*n*) in the size of the sections for types and functions.
  func check(_ binary: [UInt8]) throws(WasmError) {
    var module = BinaryReader(binary[...])
    module.skip(8)
    var parameters: [Int]? = []
    var types: [Int] = []
    while let id = module.byte(), let size = module.number() {
      var section = BinaryReader(module.take(size))
      switch id {
      case 1:
        parameters = section.parameterCounts()
      case 3:
        let count = section.number() ?? 0
        try check(count, functions, "functions")
        for _ in 0..<count { types.append(section.number() ?? 0) }
      case 10:
        try checkBodies(&section) { index in
          guard let parameters, index < types.count, types[index] < parameters.count else {
            return Self.mostParameters
          }
          return parameters[types[index]]
        }
      default: break
      }
    }
  }

  /// The most that a function can have.
  private static var mostParameters: Int { 1_000 }

  private func checkBodies(_ code: inout BinaryReader, parameters: (Int) -> Int) throws(WasmError) {
    guard let count = code.number() else { return }
    var cost = 0
    for index in 0..<count {
      guard let size = code.number() else { return }
      try check(size, bodyBytes, "bytes of code in a function")
      var body = BinaryReader(code.take(size))
      var variables = parameters(index)
      for _ in 0..<(body.number() ?? 0) {
        guard let count = body.number(), body.byte() != nil else { break }
        variables += count
      }
      let (product, overflow) = size.multipliedReportingOverflow(by: 1 + variables / 32)
      cost = overflow ? .max : cost.addingReportingOverflow(product).partialValue
      guard cost >= 0, cost <= self.cost else {
        throw WasmError(.resources, "the module has too much code, or too many local variables")
      }
    }
  }

  private func check(_ count: Int, _ limit: Int, _ what: String) throws(WasmError) {
    guard count > limit else { return }
    throw WasmError(.resources, "the module has \(count) \(what), more than \(limit)")
  }
}

/// Reads the numbers of a module in the binary format.
private struct BinaryReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func byte() -> UInt8? { rest.popFirst() }

  /// An unsigned number of up to 32 bits, in LEB128.
  mutating func number() -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard let byte = byte() else { return nil }
      number |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }

  /// How many parameters each type of a type section has; nil where it has types other than those of functions.
  mutating func parameterCounts() -> [Int]? {
    var counts: [Int] = []
    for _ in 0..<(number() ?? 0) {
      guard byte() == 0x60, let parameters = skipTypes(), skipTypes() != nil else { return nil }
      counts.append(parameters)
    }
    return counts
  }

  /// Reads over a list of types of values.
  ///
  /// - Returns: how many there are.
  private mutating func skipTypes() -> Int? {
    guard let count = number() else { return nil }
    for _ in 0..<count {
      guard let type = byte() else { return nil }
      // A reference names what it refers to.
      if type == 0x63 || type == 0x64, number() == nil { return nil }
    }
    return count
  }

  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { skip(count) }
    return rest.prefix(count)
  }
}
