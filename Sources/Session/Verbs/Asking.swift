internal import Model
internal import ExternRef

extension CommandTable {
  static let asking = [
    Verb(
      "strong_count", object, group: .ask, yields: .value, isQuery: true,
      summary: "how many handles share the object",
      example: ["a = new string \"hello\"", "strong_count a"]
    ) { (call, h) throws(Failure) in
      .value(.integer(call.session.withHandle(to: h.value) { $0.strongCount }))
    },
    Verb(
      "is", object, kind, group: .ask,
      yields: .value,
      isQuery: true, summary: "whether the value has exactly this type",
      example: ["a = new string \"hello\"", "is a String", "is a Counter"]
    ) { (call, h, kind) throws(Failure) in
      .value(.bool(call.session.withHandle(to: h.value) { kind.matches($0) }))
    },
    Verb(
      "downcast", object, kind, group: .ask,
      yields: .value, isQuery: true,
      summary: "the value seen as this type, or null when its type is another; the count stays",
      example: ["a = new string \"hello\"", "downcast a String", "downcast a Counter"]
    ) { (call, h, kind) throws(Failure) in
      .value(call.session.withHandle(to: h.value) { kind.describe($0) } ?? .null)
    },
    Verb(
      "live", group: .ask, yields: .value, isQuery: true, summary: "how many objects live",
      example: ["a = new string \"hello\"", "live"]
    ) { (call) throws(Failure) in
      .value(.integer(call.session.liveCount))
    },
    Verb(
      "eq", object("a"), object("b"), group: .ask,
      yields: .value, isQuery: true,
      summary: "whether two handles refer to the same object, by address alone",
      example: ["a = new string \"hello\"", "b = clone a", "c = new string \"hello\"", "eq a b", "eq a c"]
    ) { (call, a, b) throws(Failure) in
      let session = call.session
      return .value(
        .bool(
          session.withHandle(to: a.value) { a in
            session.withHandle(to: b.value) { b in VMExternRef.eq(a, b) }
          }))
    },
    Verb(
      "cmp", object("a"), object("b"), group: .ask,
      yields: .value, isQuery: true,
      summary: "compare addresses: equal, or different (less and greater while addresses are on)",
      example: ["a = new counter", "b = new counter", "cmp a a", "cmp a b"]
    ) { (call, a, b) throws(Failure) in
      let session = call.session
      let order = session.withHandle(to: a.value) { a in
        session.withHandle(to: b.value) { b in VMExternRef.cmp(a, b) }
      }
      return switch order {
      case .equal: .value(.symbol("equal"))
      case _ where !call.session.heap.showsAddresses: .value(.symbol("different"))
      case .less: .value(.symbol("less"))
      case .greater: .value(.symbol("greater"))
      }
    },
    Verb(
      "hash", object, group: .ask, yields: .value, isQuery: true,
      summary: "the hash of the address, as a symbol (a number while addresses are on)",
      example: ["a = new counter", "hash a"]
    ) { (call, h) throws(Failure) in
      guard call.session.heap.showsAddresses else { return .value(.symbol("hash(\(h.value))")) }
      return call.session.withHandle(to: h.value) { handle in
        var hasher = Hasher()
        VMExternRef.hash(handle, into: &hasher)
        return .value(.integer(hasher.finalize()))
      }
    },
    Verb(
      "show", Parameter<Shown>.shown("h"), group: .ask, yields: .value, isQuery: true,
      summary: "the object: type, value, count, who holds it; or what a raw pointer points at",
      example: ["a = new string \"hello\"", "b = clone a", "p = as_raw a", "show a", "show @1", "show p"]
    ) { (call, shown) throws(Failure) in
      switch shown {
      case .object(let object):
        let summary = call.session.summary(of: object).map(Value.summary) ?? .null
        guard call.endsLine, let engine = call.session.engineDescription(of: object) else {
          return .value(summary)
        }
        return .value(summary, note: engine)
      case .pointer(let binding):
        return .value(call.session.pointerSummary(of: binding).map(Value.pointer) ?? .null)
      }
    },
  ]
}
