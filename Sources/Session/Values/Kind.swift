/// The kinds of object that the shell makes.
public enum Kind: String, CaseIterable, Sendable {
  case string = "String"
  case counter = "Counter"
  case file = "File"
  case cell = "Cell"

  /// The name that `is` and `downcast` take.
  public var typeName: String { rawValue }

  /// The word that `new` takes.
  public var keyword: String {
    switch self {
    case .string: "string"
    case .counter: "counter"
    case .file: "file"
    case .cell: "cell"
    }
  }
}
