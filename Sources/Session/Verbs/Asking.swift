internal import Model
internal import ExternRef

extension CommandTable {
  static let asking = [
    Verb(
      "strong_count", Parameter<Argument<Binding>>.handle("h"), group: .ask, yields: .value, isQuery: true,
      summary: "how many handles share the object",
      example: ["a = new string \"hello\"", "strong_count a"]
    ) { (call, h) throws(Failure) in
      .value(.integer(h.value.withOwned { $0.handle.strongCount }))
    },
    Verb(
      "is", Parameter<Argument<Binding>>.handle("h"), Parameter<Kind>.type("Type"), group: .ask,
      yields: .value,
      isQuery: true, summary: "whether the value has exactly this type",
      example: ["a = new string \"hello\"", "is a String", "is a Counter"]
    ) { (call, h, kind) throws(Failure) in
      .value(.bool(h.value.withOwned { kind.matches($0.handle) }))
    },
    Verb(
      "downcast", Parameter<Argument<Binding>>.handle("h"), Parameter<Kind>.type("Type"), group: .ask,
      yields: .value, isQuery: true,
      summary: "the value seen as this type, or null when its type is another; the count stays",
      example: ["a = new string \"hello\"", "downcast a String", "downcast a Counter"]
    ) { (call, h, kind) throws(Failure) in
      .value(h.value.withOwned { kind.describe($0.handle) } ?? .null)
    },
    Verb(
      "eq", Parameter<Argument<Binding>>.handle("a"), Parameter<Argument<Binding>>.handle("b"), group: .ask,
      yields: .value, isQuery: true,
      summary: "whether two handles refer to the same object, by address alone",
      example: ["a = new string \"hello\"", "b = clone a", "c = new string \"hello\"", "eq a b", "eq a c"]
    ) { (call, a, b) throws(Failure) in
      .value(.bool(a.value.withOwned { a in b.value.withOwned { b in VMExternRef.eq(a.handle, b.handle) } }))
    },
    Verb(
      "cmp", Parameter<Argument<Binding>>.handle("a"), Parameter<Argument<Binding>>.handle("b"), group: .ask,
      yields: .value, isQuery: true,
      summary: "compare addresses: equal, or different (less and greater while addresses are on)",
      example: ["a = new counter", "b = new counter", "cmp a a", "cmp a b"]
    ) { (call, a, b) throws(Failure) in
      let order = a.value.withOwned { a in b.value.withOwned { b in VMExternRef.cmp(a.handle, b.handle) } }
      return switch order {
      case .equal: .value(.symbol("equal"))
      case _ where !call.session.showsAddresses: .value(.symbol("different"))
      case .less: .value(.symbol("less"))
      case .greater: .value(.symbol("greater"))
      }
    },
    Verb(
      "hash", Parameter<Argument<Binding>>.handle("h"), group: .ask, yields: .value, isQuery: true,
      summary: "the hash of the address, as a symbol (a number while addresses are on)",
      example: ["a = new counter", "hash a"]
    ) { (call, h) throws(Failure) in
      h.value.withOwned { owned in
        guard call.session.showsAddresses else { return .value(.symbol("hash(\(owned.object))")) }
        var hasher = Hasher()
        VMExternRef.hash(owned.handle, into: &hasher)
        return .value(.integer(hasher.finalize()))
      }
    },
    Verb(
      "show", Parameter<Argument<Binding>>.handle("h"), group: .ask, yields: .value, isQuery: true,
      summary: "the object: type, value, count, who holds it",
      example: ["a = new string \"hello\"", "b = clone a", "p = as_raw a", "show a"]
    ) { (call, h) throws(Failure) in
      let object = h.value.withOwned { $0.object }
      return .value(call.session.summary(of: object).map(Value.summary) ?? .null)
    },
  ]
}
