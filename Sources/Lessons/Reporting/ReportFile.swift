public import Documents
internal import Files
internal import Model
internal import Session
internal import SystemPackage

/// A file with a report that learners add to, also at the same time.
public struct ReportFile: Sendable {
  public let path: String
  private let format: ReportFormat

  /// The largest file that is read.
  private static let sizeLimit = 16 << 20

  /// - Throws: that the path's ending names no format.
  public init(_ path: String) throws(DocumentError) {
    guard let format = ReportFormat(path: path) else {
      throw DocumentError(
        "'\(path.printable)' does not say how a report is written",
        remedy: "let it end in .csv, .json or .jsonl")
    }
    self.path = path
    self.format = format
  }

  /// The rows in the file.
  public func read() throws(DocumentError) -> ClassReport {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try FileContents.read(path, limit: Self.sizeLimit, anyKind: true)
    } catch {
      throw DocumentError(Refusal(reading: path, error))
    }
    return try report(of: bytes)
  }

  /// Makes sure that a row could be added: that what is there already is a report, and may be changed.
  public func check() throws(DocumentError) {
    let bytes: [UInt8]
    do throws(WritingProblem) {
      bytes = try file.bytesToChange(limit: Self.sizeLimit)
    } catch {
      throw DocumentError(Refusal(writing: path, error))
    }
    _ = try report(of: bytes)
  }

  /// Adds a row, in the place of the one that the same learner has for the same lesson. All other rows stay. Processes
  /// that do so at the same time wait for each other.
  public func add(_ row: ClassReport.Row) throws(DocumentError) {
    do {
      try file.update(limit: Self.sizeLimit) { bytes in
        var report = try report(of: bytes)
        report.add(row)
        return format.write(report)
      }
    } catch let error as DocumentError {
      throw error
    } catch let error as WritingProblem {
      throw DocumentError(Refusal(writing: path, error))
    } catch {
      throw DocumentError(.unwritable(path: path, error as? Errno ?? .ioError))
    }
  }

  private var file: SharedFile { SharedFile(FilePath(path), isPrivate: false) }

  private func report(of bytes: [UInt8]) throws(DocumentError) -> ClassReport {
    do throws(ReportFault) {
      return try format.read(bytes)
    } catch {
      throw DocumentError(
        "'\(path.printable)' is not a report: line \(error.line): \(error.reason)",
        remedy: "name another file; this one stays as it is")
    }
  }
}
