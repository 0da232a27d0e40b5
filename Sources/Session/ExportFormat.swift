internal import SystemPackage

/// What a session can be written as, for others to look at.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// A page that steps through the session.
  case html
  /// A picture of the heap.
  case svg
  /// The heap as a graph, for Graphviz.
  case dot
  /// The events, and snapshots.
  case json

  /// The format that the ending of a path asks for; nil where it asks for none of them.
  public init?(endingOf path: String) {
    guard let ending = FilePath(path).extension, let format = Self(rawValue: ending.lowercased()) else {
      return nil
    }
    self = format
  }

  /// The endings, as a message names them.
  public static let endings = ".html, .svg, .dot or .json"
}

/// A file to write, and how.
struct Export {
  let path: String
  let format: ExportFormat
}

extension Parameter<Export> {
  /// A path that says by its ending what is to be written.
  static func export(_ label: String) -> Parameter {
    let path = Parameter<Argument<String>>.path(label)
    return Parameter(shape: path.shape) { arguments throws(Failure) in
      let path = try path.read(&arguments)
      guard let format = ExportFormat(endingOf: path.value) else {
        throw .unknownFormat(path.token, endings: ExportFormat.endings)
      }
      return Export(path: path.value, format: format)
    }
  }
}
