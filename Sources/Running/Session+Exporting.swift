internal import Exporting
public import Model
public import Session

extension Session {
  /// Writes what was recorded of the session to a file that must not be there yet.
  ///
  /// Where that fails, the line evaluated last is reported as failed.
  ///
  /// - Parameters:
  ///   - format: what is written.
  ///   - path: where the file will be.
  ///   - source: that line.
  public func export(as format: ExportFormat, to path: String, for source: [UInt8]) {
    save(Recording(title: "A session", log: log).exported(as: format), as: path, for: source)
  }
}
