internal import Files
public import SystemPackage

/// What is wrong with the file behind a ``History``. The session can go on.
public struct HistoryWarning: Equatable, Sendable {
  public var path: FilePath
  public var problem: Problem

  public enum Problem: Error, Equatable, Sendable {
    /// A system call failed. Lines may be missing from the file.
    case system(Errno)
    /// A folder, a FIFO, a device: nothing that lines could be kept in.
    case notRegularFile
    /// This many lines of the file are not text. They are left as they are, and the file is not cut.
    case unreadableLines(Int)
  }
}

extension HistoryWarning: CustomStringConvertible {
  /// One line of text, with the errno's name if there is one. The path is shown as it is: it may contain anything.
  public var description: String {
    switch problem {
    case .system(let error):
      return "history is not saved to \(path): \(error.name) (\(error))"
    case .notRegularFile:
      return "history is not saved to \(path): it is not a regular file"
    case .unreadableLines(let count):
      return
        "history in \(path): \(count) \(count == 1 ? "line is" : "lines are") not text and cannot be recalled"
    }
  }
}
