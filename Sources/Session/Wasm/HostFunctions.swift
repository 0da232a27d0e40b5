internal import Model
internal import ExternRef
internal import Files
internal import Synchronization
internal import SystemPackage
internal import WasmEngine

/// What modules import from `host`: functions that take handles and use the values behind them through downcasts.
struct HostFunctions {
  /// The name of the module that modules import from.
  static let moduleName = "host"

  /// What a function does, and for which types it is there.
  fileprivate struct Row: Sendable {
    let name: String
    let types: [FunctionType]
    let run: @Sendable (HostFunctions, borrowing HostCall) throws -> Void
  }

  private let link: HostLink
  /// The module that calls.
  fileprivate let module: ObjectID

  init(session: Session, module: ObjectID) {
    link = session.hostLink
    self.module = module
  }

  /// The session whose line has the code run.
  fileprivate var session: Session {
    guard let session = link.session else { preconditionFailure("a session outlives the code that it runs") }
    return session
  }

  /// The function for an import.
  ///
  /// - Throws: when there is none of that name and type.
  func resolve(_ item: Module.Import, in store: Store) throws(WasmError) -> Extern {
    let what = quoted("\(item.module).\(item.name)")
    guard item.module == Self.moduleName, let row = Self.rows.first(where: { $0.name == item.name }) else {
      throw WasmError(.link, "the module imports \(what), which this shell does not provide")
    }
    guard case .function(let type) = item.type, row.types.contains(type) else {
      let there = row.types.map(\.description).joined(separator: " or ")
      throw WasmError(.link, "the module imports \(what) as a \(item.type); the shell's is \(there)")
    }
    return .function(
      try store.makeFunction(type) { [self] call in
        do {
          try row.run(self, call)
        } catch let refusal as HostRefusal {
          throw HostRefusal("\(Self.moduleName).\(row.name) \(refusal)")
        }
      })
  }

  /// The names of the functions, for messages.
  static var list: String { rows.map(\.name).joined(separator: ", ") }

  /// The functions with each of their types, for documents: `get(externref) -> i64`.
  static var signatures: [String] {
    rows.flatMap { row in
      row.types.map { type in
        let results = type.results.map(\.rawValue).joined(separator: ", ")
        return "\(row.name)(\(type.parameters.map(\.rawValue).joined(separator: ", ")))"
          + (results.isEmpty ? "" : " -> \(results)")
      }
    }
  }
}

extension HostFunctions {
  /// How much fuel a call costs. It bounds what a loop of calls can make of events.
  static let fuelPerCall: UInt64 = 100_000
  static let fuelPerByte: UInt64 = 250

  private static let memory: [ValueType] = [.i32, .i32]

  fileprivate static let rows = [
    Row(
      name: "write",
      types: [FunctionType([.externref] + memory), FunctionType([.externref] + memory, [.i32])]
    ) { (host, call) throws in
      let bytes = try host.bytes(of: call, at: 1)
      let object = try host.file(call) { (file) throws(Errno) in try file.write(bytes) }.object
      host.session.emit(.written(object, bytes: bytes.count))
      if !call.type.results.isEmpty { try call.give(.i32(Int32(bytes.count))) }
    },
    Row(name: "read", types: [FunctionType([.externref] + memory, [.i32])]) { (host, call) throws in
      let (offset, count): (UInt32, UInt32) = (try call.argument(1), try call.argument(2))
      try host.charge(call, bytes: Int(count))
      let memory = try host.memory(of: call)
      // Nothing must be read that would have nowhere to go.
      guard memory.bytes(at: offset, count: count) != nil else {
        throw HostRefusal("cannot have \(count) bytes at \(offset): the memory ends before")
      }
      let (object, bytes) = try host.file(call) { (file) throws(Errno) in
        try file.read(upTo: min(Int(count), CommandTable.readLimit))
      }
      _ = memory.write(bytes, at: offset)
      host.session.emit(
        .output(object, ReadText(bytes), atEnd: bytes.isEmpty && count > 0))
      try call.give(.i32(Int32(bytes.count)))
    },
    Row(name: "incr", types: [FunctionType([.externref], [.i64]), FunctionType([.externref, .i64], [.i64])]) {
      (host, call) throws in
      try host.charge(call, bytes: 0)
      let amount: Int64 = call.type.parameters.count > 1 ? try call.argument(1) : 1
      let (object, sum) = try host.value(call, as: .counter) { (handle, object) throws in
        let sum = handle.withValue(as: CounterObject.self) { $0.value.add(Int(amount)) } ?? nil
        guard let sum else {
          throw HostRefusal("cannot add \(amount) to \(object): the sum is no 64-bit integer")
        }
        return sum
      }
      host.session.emit(.changed(object, .integer(sum)))
      try call.give(.i64(Int64(sum)))
    },
    Row(name: "get", types: [FunctionType([.externref], [.i64]), FunctionType([.externref], [.externref])]) {
      (host, call) throws in
      try host.charge(call, bytes: 0)
      guard call.type.results == [.externref] else {
        let (_, count) = try host.value(call, as: .counter) { (handle, _) in
          handle.withValue(as: CounterObject.self) { $0.value.count } ?? 0
        }
        return try call.give(.i64(Int64(count)))
      }
      var before = 0
      var held: OwnedHandle?
      _ = try host.value(call, as: .cell) { (handle, _) in
        held = handle.withValue(as: CellObject.self) { $0.value.clone(countBefore: &before) } ?? nil
      }
      guard let held = held.take() else { return }
      host.session.heap.tellClone(held, countBefore: before, for: .engine(host.module))
      try call.give(.handle(held.handle))
    },
    Row(name: "log", types: [FunctionType([.externref]), FunctionType(memory), FunctionType([.i64])]) {
      (host, call) throws in
      var object: ObjectID?
      let text: String
      switch call.type.parameters {
      case [.externref]:
        try host.charge(call, bytes: 0)
        object = call.withHandle(0) { ObjectID(of: $0) } ?? nil
        text =
          object.flatMap { host.session.summary(of: $0) }
          .map { "\($0.object) \($0.type) \($0.value.literal)" } ?? "null"
      case [.i64]:
        try host.charge(call, bytes: 0)
        text = String(try call.argument(0, as: Int64.self))
      default:
        text = ReadText(try host.bytes(of: call, at: 0)).escaped
      }
      host.session.emit(.logged(Event.Log(module: host.module, text: text, object: object)))
    },
  ]

