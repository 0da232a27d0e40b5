internal import Model
internal import ExternRef
internal import Files
internal import WasmEngine

typealias EngineValue = WasmEngine.Value
typealias Value = Model.Value

// What the verbs for WebAssembly do. A handle that goes in is a clone, which the engine then owns; one that comes out is a
// clone of what the engine has. What the engine lets go of waits in the graveyard, and is dropped before the line ends.
extension Session {
  /// How much fuel a line may use, about one unit an instruction: well over a second of work, and no more than that.
  static let guestFuel: UInt64 = 1_000_000_000
  /// The largest module, in bytes.
  static let moduleSizeLimit = 4 << 20
  /// What is compiled in a second or two.
  static let moduleLimits = Module.Limits(functions: 10_000, bodyBytes: 1 << 17, cost: 1 << 20)
  private static let guestLimits = Store.Limits(
    memoryBytes: 256 << 20, tableElements: 1_000_000, instances: 1, tables: 100, memories: 100)

  // MARK: Loading

  /// Loads a module and makes a handle to it.
  func loadModule(_ path: Argument<String>) throws(Failure) -> Production {
    let source = try readModule(path)
    let object = ledger.nextObject
    let instance: Instance
    do throws(WasmError) {
      instance = try instantiate(source, as: object)
    } catch {
      hasRunCode = error.kind.isOfCode
      throw Failure(error, loading: path)
    }
    let handle = wrap(as: object, inPlace: false) { Guest(path: path.value, instance) }
    let owned = OwnedHandle(object: object, handle: handle)
    heap.enter(owned, kind: .module)
    return .handle(owned, .created(.module))
  }

  private func readModule(_ path: Argument<String>) throws(Failure) -> [UInt8] {
    do throws(FileProblem) {
      var file = try OpenFile(path: path.value, mode: .read, calls: fileCalls)
      let bytes: [UInt8]
      do { bytes = try file.read(upTo: Self.moduleSizeLimit + 1) } catch { throw .errno(error) }
      guard bytes.count <= Self.moduleSizeLimit else { throw .unusable("larger than 4 MiB") }
      return bytes
    } catch {
      throw Failure(error, opening: path)
    }
  }

  /// Compiles a module in the binary or in the text format, and runs its start function.
  private func instantiate(_ source: [UInt8], as object: ObjectID) throws(WasmError) -> Instance {
    let engine = try engine()
    let module =
      source.starts(with: "\0asm".utf8)
      ? try Module(engine, binary: source, limits: Self.moduleLimits)
      : try Module(engine, text: String(decoding: source, as: UTF8.self), limits: Self.moduleLimits)
    let store = try Store(
      engine, limits: Self.guestLimits, collectsAtCalls: webAssembly.collectsAtCalls
    ) { [graveyard = heap.graveyard] handle in
      if let owned = OwnedHandle(handle) { graveyard.leave(Graveyard.Orphan(leftBy: .engine(object), owned)) }
    }
    try store.setFuel(Self.guestFuel)
    let host = HostFunctions(session: self, module: object)
    var imports: [Extern] = []
    for item in module.imports { imports.append(try host.resolve(item, in: store)) }
    do throws(WasmError) {
      return try runGuest(engine) { () throws(WasmError) in
        var next = imports.makeIterator()
        return try Instance(module, in: store) { _ in next.next() }
      }
    } catch {
      // The imports are those that the module wants, so it is something else that it cannot have.
      if case .link = error.kind { throw WasmError(.resources, error.message, details: error.details) }
      throw error
    }
  }

  // MARK: Calling

  /// Calls an exported function with the words of the line as arguments.
  ///
  /// - Parameter query: the call as text, for values that are told.
  func callGuest(
    _ m: Argument<Binding>, _ name: Token, _ words: [Token], target: Token?, query: String
  ) throws(Failure) -> Production {
    let (object, instance) = try m.module()
    guard case .function(let function)? = instance[name.text] else {
      throw .noExport(.function, name, of: instance.module)
    }
    let arguments = try GuestArgument.read(words, for: function, named: name, in: self)
    if let target, function.type.results.count(where: \.mayBeHandle) != 1 {
      throw .nothingToBind(
        "wasm call", yields: "\(function.type) here, and not one handle", target: target)
    }
    defer { heap.dropReleased() }
    var values = Values()
    for argument in arguments { values.append(argument.value { heap.clone($0, for: .engine(object)) }) }
    var moved: Values? = values
    var results: Results
    do throws(WasmError) {
      try instance.store.setFuel(Self.guestFuel)
      results = try runGuest(instance.store.engine) { () throws(WasmError) in
        try function.call(moved.take() ?? Values())
      }
    } catch {
      hasRunCode = error.kind.isOfCode
      throw Failure(error, at: name.range)
    }
    return take(&results, target: target, query: query)
  }

