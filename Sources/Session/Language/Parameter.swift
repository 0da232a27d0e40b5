internal import ExternRef
internal import Model

/// A typed place in a verb's grammar: what it looks like, and how it is read.
struct Parameter<Value>: Sendable {
  let shape: Shape
  let read: @Sendable (inout Call) throws(Failure) -> Value
}

/// A word of the line together with what it stands for.
struct Argument<Value> {
  let token: Token
  let value: Value
}

extension Parameter {
  /// Reads the place if the line goes on.
  static func optional<Wrapped>(_ parameter: Parameter<Wrapped>) -> Parameter where Value == Wrapped? {
    Parameter(shape: .optional(parameter.shape)) { call throws(Failure) in
      call.isAtEnd ? nil : try parameter.read(&call)
    }
  }

  /// Reads the place as often as the line goes on, at least once.
  static func repeated<Element>(_ parameter: Parameter<Element>) -> Parameter where Value == [Element] {
    Parameter(shape: .repeated(parameter.shape)) { call throws(Failure) in
      var elements = [try parameter.read(&call)]
      while !call.isAtEnd { elements.append(try parameter.read(&call)) }
      return elements
    }
  }
}

extension Parameter<Void> {
  static func keyword(_ word: String) -> Parameter {
    Parameter(shape: .keyword(word)) { call throws(Failure) in
      let token = try call.word(.keyword(word))
      guard token.text.isSame(as: word) else { throw call.wrongForm(token, needs: .keyword(word)) }
    }
  }
}

extension Parameter<Argument<Binding>> {
  /// A name bound to a handle.
  ///
  /// - Parameters:
  ///   - kind: what the object must be.
  ///   - change: whether the verb would change the value, which says more about a string than its type.
  static func handle(_ label: String, to kind: Kind? = nil, toChange change: Bool = false) -> Parameter {
    let shape = Shape.handle(label, kind)
    return Parameter(shape: shape) { call throws(Failure) in
      let token = try call.word(shape)
      let argument = Argument(token: token, value: try call.session.handle(token))
      if let kind { _ = try argument.object(needing: kind, toChange: change) }
      return argument
    }
  }

  /// A name bound to a raw pointer whose object is alive.
  ///
  /// - Parameter owns: whether the pointer must own a count.
  static func rawPointer(_ label: String, owning owns: Bool = false) -> Parameter {
    Parameter(shape: .rawPointer(label)) { call throws(Failure) in
      let token = try call.word(.rawPointer(label))
      let argument = Argument(token: token, value: try call.session.rawPointer(token))
      let (pointer, _) = try call.session.livePointer(argument)
      if owns, pointer.ownership != .one { throw .nothingOwned(token, spent: pointer.ownership == .spent) }
      return argument
    }
  }

  /// A name bound to a handle to a cell that holds something.
  static func fullCell(_ label: String) -> Parameter {
    let cell = handle(label, to: .cell)
    return Parameter(shape: cell.shape) { call throws(Failure) in
      let argument = try cell.read(&call)
      let object = argument.value.withHandle { $0.object }
      guard case .object? = call.session.summary(of: object)?.value else {
        throw .emptyCell(argument.token, object: object)
      }
      return argument
    }
  }
}

extension Parameter<Argument<ObjectID>> {
  /// An object to look at: by a name that holds a handle, or by its number.
  static func object(_ label: String) -> Parameter {
    Parameter(shape: .object(label)) { call throws(Failure) in
      let token = try call.word(.object(label))
      return Argument(token: token, value: try call.session.object(token))
    }
  }

  /// An object that may have been destroyed.
  static func pastObject(_ label: String) -> Parameter {
    Parameter(shape: .object(label)) { call throws(Failure) in
      let token = try call.word(.object(label))
      return Argument(token: token, value: try call.session.pastObject(token))
    }
  }
}

extension Parameter<Shown> {
  static func shown(_ label: String) -> Parameter {
    Parameter(shape: .shown(label)) { call throws(Failure) in
      try call.session.shown(try call.word(.shown(label)))
    }
  }
}

extension Parameter<Kind> {
  static func type(_ label: String) -> Parameter {
    Parameter(shape: .type(label)) { call throws(Failure) in
      let token = try call.word(.type(label))
      guard let kind = Kind(rawValue: token.text) else { throw .unknownType(token) }
      return kind
    }
  }
}

extension Parameter<String> {
  static func text(_ label: String) -> Parameter {
    Parameter(shape: .text(label)) { call throws(Failure) in
      try call.text(.text(label)).text
    }
  }
}

extension Parameter<Argument<String>> {
  /// A path, as a word or, where it contains blanks, as a string.
  static func path(_ label: String) -> Parameter {
    Parameter(shape: .path(label)) { call throws(Failure) in
      let token = try call.token(.path(label))
      // The system's strings end at a NUL: what stands in front of it would name another file.
      if token.text.utf8.contains(0) { throw .pathWithNUL(token) }
      return Argument(token: token, value: token.text)
    }
  }
}

extension Parameter<Int> {
  static func number(_ label: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Parameter {
    Parameter(shape: .number(label)) { call throws(Failure) in
      try call.word(.number(label)).number(in: range, label: label)
    }
  }
}

extension Parameter where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
  static func choice(_ label: String) -> Parameter {
    let words = Value.allCases.map(\.rawValue)
    return Parameter(shape: .choice(words)) { call throws(Failure) in
      let token = try call.word(.choice(words))
      guard let value = Value(rawValue: token.text) else { throw .unknownWord(token, of: words, as: label) }
      return value
    }
  }
}
