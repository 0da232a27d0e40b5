internal import Model
internal import ExternRef
internal import Files
internal import Synchronization
internal import SystemPackage

extension CommandTable {
  /// How much `read` takes when it is not told.
  static let defaultReadLimit = 65_536
  static let readLimit = 1 << 20

  static let using = [
    Verb(
      "read", file, optional(number("N", in: 1...readLimit)), group: .use,
      summary: "read up to N bytes of a file from its position, which all clones share",
      example: ["f = new file notes.txt", "write f \"one two\"", "rewind f", "read f 3"]
    ) { (call, f, limit) throws(Failure) in
      let (object, bytes) = try f.withFile(doing: "cannot read") { (file) throws(Errno) in
        try file.read(upTo: limit ?? defaultReadLimit)
      }
      call.session.emit(.output(object, ReadText(bytes), atEnd: bytes.isEmpty))
      return .nothing
    },
    Verb(
      "write", fileToChange, text("text"), group: .use,
      summary: "write text to a file at its position",
      example: ["f = new file notes.txt", "write f \"one\\n\""]
    ) { (call, f, text) throws(Failure) in
      let bytes = Array(text.utf8)
      let (object, _) = try f.withFile(doing: "cannot write") { (file) throws(Errno) in
        try file.write(bytes)
      }
      call.session.emit(.written(object, bytes: bytes.count))
      return .nothing
    },
    Verb(
      "rewind", file, group: .use,
      summary: "move a file's position back to the start",
      example: ["f = new file notes.txt", "write f \"one\"", "rewind f"]
    ) { (call, f) throws(Failure) in
      let (object, _) = try f.withFile(doing: "cannot rewind") { (file) throws(Errno) in try file.rewind() }
      call.session.emit(.rewound(object))
      return .nothing
    },
    Verb(
      "incr", counterToChange, optional(number("N")), group: .use,
      yields: .value, summary: "add N (1 if not given) to a counter, which all its holders share",
      example: ["c = new counter 41", "incr c", "incr c -2"]
    ) { (call, c, amount) throws(Failure) in
      let object = c.value.withHandle { $0.object }
      let amount = amount ?? 1
      let (sum, count) = c.value.withHandle { owned in
        owned.handle.withValue(as: CounterObject.self) { ($0.value.add(amount), $0.value.count) } ?? (nil, 0)
      }
      guard let sum else { throw .counterOverflow(c.token, count: count, amount: amount) }
      call.session.emit(.changed(object, .integer(sum)))
      return .value(.integer(sum))
    },
    Verb(
      "get", object, group: .use, yields: .handleOrValue, isQuery: true,
      summary: "the value; of a cell: a clone of the handle that it holds (in expect: the object, or null)",
      example: ["a = new string \"hello\"", "c = new cell a", "get a", "b = get c"]
    ) { (call, h) throws(Failure) in
      let (session, object) = (call.session, h.value)
      guard session.withHandle(to: object, { Kind.cell.matches($0) }) else {
        return .value(session.summary(of: object)?.value ?? .null)
      }
      // Within `expect` it looks, as all queries do.
      guard call.endsLine else {
        guard case .object(let held)? = session.summary(of: object)?.value else { return .value(.null) }
        return .value(.object(held))
      }
      var before = 0
      let clone = session.withHandle(to: object) { handle in
        handle.withValue(as: CellObject.self) { $0.value.clone(countBefore: &before) } ?? nil
      }
      guard let clone else { throw .emptyCell(h.token, object: object) }
      return .handle(clone, .cloned(before: before))
    },
    Verb(
      "put", cell, handle, group: .use,
      summary: "clone h into a cell, and drop what the cell held",
      example: ["a = new string \"hello\"", "c = new cell", "put c a"]
    ) { (call, c, h) throws(Failure) in
      let cell = c.value.withHandle { $0.object }
      if let old = c.exchange(with: call.session.heap.clone(h.value, for: .cell(cell))) {
        call.session.heap.ledger.remove(.cell(cell), from: old.object)
        call.session.heap.drop(old, from: .cell(cell))
      }
      return .nothing
    },
    Verb(
      "take", fullCell, group: .use, yields: .handle,
      summary: "move the handle out of a cell, which is empty afterwards",
      example: ["a = new string \"hello\"", "c = new cell a", "b = take c"]
    ) { (call, c) throws(Failure) in
      let cell = c.value.withHandle { $0.object }
      guard let held = c.exchange(with: nil) else { throw .emptyCell(c.token, object: cell) }
      call.session.heap.ledger.remove(.cell(cell), from: held.object)
      return .handle(held, .moved(from: .cell(cell)))
    },
  ]
}

extension Argument<Binding> {
  /// The object, if it is of the kind that a verb needs.
  ///
  /// - Parameter change: whether the verb would change the value, which says more about a string than its type.
  func object(needing kind: Kind, toChange change: Bool = false) throws(Failure) -> ObjectID {
    let (object, actual) = value.withHandle { owned in
      (owned.object, Kind.allCases.first { $0.matches(owned.handle) })
    }
    guard actual != kind else { return object }
    if change, actual == .string { throw .sharedImmutability(token, object: object, needs: kind.typeName) }
    throw .wrongType(token, object: object, is: actual?.typeName ?? "value", needs: kind.typeName)
  }

  /// Downcasts to a file and works on it under its lock.
  fileprivate func withFile<Result: Sendable>(
    doing what: String, _ body: (inout OpenFile) throws(Errno) -> Result
  ) throws(Failure) -> (object: ObjectID, result: Result) {
    let object = value.withHandle { $0.object }
    do throws(Errno) {
      let result = try value.withHandle { (owned) throws(Errno) in
        try owned.handle.withValue(as: FileObject.self) { (file) throws(Errno) in
          try file.value.withLock { (file) throws(Errno) in try body(&file) }
        }
      }
      guard let result else { throw Errno.badFileDescriptor }
      return (object, result)
    } catch {
      throw .system(error, doing: "\(what) '\(token.text)'", at: token.range)
    }
  }

  /// Downcasts to a cell, puts `new` in and returns what was there.
  fileprivate func exchange(with new: consuming OwnedHandle?) -> OwnedHandle? {
    var new: OwnedHandle? = new
    return value.withHandle { owned in
      owned.handle.withValue(as: CellObject.self) { $0.value.exchange(with: new.take()) } ?? nil
    }
  }
}
