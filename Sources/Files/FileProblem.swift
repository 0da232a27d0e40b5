public import SystemPackage

/// Why a file could not be opened or read.
public enum FileProblem: Error, Equatable {
  case errno(Errno)
  /// The file is there, but of a kind that cannot be used: "a directory", "a FIFO".
  case unusable(String)

  /// Makes system calls, and wraps the errno that they throw.
  static func wrapping<Result>(_ body: () throws(Errno) -> Result) throws(FileProblem) -> Result {
    do {
      return try body()
    } catch {
      throw .errno(error)
    }
  }
}

/// Why a file could not be written.
public struct WritingProblem: Error, Equatable {
  public let problem: FileProblem
  /// The folder that the file is in, where it is this that is missing or may not be written.
  public let folder: String?

  init(_ problem: FileProblem, folder: FilePath? = nil) {
    self.problem = problem
    self.folder = folder.map { $0.isEmpty ? "." : $0.string }
  }

  /// Makes system calls on the file itself, and wraps the errno that they throw.
  static func wrapping<Result>(_ body: () throws(Errno) -> Result) throws(WritingProblem) -> Result {
    do {
      return try body()
    } catch {
      throw WritingProblem(.errno(error))
    }
  }
}

extension WritingProblem: CustomStringConvertible {
  /// A clause: "EACCES (Permission denied)".
  public var description: String {
    let place = folder.map { "the folder \($0): " } ?? ""
    return switch problem {
    case .errno(let error): "\(place)\(error.name) (\(error))"
    case .unusable(let obstacle): "\(place)it is \(obstacle)"
    }
  }
}

extension FileType {
  /// What a file of this type is, for messages: "a directory"; nil for regular files.
  var obstacle: String? {
    switch self {
    case .regular: nil
    case .directory: "a directory"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .characterSpecial, .blockSpecial: "a device"
    default: "not a regular file"
    }
  }
}

extension FileDescriptor {
  /// This descriptor; where it is of another kind, that is thrown and the descriptor is closed.
  ///
  /// - Parameter anyKind: whether anything will do that can be read.
  func requiringRegularFile(orAnyKind anyKind: Bool = false) throws(FileProblem) -> FileDescriptor {
    do throws(FileProblem) {
      let type = try FileProblem.wrapping { () throws(Errno) in try Errno.typed { try stat().type } }
      // A folder can be opened, and would be refused when it is read.
      if type == .directory { throw .errno(.isDirectory) }
      if !anyKind, let obstacle = type.obstacle { throw .unusable(obstacle) }
      return self
    } catch {
      try? close()
      throw error
    }
  }
}
