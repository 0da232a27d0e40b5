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
