internal import Files
internal import SystemPackage

/// The lines of a ``History`` in the file that sessions share.
struct HistoryFile {
  private let file: SharedFile

  init(path: FilePath, patience: Int = 1000) {
    file = SharedFile(path, patience: patience)
  }

  var path: FilePath { file.path }

  typealias Problem = HistoryWarning.Problem

  /// The part of a large file that is read: its last 8 MiB.
  static let maximumBytesRead = 8 << 20

  /// Reads the newest lines, and cuts the file when it has more than `capacity`.
  func start(capacity: Int) -> (lines: [[UInt8]], problem: Problem?) {
    do throws(FileProblem) {
      let access = try file.open()
      if access.isLocked { access.clearLeftover() }
      let contents: Contents
      do { contents = try Contents(of: access, capacity: capacity) } catch { throw .errno(error) }
      guard contents.unreadableCount == 0 else {
        return (contents.lines, .unreadableLines(contents.unreadableCount))
      }
      // When that fails the file has all its lines still, and the next session tries again.
      if contents.hasMore, access.isLocked { try? access.replace(with: contents.lines) }
      return (contents.lines, nil)
    } catch {
      // A file that cannot be changed may still be read.
      let contents = try? Contents(of: file.openForReading(), capacity: capacity)
      return (contents?.lines ?? [], Problem(error))
    }
  }

  /// Adds a line at the end of the file, or leaves the file as it was.
  func append(_ line: [UInt8]) throws(Problem) {
    do throws(FileProblem) {
      let access = try file.open()
      do { try access.append(line: line) } catch { throw .errno(error) }
    } catch {
      throw Problem(error)
    }
  }

  /// The newest lines of a file.
  private struct Contents {
    /// The lines that can be recalled, oldest first.
    var lines: [[UInt8]]
    /// How many of the lines that were read are not text.
    var unreadableCount: Int
    /// Whether the file has older lines.
    var hasMore: Bool

    init(of file: borrowing SharedFile.Access, capacity: Int) throws(Errno) {
      let (bytes, isAll) = try file.end(limit: HistoryFile.maximumBytesRead)
      var pieces = bytes.split(separator: UInt8(ascii: "\n"))
      // The first piece of a part may be the end of a line. A part that is one piece is no text at all.
      if !isAll, pieces.count > 1 { pieces.removeFirst() }
      let readable = pieces.filter { History.isKept($0.span) }
      lines = readable.suffix(capacity).map(Array.init)
      unreadableCount = pieces.count - readable.count
      hasMore = !isAll || readable.count > capacity
    }
  }
}

extension HistoryWarning.Problem {
  fileprivate init(_ problem: FileProblem) {
    self =
      switch problem {
      case .errno(let error): .system(error)
      case .unusable: .notRegularFile
      }
  }
}