  // MARK: Arguments

  private func charge(_ call: borrowing HostCall, bytes: Int) throws {
    try call.store.consumeFuel(Self.fuelPerCall + UInt64(bytes) * Self.fuelPerByte)
  }

  private func memory(of call: borrowing HostCall) throws -> Memory {
    guard let memory = call.memory() else {
      throw HostRefusal("needs the module's memory, and it exports none as 'memory'")
    }
    return memory
  }

  /// The bytes of the caller's memory that two arguments tell: where they begin, and how many they are.
  private func bytes(of call: borrowing HostCall, at index: Int) throws -> [UInt8] {
    let (offset, count): (UInt32, UInt32) = (try call.argument(index), try call.argument(index + 1))
    try charge(call, bytes: Int(count))
    guard let bytes = try memory(of: call).bytes(at: offset, count: count) else {
      throw HostRefusal("cannot have \(count) bytes at \(offset): the memory ends before")
    }
    return bytes
  }

  /// Downcasts the first argument to a kind, and works on it.
  ///
  /// - Throws: the names of both types where they differ.
  private func value<Result>(
    _ call: borrowing HostCall, as kind: Kind,
    _ body: (borrowing VMExternRef, ObjectID) throws -> Result
  ) throws -> (object: ObjectID, result: Result) {
    let found = try call.withHandle(0) { (handle) throws in
      guard let object = kind.object(of: handle) else {
        let actual = Kind.allCases.first { $0.matches(handle) }?.typeName ?? "value of another kind"
        let object = ObjectID(of: handle).map { "\($0), a " } ?? ""
        throw HostRefusal("needs a \(kind.typeName), and got \(object)\(actual)")
      }
      return (object, try body(handle, object))
    }
    guard let found else { throw HostRefusal("needs a \(kind.typeName), and got null") }
    return found
  }

  /// Downcasts the first argument to a file, and works on it under its lock.
  private func file<Result: Sendable>(
    _ call: borrowing HostCall, _ body: (inout OpenFile) throws(Errno) -> Result
  ) throws -> (object: ObjectID, result: Result) {
    try value(call, as: .file) { (handle, object) throws in
      do throws(Errno) {
        let result = try handle.withValue(as: FileObject.self) { (file) throws(Errno) in
          try file.value.withLock { (file) throws(Errno) in try body(&file) }
        }
        guard let result else { throw Errno.badFileDescriptor }
        return result
      } catch {
        throw HostRefusal("cannot use \(object): \(error.name), \(error.description)")
      }
    }
  }
}

/// Why a function of the host did not do what it was called for: the code that called it traps.
struct HostRefusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The session that the functions of its modules work on. A session that takes over from its replica takes the modules with
/// it, and the functions that they import then lead to it.
final class HostLink {
  // Unowned: the store keeps the functions, a handle keeps the store, and the session keeps the handle. A weak reference
  // would cost a session's every use, since its count would no longer stand in the object itself.
  unowned var session: Session?
}
