public import Model

/// A row of the command table: everything that there is to know about a verb, in one place.
public final class Verb: Sendable {
  /// What a verb's line leaves to bind or to show.
  enum Yield: Sendable {
    case nothing, value, handle, rawPointer
    /// A handle or a value, depending on the argument's type.
    case handleOrValue

    var canBeBound: Bool { self != .nothing && self != .value }
  }

  public let help: VerbHelp
  public let name: String
  /// The words of the name.
  let words: [String]
  let shapes: [Shape]
  let yields: Yield
  /// Whether the verb asks and changes nothing, so that `expect` takes it.
  public let isQuery: Bool
  let run: @Sendable (inout Call) throws(Failure) -> Production
  /// Reads the arguments and does nothing.
  let check: @Sendable (inout Call) throws(Failure) -> Void

  /// - Parameter run: does the verb's work. It checks everything before it changes anything, so that a failing
  ///   line leaves the session as it was.
  init<each Value>(
    _ name: String, _ parameter: repeat Parameter<each Value>, group: VerbHelp.Group,
    yields: Yield = .nothing,
    isQuery: Bool = false, summary: String, example: [String],
    run: @escaping @Sendable (borrowing Call, repeat each Value) throws(Failure) -> Production
  ) {
    var shapes: [Shape] = []
    for shape in repeat (each parameter).shape { shapes.append(shape) }
    self.help = VerbHelp(
      name: name, group: group, summary: summary, example: example,
      usage: ([name] + shapes.map(\.usage)).joined(separator: " "))
    self.name = name
    self.words = help.words.map(String.init)
    self.shapes = shapes
    self.yields = yields
    self.isQuery = isQuery
    let count = shapes.allSatisfy(\.isOneWord) ? shapes.count : nil
    self.run = { (call) throws(Failure) in
      let values = (repeat try (each parameter).read(&call))
      if call.endsLine { try call.checkEnd(taking: count) }
      return try run(call, repeat each values)
    }
    self.check = { (call) throws(Failure) in
      _ = (repeat try (each parameter).read(&call))
      try call.checkEnd()
    }
  }
}

extension Verb {
  public var usage: String { help.usage }
}
