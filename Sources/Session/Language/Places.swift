internal import Model

// The places that the rows of the command table name, so that a row reads as its grammar does.
extension CommandTable {
  static let handle = Parameter<Argument<Binding>>.handle("h")
  static let handles = Parameter<[Argument<Binding>]>.repeated(handle)
  /// Handles of which none is named twice.
  static let distinctHandles = Parameter(shape: handles.shape) { call throws(Failure) in
    let handles = try handles.read(&call)
    guard handles.count > 1 else { return handles }
    var given: Set<ObjectIdentifier> = []
    for h in handles where !given.insert(ObjectIdentifier(h.value)).inserted {
      throw .repeatedName(h.token)
    }
    return handles
  }
  static let file = Parameter<Argument<Binding>>.handle("f", to: .file)
  static let fileToChange = Parameter<Argument<Binding>>.handle("f", to: .file, toChange: true)
  static let counterToChange = Parameter<Argument<Binding>>.handle("c", to: .counter, toChange: true)
  static let cell = Parameter<Argument<Binding>>.handle("c", to: .cell)
  static let module = Parameter<Argument<Binding>>.handle("m", to: .module)
  static let fullCell = Parameter<Argument<Binding>>.fullCell("c")
  static let pointer = Parameter<Argument<Binding>>.rawPointer("p")
  static let owningPointer = Parameter<Argument<Binding>>.rawPointer("p", owning: true)
  static let object = Parameter<Argument<ObjectID>>.object("h")
  static let kind = Parameter<Kind>.type("Type")

  static func object(_ label: String) -> Parameter<Argument<ObjectID>> { .object(label) }
  static func word(_ word: String) -> Parameter<Void> { .keyword(word) }
  static func number(_ label: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Parameter<Int> {
    .number(label, in: range)
  }
  static func text(_ label: String) -> Parameter<String> { .text(label) }
  static func path(_ label: String) -> Parameter<Argument<String>> { .path(label) }
  static func optional<Value>(_ place: Parameter<Value>) -> Parameter<Value?> { .optional(place) }
  static func repeated<Value>(_ place: Parameter<Value>) -> Parameter<[Value]> { .repeated(place) }
  static func choice<Value: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ label: String, of _: Value.Type
  ) -> Parameter<Value> {
    .choice(label)
  }
}
