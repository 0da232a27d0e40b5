internal import Model

/// The kinds of object that the shell knows.
public enum Kind: String, CaseIterable, Sendable {
  case string = "String"
  case counter = "Counter"
  case file = "File"
  case cell = "Cell"
  case module = "Module"

  /// The name that `is` and `downcast` take.
  public var typeName: String { rawValue }

  /// The word that `new` takes; nil for what is made in another way.
  public var keyword: String? {
    switch self {
    case .string: "string"
    case .counter: "counter"
    case .file: "file"
    case .cell: "cell"
    case .module: nil
    }
  }
}
