public import Model
internal import ExternRef

/// What a verb's work gets to know about its line, besides its arguments.
struct Call: ~Copyable {
  let session: Session
  let source: [UInt8]
  let verb: Token
  /// The name that takes the result.
  let target: Token?
  /// Whether the verb's arguments are the last of the line; not so within `expect`.
  let endsLine: Bool

  /// A piece of the line as it was typed.
  func text(_ range: Range<Int>) -> String {
    String(decoding: source[range], as: UTF8.self)
  }
}

/// What a verb's work leaves for the line to bind, drop or show.
enum Production: ~Copyable {
  case nothing
  /// - Parameter note: what else is worth saying where the value is shown.
  case value(Value, note: String? = nil)
  case handle(OwnedHandle, Arrival)
  case rawPointer(RawPointer, PointerOrigin)
  case request(Request)
}

/// How a handle came to be where it is.
enum Arrival {
  case created(Kind)
  case cloned(before: Int)
  case moved(from: Owner)
}

/// Where a raw pointer comes from.
enum PointerOrigin {
  case asRaw
  /// The name whose handle went into the pointer.
  case intoRaw(String)
}

/// What a line asks of the program around the session.
public enum Request: Sendable, Equatable {
  case quit
  /// Evaluate the lines of a file.
  case read(path: String)
  /// Write this text to a new file.
  case save(path: String, text: String)
  /// Write what was recorded of the session to a new file.
  case export(path: String, ExportFormat)
  case mode(OutputMode)
  case timer(Bool)
  /// Keep the picture of the heap above the prompt, or take it away.
  case pane(Bool)
  /// Show the session on a live page, or let its viewers wait.
  case page(Bool)
  /// Take a lesson, by its name or the path of a document; nil for the list of them.
  case learn(String?)
}
