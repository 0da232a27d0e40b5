extension Module {
  /// How much code a module may have, so that no one waits long for a compiler that nothing can stop.
  public struct Limits: Sendable {
    public var functions: Int
    /// The bytes of the bodies of all functions.
    public var codeBytes: Int
    /// The local variables of all functions, of which a few bytes of code can declare very many.
    public var locals: Int

    public init(functions: Int = .max, codeBytes: Int = .max, locals: Int = .max) {
      self.functions = functions
      self.codeBytes = codeBytes
      self.locals = locals
    }
  }
}

extension Module.Limits {
  /// Counts what a module has, without looking into its code. What is no module is left for the engine to refuse.
  ///
  /// - Throws: ``WasmError/Kind/resources`` when the module is larger.
  /// - Complexity: O(*n*) in the number of sections and functions.
  func check(_ binary: [UInt8]) throws(WasmError) {
    var module = BinaryReader(binary[...])
    module.skip(8)
    while let id = module.byte(), let size = module.number() {
      var section = BinaryReader(module.take(size))
      switch id {
      case Self.functionSection:
        try check(section.number() ?? 0, functions, "functions")
      case Self.codeSection:
        try check(size, codeBytes, "bytes of code")
        try checkLocals(&section)
      default: break
      }
    }
  }

  private static var functionSection: UInt8 { 3 }
  private static var codeSection: UInt8 { 10 }

  private func checkLocals(_ code: inout BinaryReader) throws(WasmError) {
    guard let count = code.number() else { return }
    var sum = 0
    for _ in 0..<count {
      guard let size = code.number() else { return }
      var body = BinaryReader(code.take(size))
      for _ in 0..<(body.number() ?? 0) {
        guard let count = body.number(), body.byte() != nil else { break }
        sum += count
        try check(sum, locals, "local variables")
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

  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { skip(count) }
    return rest.prefix(count)
  }
}
