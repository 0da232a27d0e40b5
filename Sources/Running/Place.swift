/// Where a line stands.
public struct Place: Sendable {
  /// Where lines come from.
  public enum Source: Sendable {
    /// Typed just now, at a terminal or in a block of a document that is read as a session.
    case terminal
    case standardInput
    case file(String)
  }

  public let source: Source
  /// From 1.
  public let line: Int

  public init(source: Source, line: Int) {
    self.source = source
    self.line = line
  }

  /// What messages call the place; nil for a line that was typed just now.
  public var description: String? {
    switch source {
    case .terminal: nil
    case .standardInput: "<stdin>:\(line)"
    case .file(let path): "\(path):\(line)"
    }
  }

  public var file: String? {
    if case .file(let path) = source { path } else { nil }
  }
}
