internal import ExternRef
internal import Model

// What a word of a line refers to: a name's handle, a name's raw pointer, or an object by its number.

/// What `show` shows.
enum Shown {
  case object(ObjectID)
  case pointer(Binding)
}

extension Session {
  /// The name that the word is, if it holds a handle.
  func handle(_ token: Token) throws(Failure) -> Binding {
    let binding = try present(token)
    guard binding.rawPointer == nil else { throw notAHandle(token, binding) }
    return binding
  }

  /// The name that the word is, if it holds a raw pointer.
  func rawPointer(_ token: Token) throws(Failure) -> Binding {
    let binding = try present(token)
    guard binding.rawPointer != nil else { throw .notARawPointer(token) }
    return binding
  }

  /// The live object that a word names: the one a name's handle refers to, or `@N`.
  func object(_ token: Token) throws(Failure) -> ObjectID {
    guard token.kind == .word, token.text.utf8.first == UInt8(ascii: "@") else {
      // A name that holds a handle keeps its object alive.
      return try handle(token).withHandle { $0.object }
    }
    let object = try numbered(token)
    guard heap.ledger.isLive(object) else { throw .deadObject(token) }
    return object
  }

  /// The object that a word names, be it alive or not.
  func pastObject(_ token: Token) throws(Failure) -> ObjectID {
    token.text.utf8.first == UInt8(ascii: "@") ? try numbered(token) : try object(token)
  }

  /// The object or the raw pointer that a word names.
  func shown(_ token: Token) throws(Failure) -> Shown {
    if token.text.utf8.first != UInt8(ascii: "@") {
      let binding = try present(token)
      if binding.rawPointer != nil { return .pointer(binding) }
    }
    return .object(try object(token))
  }

  /// Lends the handle of a live object; no count changes.
  ///
  /// - Precondition: the object lives, as those do that ``object(_:)`` finds.
  func withHandle<Result: ~Copyable>(
    to object: ObjectID, _ body: (borrowing VMExternRef) -> Result
  ) -> Result {
    guard let result = heap.ledger.withHandle(to: object, body) else {
      preconditionFailure("\(object) does not live")
    }
    return result
  }

  /// The number that `@N` stands for, if an object has had it.
  private func numbered(_ token: Token) throws(Failure) -> ObjectID {
    guard let object = ObjectID(written: token.text) else { throw .badObject(token) }
    guard object < ledger.nextObject else { throw .unknownObject(token, next: ledger.nextObject) }
    return object
  }

  private func present(_ token: Token) throws(Failure) -> Binding {
    // Strings are equal that look alike, as the sign for kelvin and a K do; names are their bytes.
    guard let binding = heap.names[token.text], token.text.isName else {
      if let object = ObjectID(written: token.text) { throw try objectWithoutName(token, object) }
      guard token.kind == .word, token.text.isName else { throw .badName(token) }
      throw .unknownName(token, known: names.present)
    }
    if let departure = binding.departure {
      throw .departed(token, departure, heldBy: holders(of: departure.object))
    }
    return binding
  }

  /// The names that hold handles to an object, the first few of them.
  private func holders(of object: ObjectID) -> [String] {
    var holders: [String] = []
    for case .name(let name) in ledger[object]?.owners ?? [] where !holders.contains(name) {
      holders.append(name)
      if holders.count == 3 { break }
    }
    return holders
  }

  // MARK: Refusals

  /// `@N` where a handle is needed: an object is no handle, but some name may hold one.
  private func objectWithoutName(_ token: Token, _ object: ObjectID) throws(Failure) -> Failure {
    _ = try self.object(token)
    let holders = holders(of: object)
    if !holders.isEmpty {
      let list = holders.joined(separator: ", ")
      return Failure(
        .wrongRole, "'\(token.text)' is an object, and this needs a name that holds a handle",
        "\(list) \(holders.count == 1 ? "holds" : "hold") it", at: token.range, hint: .words(holders))
    }
    let owners = ledger[object]?.owners ?? []
    let remedy: String
    var lines: [String] = []
    switch owners.first {
    case .raw(let pointer)?:
      remedy = "no name holds a handle to it; the raw pointer \(pointer) owns its count"
      lines = ["\(freshName) = from_raw \(pointer)"]
    case .cell(let cell)?:
      remedy = "no name holds a handle to it; the cell \(cell) does"
      lines = self.holders(of: cell).prefix(1).map { "\(freshName) = get \($0)" }
    case .engine(let module)?:
      remedy = "no name holds a handle to it; the engine of \(module) does"
    default:
      remedy = "no name holds a handle to it"
    }
    return Failure(
      .wrongRole, "'\(token.text)' is an object, and this needs a name that holds a handle", remedy,
      at: token.range, hint: .lines(lines))
  }

  /// A raw pointer where a handle is needed.
  private func notAHandle(_ token: Token, _ binding: Binding) -> Failure {
    guard let pointer = binding.rawPointer else { return .unknownName(token, known: names.present) }
    if let line = pointer.destroyedOn {
      return Failure(
        .wrongRole, "'\(token.text)' is a raw pointer, not a handle",
        "it dangles: \(pointer.object) was destroyed on line \(line)", at: token.range,
        hint: .lines(["show \(token.text)"]))
    }
    let verb = pointer.ownership == .one ? "from_raw" : "clone_from_raw"
    let line = "\(freshName) = \(verb) \(token.text)"
    return Failure(
      .wrongRole, "'\(token.text)' is a raw pointer, not a handle",
      "to look at the object: show \(pointer.object); to make a handle: \(line)", at: token.range,
      hint: .wordOrLine(pointer.object.description, line))
  }

  /// A name that nothing is bound to, for a line that is proposed.
  var freshName: String {
    ["h", "b", "c", "d", "e", "f", "g"].first { names[$0] == nil }
      ?? (1...).lazy.map { "h\($0)" }.first { self.names[$0] == nil } ?? "h"
  }
}

extension ObjectID {
  /// The object that a word names as the shell shows it: `@7`.
  init?(written text: String) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "@"), let first = digits.first, first != UInt8(ascii: "0"),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(text.dropFirst())
    else { return nil }
    self.init(number)
  }
}
