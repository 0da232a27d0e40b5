internal import Glibc
public import SystemPackage

/// A file that several processes change.
///
/// Every process changes the file under an exclusive lock (`flock`), which the system releases when a process dies.
/// A line is added with one `write` to a descriptor in append mode. The file is cut by writing the lines that stay to
/// a second file and renaming that over the first, so a process that opens the path finds either all the lines or all that
/// stay, even when the process is killed in between.
///
/// A lock belongs to a file and not to its path, so a process that waited for a lock may hold one on a file that was
/// replaced meanwhile. It therefore looks whether the path still leads to its file, and starts again if not. From then
/// on the path stays, because to replace the file takes the lock too.
public struct SharedFile: Sendable {
  public let path: FilePath
  /// How long to wait for another process to let go of the lock, in milliseconds.
  private let patience: Int
  private let isPrivate: Bool

  /// - Parameter isPrivate: whether the file is the user's alone, in folders that are made when missing.
  public init(_ path: FilePath, patience: Int = 1000, isPrivate: Bool = true) {
    self.path = path
    self.patience = patience
    self.isPrivate = isPrivate
  }

  /// The file, open as long as this value lives.
  public struct Access: ~Copyable {
    fileprivate let path: FilePath
    fileprivate let descriptor: FileDescriptor
    /// False when there was no lock to be had. Lines are then added without it, and the file is not cut.
    public let isLocked: Bool

    deinit {
      try? descriptor.close()
    }
  }

  /// A FIFO, of which there may be one by mistake, would otherwise block.
  private static let options: FileDescriptor.OpenOptions = [.append, .nonBlocking, .closeOnExec]

  /// Opens and locks the file that the path leads to, making it when missing.
  public func open() throws(FileProblem) -> Access {
    while true {
      let descriptor = try FileProblem.wrapping { () throws(Errno) in try openOrCreate() }
      _ = try descriptor.requiringRegularFile()
      do throws(FileProblem) {
        // A file system without permissions may refuse. The lines are still worth keeping.
        if isPrivate { try? descriptor.takePermissionsFromOthers() }
        let isLocked = descriptor.lock(patience: patience)
        let isCurrent = try FileProblem.wrapping { () throws(Errno) in try descriptor.isAt(path) }
        if isCurrent { return Access(path: path, descriptor: descriptor, isLocked: isLocked) }
      } catch {
        try? descriptor.close()
        throw error
      }
      try? descriptor.close()
    }
  }

  /// Opens a file that is there, for reading only and without a lock.
  public func openForReading() throws(FileProblem) -> Access {
    let descriptor = try FileProblem.wrapping { () throws(Errno) in
      try Errno.typed { try FileDescriptor.open(path, .readOnly, options: Self.options) }
    }
    return Access(path: path, descriptor: try descriptor.requiringRegularFile(), isLocked: false)
  }

  /// Puts what `change` makes of the file's bytes in their place, as ``FileContents/replace(_:with:anyKind:)`` does. Other
  /// processes that do so wait, and so no change is lost. A file that is not there has no bytes.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that are read.
  ///   - change: may throw; then the file stays as it is.
  /// - Throws: a `WritingProblem`, or what `change` throws.
  public func update(limit: Int, _ change: ([UInt8]) throws -> [UInt8]) throws {
    let access = try openForChange()
    // Without the lock, what another process adds meanwhile would be lost.
    guard access.isLocked else { throw WritingProblem(.errno(.resourceBusy)) }
    try FileContents.replace(path.string, with: try change(try access.all(limit: limit)))
    // Until here: with its end the lock ends.
    _ = access.isLocked
  }

  /// The file's bytes, where ``update(limit:_:)`` could change it; none where it could make it.
  ///
  /// - Throws: why it could not. The file is not made.
  public func bytesToChange(limit: Int) throws(WritingProblem) -> [UInt8] {
    guard path.exists else {
      // Removed again at once: whether a file can be made there is for the system to say.
      _ = try Replacement(of: path)
      return []
    }
    return try openForChange().all(limit: limit)
  }

