internal import ExternRef
internal import WasmEngine

/// Runs the commands of one script in one store.
final class ScriptRunner {
  private let engine: Engine
  let store: Store
  let values = HostValues()
  /// Reads a module's file.
  private let read: (String) throws -> [UInt8]
  private let environment: TestEnvironment
  let conversions: Instance
  private var last: Instance?
  private var lastDefinition: Module?
  private var instances: [String: Instance] = [:]
  private var definitions: [String: Module] = [:]
  private var registered: [String: Instance] = [:]

  /// - Parameters:
  ///   - engine: Runs the script's modules.
  ///   - collectsAtCalls: As in `Store`.
  ///   - read: Gives the bytes of a file that the script names.
  init(_ engine: Engine, collectsAtCalls: Bool, read: @escaping (String) throws -> [UInt8]) throws {
    self.engine = engine
    self.read = read
    store = try Store(engine, collectsAtCalls: collectsAtCalls)
    environment = try TestEnvironment(store)
    conversions = try Instance(Module(engine, text: Self.conversions), in: store) { _ in nil }
  }

  /// What makes other references of handles, and handles of them. The engine's own interface cannot.
  private static let conversions = """
    (module
      (func (export "any") (param externref) (result anyref) local.get 0 any.convert_extern)
      (func (export "extern") (param anyref) (result externref) local.get 0 extern.convert_any)
      (func (export "no_exception") (result exnref) ref.null exn))
    """

  /// Does what a command says.
  ///
  /// - Throws: ``Skip`` or ``Failure``.
  func run(_ command: Script.Command) throws {
    switch command.type {
    case "module":
      let instance = try instantiate(module(command))
      name(instance, command.name)
    case "module_definition":
      lastDefinition = try module(command)
      if let name = command.name { definitions[name] = lastDefinition }
    case "module_instance":
      guard let module = command.module.map({ definitions[$0] }) ?? lastDefinition else {
        throw Failure(message: "no such module")
      }
      name(try instantiate(module), command.instance)
    case "register":
      registered[command.as ?? ""] = try instance(command.name)
    case "action":
      _ = try perform(command)
    case "assert_return":
      var results = try perform(command)
      for expected in command.expected ?? [] {
        guard let result = results.removeFirst() else { throw Failure(message: "a result is missing") }
        if let mismatch = try mismatch(result, expected) { throw Failure(message: mismatch) }
      }
      guard results.isEmpty else { throw Failure(message: "there are more results than expected") }
    case "assert_trap":
      try expect("a trap", { if case .trap = $0 { true } else { false } }) { _ = try perform(command) }
    case "assert_exhaustion":
      try expect("exhaustion", { if case .trap(.stackOverflow) = $0 { true } else { false } }) {
        _ = try perform(command)
      }
    case "assert_exception":
      try expect("an exception", { if case .exception = $0 { true } else { false } }) {
        _ = try perform(command)
      }
    case "assert_invalid", "assert_malformed":
      try expect("a bad module", { if case .module = $0 { true } else { false } }) { _ = try module(command) }
    case "assert_unlinkable":
      let module = try module(command)
      try expect("a failing import", { if case .link = $0 { true } else { false } }) {
        _ = try instantiate(module)
      }
    case "assert_uninstantiable":
      let module = try module(command)
      try expect("a trap", { if case .trap = $0 { true } else { false } }) { _ = try instantiate(module) }
    default:
      throw Skip(reason: "the command '\(command.type)'")
    }
  }

  private func expect(_ what: String, _ matches: (WasmError.Kind) -> Bool, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as WasmError {
      guard matches(error.kind) else { throw Failure(message: "expected \(what), got: \(error)") }
      return
    }
    throw Failure(message: "expected \(what), and nothing happened")
  }

  // MARK: Modules

  private func module(_ command: Script.Command) throws -> Module {
    guard let file = command.filename else { throw Failure(message: "the command names no file") }
    let bytes = try read(file)
    return command.module_type == "text"
      ? try Module(engine, text: String(decoding: bytes, as: UTF8.self)) : try Module(engine, binary: bytes)
  }

  private func instantiate(_ module: Module) throws -> Instance {
    try Instance(module, in: store) { item in
      environment[item.module, item.name] ?? registered[item.module]?[item.name]
    }
  }

  private func name(_ instance: Instance, _ name: String?) {
    last = instance
    if let name { instances[name] = instance }
  }

  private func instance(_ name: String?) throws -> Instance {
    guard let instance = name.map({ instances[$0] }) ?? last else { throw Failure(message: "no such module") }
    return instance
  }

  // MARK: Actions

  private func perform(_ command: Script.Command) throws -> Values {
    guard let action = command.action else {
      // An assertion about a module that does not come up.
      _ = try instantiate(module(command))
      return Values()
    }
    let instance = try instance(action.module)
    guard action.type == "invoke" else {
      var values = Values()
      values.append(try instance.global(action.field).get())
      return values
    }
    var arguments = Values()
    for constant in action.args ?? [] { arguments.append(try value(constant)) }
    return Values(try instance.function(action.field).call(arguments))
  }
}