  /// Binds or shows the results of a call.
  private func take(_ results: inout Results, target: Token?, query: String) -> Production {
    guard !results.isEmpty else { return .value(.symbol("()")) }
    var bound: OwnedHandle?
    var before = 0
    while !results.isEmpty {
      let count = results.withFirstHandle { $0.strongCount } ?? 0
      switch results.removeFirst() {
      case .handle(let handle?)?:
        guard let owned = OwnedHandle(handle) else { continue }
        if target != nil {
          bound = consume owned
          before = count
        } else {
          heap.bind(owned, .cloned(before: count), to: nil)
        }
      case .some(let value):
        emit(.value(query: query, Value(value)))
      case nil:
        break
      }
    }
    if let owned = bound.take() { return .handle(owned, .cloned(before: before)) }
    if let target {
      let rest =
        names.isBound(target.text) ? "\(target.text) keeps what it holds" : "\(target.text) binds nothing"
      emit(.report(.note("the result is null: \(rest)")))
    }
    return .nothing
  }

  // MARK: Looking

  /// What a table holds. No count changes.
  func contents(of table: Table) -> TableContents {
    let size = Int(clamping: table.count)
    var slots: [TableContents.Slot] = []
    var omitted = 0
    for index in 0..<size {
      guard let value = value(at: index, of: table) else { continue }
      if slots.count < TableContents.shownSlots {
        slots.append(TableContents.Slot(index: index, value: value))
      } else {
        omitted += 1
      }
    }
    return TableContents(size: size, element: table.element.rawValue, slots: slots, omitted: omitted)
  }

  private func value(at index: Int, of table: Table) -> Value? {
    if let object = try? table.withHandle(at: UInt64(index), { ObjectID(of: $0) }) {
      return object.map(Value.object)
    }
    // A handle that is looked at is lent; of the others the engine knows no count.
    guard table.element != .externref, let value = try? table.get(UInt64(index)) else { return nil }
    let told = Value(value)
    return told == .null ? nil : told
  }

  /// What a global holds. No count changes.
  func contents(of global: Global) -> Value {
    if let object = global.withHandle({ ObjectID(of: $0) }) { return object.map(Value.object) ?? .null }
    return Value(global.get())
  }

  /// The names of what a module exports, as a line writes them.
  func exports(of name: String, _ kind: ExportKind) -> [String] {
    guard let binding = names[name], binding.isHandle,
      let instance = try? Argument(
        token: Token(kind: .word, text: name, range: 0..<0), value: binding
      ).module().instance
    else { return [] }
    return instance.module.exports.filter { $0.type.kind == kind }.map(\.name.argument)
  }

  // MARK: Collecting

  /// Lets an engine collect, and drops what it lets go of.
  func collect(_ object: ObjectID) throws(WasmError) {
    guard let instance = ledger[object]?.instance else { return }
    try instance.store.collect()
    heap.dropReleased(by: object)
  }

  /// The live modules, in the order of their making.
  var modules: [ObjectID] { ledger.objects.filter { ledger[$0]?.kind == .module } }
}

extension WasmError.Kind {
  /// Whether code had begun to run.
  fileprivate var isOfCode: Bool {
    switch self {
    case .trap, .exception, .host: true
    case .library, .module, .link, .usage, .resources: false
    }
  }
}

extension Ledger.Record {
  /// The instance of a module.
  fileprivate var instance: Instance? {
    withHandle { handle in handle.withValue(as: ModuleObject.self) { $0.value.instance } ?? nil }
  }
}

extension Argument<Binding> {
  /// Downcasts to a module.
  func module() throws(Failure) -> (object: ObjectID, instance: Instance) {
    let object = try object(needing: .module)
    let instance = value.withHandle { owned in
      owned.handle.withValue(as: ModuleObject.self) { $0.value.instance } ?? nil
    }
    guard let instance else {
      throw .wrongType(token, object: object, is: "Module that has ended", needs: "Module")
    }
    return (object, instance)
  }
}

extension Value {
  /// A value of the engine's. A handle is told by its object.
  init(_ value: consuming EngineValue) {
    switch consume value {
    case .i32(let number): self = .integer(Int(number))
    case .i64(let number): self = .integer(Int(number))
    case .f32(let number): self = .symbol(number.description)
    case .f64(let number): self = .symbol(number.description)
    case .v128(let low, let high):
      self = .symbol("v128:\(String(low, radix: 16)):\(String(high, radix: 16))")
    case .handle(let handle?): self = ObjectID(of: handle).map(Value.object) ?? .null
    case .handle(nil): self = .null
    case .function(let function): self = function == nil ? .null : .symbol("funcref")
    case .other(let reference): self = reference.kind == nil ? .null : .symbol("reference")
    }
  }
}
