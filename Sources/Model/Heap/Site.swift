/// A place in the source of a program.
public struct Site: Hashable, Sendable {
  /// The module and the file's name, as `#fileID` gives them: `App/Server.swift`.
  public let file: String
  /// From 1.
  public let line: Int
  /// The function that the place is in, as `#function` gives it; empty where that is not known.
  public let function: String

  public init(file: String, line: Int, function: String) {
    self.file = file
    self.line = line
    self.function = function
  }

  /// The file's name without its module: `Server.swift`.
  public var fileName: Substring { file.split(separator: "/").last ?? Substring(file) }

  /// Whether the place is in the library itself, and not in the program that uses it.
  public var isOfLibrary: Bool { file.hasPrefix("ExternRef/") || file.hasPrefix("WasmEngine/") }

  /// `App/Server.swift:42`
  public var place: String { "\(file):\(line)" }
}