  private func openForChange() throws(WritingProblem) -> Access {
    do throws(FileProblem) {
      return try open()
    } catch {
      throw WritingProblem(error)
    }
  }

  private func openOrCreate() throws(Errno) -> FileDescriptor {
    do throws(Errno) {
      return try Errno.typed { try FileDescriptor.open(path, .readWrite, options: Self.options) }
    } catch .noSuchFileOrDirectory where !isPrivate {
      return try Errno.typed {
        try FileDescriptor.open(
          path, .readWrite, options: Self.options.union(.create), permissions: FileScope.newFilePermissions)
      }
    } catch .noSuchFileOrDirectory {
      let folder = path.removingLastComponent()
      if !folder.isEmpty {
        do { try Folder.make(folder) } catch { if case .errno(let errno) = error.problem { throw errno } }
      }
      let descriptor = try Errno.typed {
        try FileDescriptor.open(
          path, .readWrite, options: Self.options.union(.create), permissions: .ownerReadWrite)
      }
      // The umask may have taken even the owner's.
      try? descriptor.setPermissions(.ownerReadWrite)
      return descriptor
    }
  }
}

extension SharedFile.Access {
  private static let newline = UInt8(ascii: "\n")

  /// The file's last bytes, up to `limit`, and whether they are all.
  public func end(limit: Int) throws(Errno) -> (bytes: [UInt8], isAll: Bool) {
    let size = try descriptor.size()
    let start = max(0, size - Int64(limit))
    return (try descriptor.bytes(from: start, count: Int(size - start)), start == 0)
  }

  /// The file's bytes; `EFBIG` where there are more than `limit`.
  fileprivate func all(limit: Int) throws(WritingProblem) -> [UInt8] {
    let (bytes, isAll) = try WritingProblem.wrapping { () throws(Errno) in try end(limit: limit) }
    guard isAll else { throw WritingProblem(.errno(.fileTooLarge)) }
    return bytes
  }

  /// Adds a line at the end of the file, or leaves the file as it was.
  public func append(line: [UInt8]) throws(Errno) {
    let size = try descriptor.size()
    var bytes: [UInt8] = []
    // The process that wrote last may have died in the middle of a line.
    if size > 0, try descriptor.bytes(from: size - 1, count: 1) != [Self.newline] {
      bytes.append(Self.newline)
    }
    bytes += line
    bytes.append(Self.newline)
    do throws(Errno) {
      _ = try Errno.typed { try descriptor.writeAll(bytes) }
    } catch {
      if isLocked { try? descriptor.resize(to: size) }
      throw error
    }
  }

  /// Puts a file with these lines in the place of the present one.
  ///
  /// - Precondition: the file is locked.
  public func replace(with lines: [[UInt8]]) throws(Errno) {
    precondition(isLocked, "a file is cut under its lock only")
    // Where the path is a symbolic link, what it points to is replaced.
    let target = try path.real()
    guard let replacement = try? Replacement(of: target) else { throw .permissionDenied }
    try replacement.takeOn(.ownerReadWrite)
    try replacement.write(Array(lines.joined(separator: [Self.newline])) + [Self.newline])
    try replacement.rename()
  }

  /// Removes what a process that was killed while it cut the file has left behind.
  public func clearLeftover() {
    if let target = try? path.real() { Replacement.clearLeftover(of: target) }
  }
}

extension FileDescriptor {
  fileprivate func setPermissions(_ permissions: FilePermissions) throws(Errno) {
    try Errno.check(fchmod(rawValue, permissions.rawValue))
  }

  fileprivate func takePermissionsFromOthers() throws(Errno) {
    let permissions = try Errno.typed { try stat().permissions }
    let own = permissions.intersection(.ownerReadWriteExecute)
    if permissions != own { try setPermissions(own) }
  }
}
