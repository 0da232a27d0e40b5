public import Files
public import Model
public import SystemPackage

/// Why the program around the session could not do what a line asked of it.
public enum Refusal: Sendable {
  case unreadable(path: String, Errno)
  /// The file is of a kind that is not read: "a FIFO".
  case unusable(path: String, obstacle: String)
  /// - Parameter folder: the folder that the file is in, where the fault is this one's.
  case unwritable(path: String, Errno, folder: String? = nil)
  /// What was asked for differs from run to run: "times".
  case notReproducible(String)
  /// A file that `.read` should read is read already, too many files deep.
  case nesting(path: String, limit: Int)
  /// What one line has read has become too much: "100000 lines".
  case tooMuchRead(limit: String)
  /// A text is in another encoding than UTF-8: "UTF-16".
  case otherEncoding(String)
  /// There is no place for a pane: "standard output is no terminal".
  case noPane(String)
  /// A line of a session without a user asks for a lesson.
  case noLesson
  /// There is no live page: "port 80 is taken".
  case noPage(String)

  fileprivate func failure(at range: Range<Int>) -> Failure {
    switch self {
    case .unreadable(let path, let errno):
      .system(errno, opening: path, to: "read", remedy: Self.readingRemedy(for: errno), at: range)
    case .unusable(let path, let obstacle):
      .unusableFile(obstacle, path: path, at: range)
    case .unwritable(let path, let errno, let folder?):
      .system(
        errno, doing: "cannot write \(quoted(path)) in the folder \(quoted(folder))",
        remedy: Self.folderRemedy(for: errno), at: range)
    case .unwritable(let path, let errno, nil):
      .system(errno, opening: path, to: "write", remedy: Self.writingRemedy(for: errno), at: range)
    case .notReproducible(let what):
      .notReproducible(what, at: range)
    case .nesting(let path, let limit):
      Failure(
        .nesting, "\(quoted(path)) would be file number \(limit + 1) that reads another",
        "look for a file that reads itself", at: range)
    case .tooMuchRead(let limit):
      Failure(
        .nesting, "one line may have \(limit) read in all, and this goes beyond",
        "look for files that read each other, or run the file with 'externref run'", at: range)
    case .otherEncoding(let encoding):
      Failure(
        .invalidUTF8, "the text is \(encoding), not UTF-8",
        "convert the file: iconv -f \(encoding) -t UTF-8", at: range)
    case .noPane(let reason):
      Failure(.noPane, "no place for a pane: \(reason)", "use .heap, which draws the heap once", at: range)
    case .noLesson:
      Failure(
        .usage, "no lesson can be taken here",
        "type .learn at the shell's own prompt, or run externref learn", at: range)
    case .noPage(let reason):
      Failure(.noPage, "no live page: \(reason)", "use .export, which writes a page at the end", at: range)
    }
  }
}

extension Refusal {
  /// A file that could not be opened or read.
  public init(reading path: String, _ problem: FileProblem) {
    self =
      switch problem {
      case .errno(let errno): .unreadable(path: path, errno)
      case .unusable(let obstacle): .unusable(path: path, obstacle: obstacle)
      }
  }

  /// A file that could not be written.
  public init(writing path: String, _ problem: WritingProblem) {
    self =
      switch problem.problem {
      case .errno(let errno): .unwritable(path: path, errno, folder: problem.folder)
      case .unusable(let obstacle): .unusable(path: path, obstacle: obstacle)
      }
  }

  /// What to do where the advice for `new file` would mislead: nothing is created here, and there is no mode.
  private static func readingRemedy(for errno: Errno) -> String? {
    switch errno {
    case .noSuchFileOrDirectory: "check the path"
    case .permissionDenied: "change the file's permissions, or choose another path"
    case .badFileDescriptor: "open it for reading"
    case .fileTooLarge: "the file is larger than what is read; name a smaller one"
    default: nil
    }
  }

  /// The same for a file that is written.
  private static func writingRemedy(for errno: Errno) -> String? {
    switch errno {
    case .noSuchFileOrDirectory: "check the path: a folder on it is missing"
    case .permissionDenied, .notPermitted: "change the file's permissions, or choose another path"
    default: nil
    }
  }

  /// The same for the folder that a file is to be in.
  private static func folderRemedy(for errno: Errno) -> String? {
    switch errno {
    case .noSuchFileOrDirectory: "make the folder first, or choose another"
    case .permissionDenied, .notPermitted: "change the folder's permissions, or choose another"
    case .notDirectory: "this is no folder; choose another"
    default: nil
    }
  }
}

extension Diagnostic {
  /// A refusal that no line asked for, such as that of a script named on the command line.
  public init(_ refusal: Refusal) {
    self.init(refusal.failure(at: 0..<0), in: [])
  }
}

extension Session {
  /// Reports that what the line evaluated last asked for was not done.
  ///
  /// - Parameters:
  ///   - refusal: why.
  ///   - source: the line.
  public func refuse(_ refusal: Refusal, in source: [UInt8]) {
    emit(.error(Diagnostic(refusal.failure(at: lastWord), in: source)))
  }
}
