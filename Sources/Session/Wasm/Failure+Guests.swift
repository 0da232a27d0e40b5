internal import Model
internal import WasmEngine

// What goes wrong with modules, told as everything else.
extension Failure {
  /// A module that could not be loaded.
  init(_ error: WasmError, loading path: Argument<String>) {
    switch error.kind {
    case .module:
      let place = error.placeInText.map { " (line \($0.line), column \($0.column))" } ?? ""
      self.init(
        .badModule, "\(quoted(path.value)) is no valid module: \(error.message.printable)\(place)",
        "write it in WebAssembly's text format, or compile it anew", at: path.token.range)
    default:
      self.init(error, at: path.token.range)
    }
  }

  init(_ error: WasmError, at range: Range<Int>) {
    let prefix = "wasm trap: "
    let message =
      (error.message.hasPrefix(prefix) ? String(error.message.dropFirst(prefix.count)) : error.message)
      .printable
    switch error.kind {
    case .library:
      self.init(
        .noEngine, message,
        "run scripts/install-wasmtime, or name the library: --wasmtime PATH or \(WasmLibrary.pathVariable)",
        at: range)
    case .link:
      self.init(
        .missingImport, message,
        "the module '\(HostFunctions.moduleName)' has \(HostFunctions.list)", at: range)
    case .trap(.interrupt?):
      self.init(
        .interrupted, "the code was stopped; what it did until then stays done", "call it again", at: range)
    case .trap(.outOfFuel?):
      self.init(
        .guestLimit,
        "the code was stopped after \(Session.guestFuel) instructions; what it did until then stays done",
        "look for a loop that does not end, or do less in one call", at: range)
    case .resources:
      self.init(.guestLimit, message, "give the module less to do, or less of it", at: range)
    case .trap, .exception, .host:
      self.init(.trap, "the code trapped: \(message)", "what it did before the trap stays done", at: range)
    case .module, .usage:
      self.init(.guestArgument, message, "'wasm exports' shows what the module has", at: range)
    }
  }

  static func noExport(_ kind: ExportKind, _ name: Token, of module: Module) -> Failure {
    let names = module.exports.filter { $0.type.kind == kind }.map(\.name)
    let more = names.count > 8 ? " and \(names.count - 8) more" : ""
    return Failure(
      .guestArgument, "the module exports no \(kind.rawValue) \(quoted(name.text))", unknown: name,
      among: names,
      shownAs: \.argument,
      otherwise: names.isEmpty
        ? "it exports no \(kind.rawValue) at all"
        : "it exports \(names.prefix(8).map(\.argument).joined(separator: ", "))\(more)")
  }

  static func argumentCount(_ words: [Token], for name: Token, of type: FunctionType) -> Failure {
    let wanted = type.parameters.count
    let range =
      words.count > wanted
      ? words[wanted].range : (words.last ?? name).range.upperBound..<(words.last ?? name).range.upperBound
    return Failure(
      .guestArgument,
      "\(quoted(name.text)) takes \(wanted) \(wanted == 1 ? "argument" : "arguments"); the line has \(words.count)",
      "its type is \(type)", at: range)
  }

  static func badArgument(_ word: Token, _ type: ValueType) -> Failure {
    let remedy =
      switch type {
      case .f32, .f64: "write a number, such as 1.5"
      case .funcref: "only null can be passed as a \(type)"
      case .v128: "values of this type cannot be written here"
      case .i32, .i64: "write a whole number"
      case .externref: "name a handle, or write null"
      case .nonNullExternref: "name a handle: the function takes no null here"
      case .other: "no line can write a value of this type; only other code can pass one"
      }
    let what =
      type == .other
      ? "the function takes a type here that no line can write" : "\(quoted(word.text)) is no \(type)"
    return Failure(.guestArgument, what, remedy, at: word.range)
  }
}

extension ExternType {
  /// What an export is, as far as verbs name it.
  var kind: ExportKind? {
    switch self {
    case .function: .function
    case .table: .table
    case .global: .global
    case .memory, .other: nil
    }
  }
}

extension WasmError {
  /// Where in a text the fault is: the engine shows it as `--> file:3:12`.
  fileprivate var placeInText: (line: Int, column: Int)? {
    guard let arrow = details.firstRange(of: "-->") else { return nil }
    let numbers = details[arrow.upperBound...].prefix { $0 != "\n" }.split(separator: ":").suffix(2)
      .compactMap {
        Int($0.drop { $0 == " " })
      }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
}
