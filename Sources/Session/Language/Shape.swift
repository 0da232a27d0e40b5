internal import Model

/// What may stand at a place of a line. A verb's list of shapes is its grammar: usage lines, completion and the
/// language reference are made from it.
indirect enum Shape: Sendable {
  /// This very word.
  case keyword(String)
  /// One of these words.
  case choice([String])
  /// A name bound to a handle.
  case handle(String)
  /// A name bound to a raw pointer.
  case rawPointer(String)
  /// The name of a type.
  case type(String)
  case text(String)
  case number(String)
  case path(String)
  /// A verb that asks and changes nothing, with its arguments.
  case query(String)
  /// A word or string that a query's answer is compared with.
  case answer(String)
  /// The name of a verb.
  case verb(String)
  case errorCode(String)
  /// A name bound to a module.
  case module(String)
  /// The name of something that the module before it exports.
  case export(String, ExportKind)
  /// A handle, a number or `null`.
  case guestArgument(String)
  case optional(Shape)
  /// One or more.
  case repeated(Shape)
  /// One of several sequences.
  case alternatives([[Shape]])

  /// How a usage line writes the shape.
  var usage: String {
    switch self {
    case .keyword(let word): word
    case .choice(let words): words.joined(separator: "|")
    case .text(let label): "\"\(label)\""
    case .handle(let label), .rawPointer(let label), .type(let label), .number(let label), .path(let label),
      .query(let label), .answer(let label), .verb(let label), .errorCode(let label), .module(let label),
      .export(let label, _), .guestArgument(let label):
      label
    case .optional(let shape): "[\(shape.usage)]"
    case .repeated(let shape): "\(shape.usage)…"
    case .alternatives(let forms):
      forms.map { $0.map(\.usage).joined(separator: " ") }.joined(separator: " | ")
    }
  }
}
