internal import Model

/// What may stand at a place of a line. A verb's list of shapes is its grammar: usage lines, completion and the
/// language reference are made from it.
indirect enum Shape: Sendable {
  /// This very word.
  case keyword(String)
  /// One of these words.
  case choice([String])
  /// A name bound to a handle, to an object of this kind where one is given.
  case handle(String, Kind?)
  /// A name bound to a handle, or an object by its number.
  case object(String)
  /// The same, or a name bound to a raw pointer.
  case shown(String)
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
    case .handle(let label, _), .object(let label), .shown(let label), .rawPointer(let label),
      .type(let label),
      .number(let label), .path(let label), .query(let label), .answer(let label), .verb(let label),
      .errorCode(let label), .export(let label, _), .guestArgument(let label):
      label
    case .optional(let shape): "[\(shape.usage)]"
    case .repeated(let shape): "\(shape.usage)…"
    case .alternatives(let forms):
      forms.map { $0.map(\.usage).joined(separator: " ") }.joined(separator: " | ")
    }
  }

  /// Whether the shape is one word of the line, no more and no less.
  var isOneWord: Bool {
    switch self {
    case .optional, .repeated, .alternatives, .query: false
    default: true
    }
  }

  /// What a message calls what is expected here.
  var noun: String {
    switch self {
    case .keyword(let word): "'\(word)'"
    case .choice(let words): words.wordList
    case .handle(_, let kind?): "the name of a \(kind.typeName.lowercased())"
    case .handle: "the name of a handle"
    case .object: "the name of a handle, or @N"
    case .shown: "the name of a handle or a raw pointer, or @N"
    case .rawPointer: "the name of a raw pointer"
    case .type: "a type: " + Kind.allCases.map(\.typeName).wordList
    case .text: "text in double quotes"
    case .number: "a whole number"
    case .path: "a path"
    case .query: "a query, such as strong_count a"
    case .answer: "the answer that is expected"
    case .verb: "a verb"
    case .errorCode: "an error's code, such as E0007"
    case .export(_, let kind): "the name of a \(kind.rawValue) that the module exports"
    case .guestArgument: "a handle's name, a number or null"
    case .optional(let shape), .repeated(let shape): shape.noun
    case .alternatives(let forms): forms.compactMap { $0.first?.noun.filter { $0 != "'" } }.wordList
    }
  }
}

extension [String] {
  /// The words as a sentence names them: `a, b or c`.
  var wordList: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + (last ?? "")
  }
}
