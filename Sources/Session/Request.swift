public import Model

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
