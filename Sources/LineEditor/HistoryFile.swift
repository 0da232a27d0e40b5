import Glibc
import SystemPackage

/// The file behind a ``History``, and the rules by which sessions share it.
///
/// Every session changes the file under an exclusive lock (`flock`), which the system releases when a process dies.
/// A line is added with one `write` to a descriptor in append mode. The file is cut by writing the lines that stay to
/// a second file and renaming that over the first, so whoever opens the path finds either all the lines or all that
/// stay, even when the process is killed in between.
///
/// A lock belongs to a file and not to its path, so a session that waited for a lock may hold one on a file that was
/// replaced meanwhile. It therefore looks whether the path still leads to its file, and starts again if not. From then
/// on the path stays, because whoever replaces the file needs the lock too.
struct HistoryFile {
  let path: FilePath
  /// How long to wait for another process to let go of the lock, in milliseconds.
  var patience = 1000

  typealias Problem = HistoryWarning.Problem

  /// The part of a large file that is read: its last 8 MiB.
  static let maximumBytesRead: Int64 = 8 << 20

  /// Reads the newest lines, and cuts the file when it has more than `capacity`.
  func start(capacity: Int) -> (lines: [[UInt8]], problem: Problem?) {
    do throws(Problem) {
      let file = try open()
      defer { try? file.descriptor.close() }
      let contents = try Contents(of: file.descriptor, capacity: capacity)
      guard contents.unreadableCount == 0 else {
        return (contents.lines, .unreadableLines(contents.unreadableCount))
      }
      // When that fails the file has all its lines still, and the next session tries again.
      if contents.hasMore, file.isLocked { try? replace(with: contents.lines) }
      return (contents.lines, nil)
    } catch {
      // A file that cannot be changed may still be read.
      return ((try? readOnly(capacity: capacity)) ?? [], error)
    }
  }

  /// Adds a line at the end of the file, or leaves the file as it was.
  func append(_ line: [UInt8]) throws(Problem) {
    let file = try open()
    defer { try? file.descriptor.close() }
    let size = try file.descriptor.size()
    var bytes: [UInt8] = []
    // Whoever wrote last may have died in the middle of a line.
    if size > 0, try file.descriptor.bytes(from: size - 1, count: 1) != [newline] { bytes.append(newline) }
    bytes += line
    bytes.append(newline)
    do throws(Problem) {
      _ = try systemCalls { try file.descriptor.writeAll(bytes) }
    } catch {
      if file.isLocked { try? file.descriptor.resize(to: size) }
      throw error
    }
  }

  private func readOnly(capacity: Int) throws(Problem) -> [[UInt8]] {
    let descriptor = try systemCalls { try FileDescriptor.open(path, .readOnly, options: Self.options) }
    defer { try? descriptor.close() }
    try descriptor.requireRegularFile()
    return try Contents(of: descriptor, capacity: capacity).lines
  }

  /// Puts a file with these lines in the place of the present one, whose lock the caller holds.
  private func replace(with lines: [[UInt8]]) throws(Problem) {
    // Where the path is a symbolic link, what it points to is replaced.
    let target = try resolvedPath()
    let replacement = FilePath(target.string + ".new")
    let descriptor = try systemCalls {
      try FileDescriptor.open(
        replacement, .writeOnly, options: [.create, .truncate, .noFollow, .nonBlocking, .closeOnExec],
        permissions: .ownerReadWrite)
    }
    // SAFETY: the strings live during the calls.
    do throws(Problem) {
      try systemCalls {
        try descriptor.closeAfter {
          try descriptor.setPermissions(.ownerReadWrite)
          try descriptor.writeAll(lines.joined(separator: [newline]) + [newline])
          try succeed(fsync(descriptor.rawValue))
        }
        try unsafe replacement.withPlatformString { from in
          try unsafe target.withPlatformString { to in try unsafe succeed(rename(from, to)) }
        }
      }
    } catch {
      _ = unsafe replacement.withPlatformString { unsafe unlink($0) }
      throw error
    }
  }

  private func resolvedPath() throws(Problem) -> FilePath {
    // SAFETY: the path lives during the call; `realpath` returns memory that is ours to free, or null.
    let resolved = unsafe path.withPlatformString { unsafe realpath($0, nil) }
    guard let resolved = unsafe resolved else { throw .system(Errno(rawValue: errno)) }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }
}

// MARK: Opening

extension HistoryFile {
  struct OpenFile {
    var descriptor: FileDescriptor
    /// False when there was no lock to be had. Lines are then added without it, and the file is not cut.
    var isLocked: Bool
  }

  /// A FIFO, of which there may be one by mistake, would otherwise block.
  private static let options: FileDescriptor.OpenOptions = [.append, .nonBlocking, .closeOnExec]

  /// Opens and locks the file that the path leads to, making it and its folders when missing.
  private func open() throws(Problem) -> OpenFile {
    while true {
      let descriptor = try openOrCreate()
      do throws(Problem) {
        try descriptor.requireRegularFile()
        // A file system without permissions may refuse. The lines are still worth keeping.
        try? descriptor.takePermissionsFromOthers()
        let isLocked = descriptor.lock(patience: patience)
        if try isCurrent(descriptor) { return OpenFile(descriptor: descriptor, isLocked: isLocked) }
      } catch {
        try? descriptor.close()
        throw error
      }
      try? descriptor.close()
    }
  }

  private func openOrCreate() throws(Problem) -> FileDescriptor {
    do throws(Problem) {
      return try systemCalls { try FileDescriptor.open(path, .readWrite, options: Self.options) }
    } catch .system(.noSuchFileOrDirectory) {
      try makeFolder(path.removingLastComponent())
      return try systemCalls {
        let descriptor = try FileDescriptor.open(
          path, .readWrite, options: Self.options.union(.create), permissions: .ownerReadWrite)
        // The umask may have taken even the owner's.
        try? descriptor.setPermissions(.ownerReadWrite)
        return descriptor
      }
    }
  }

  /// Whether the path still leads to the open file.
  private func isCurrent(_ descriptor: FileDescriptor) throws(Problem) -> Bool {
    try systemCalls {
      let mine = try descriptor.stat()
      do {
        let current = try path.stat()
        return (mine.deviceID, mine.inode) == (current.deviceID, current.inode)
      } catch .noSuchFileOrDirectory {
        return false
      }
    }
  }

  /// Makes a folder, and those on the way to it that are missing.
  private func makeFolder(_ folder: FilePath) throws(Problem) {
    guard !folder.isEmpty else { return }
    do throws(Problem) {
      try makeLastFolder(of: folder)
    } catch .system(.noSuchFileOrDirectory) {
      try makeFolder(folder.removingLastComponent())
      try makeLastFolder(of: folder)
    }
  }

  private func makeLastFolder(of folder: FilePath) throws(Problem) {
    do throws(Problem) {
      try systemCalls {
        // SAFETY: the string lives during the calls.
        try unsafe folder.withPlatformString { name in
          try unsafe succeed(mkdir(name, 0o700))
          // The umask may have taken even the owner's.
          try unsafe succeed(chmod(name, 0o700))
        }
      }
    } catch .system(.fileExists) {
      return
    }
  }
}

// MARK: Contents

extension HistoryFile {
  /// The newest lines of a file.
  private struct Contents {
    /// The lines that can be recalled, oldest first.
    var lines: [[UInt8]]
    /// How many of the lines that were read are not text.
    var unreadableCount: Int
    /// Whether the file has older lines.
    var hasMore: Bool

    init(of descriptor: FileDescriptor, capacity: Int) throws(Problem) {
      let size = try descriptor.size()
      let start = max(0, size - HistoryFile.maximumBytesRead)
      var pieces = try descriptor.bytes(from: start, count: Int(size - start)).split(separator: newline)
      // The first piece of a part may be the end of a line. A part that is one piece is no text at all.
      if start > 0, pieces.count > 1 { pieces.removeFirst() }
      let readable = pieces.filter { History.isKept($0.span) }
      lines = readable.suffix(capacity).map(Array.init)
      unreadableCount = pieces.count - readable.count
      hasMore = start > 0 || readable.count > capacity
    }
  }
}

// MARK: System calls

private let newline = UInt8(ascii: "\n")

/// Runs code whose errors all come from system calls.
private func systemCalls<Result>(_ body: () throws -> Result) throws(HistoryWarning.Problem) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error as! Errno)
  }
}

private func succeed(_ result: CInt) throws(Errno) {
  guard result == 0 else { throw Errno(rawValue: errno) }
}

extension FileDescriptor {
  fileprivate func requireRegularFile() throws(HistoryWarning.Problem) {
    guard try systemCalls({ try stat().type }) == .regular else { throw .notRegularFile }
  }

  fileprivate func size() throws(HistoryWarning.Problem) -> Int64 {
    try systemCalls { try stat().size }
  }

  /// Fewer bytes than asked for when the file ends before.
  fileprivate func bytes(from offset: Int64, count: Int) throws(HistoryWarning.Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var end = 0
    while end < count {
      // SAFETY: the rest lies within the buffer, and `pread` writes only there and only during the call.
      let readCount = try systemCalls {
        try unsafe bytes.withUnsafeMutableBytes { buffer in
          try unsafe read(fromAbsoluteOffset: offset + Int64(end), into: .init(rebasing: buffer[end...]))
        }
      }
      if readCount == 0 { break }
      end += readCount
    }
    return Array(bytes[..<end])
  }

  /// Takes the exclusive lock, which goes away with the descriptor.
  ///
  /// - Returns: False when another process did not let go of it in time, or where files cannot be locked.
  fileprivate func lock(patience milliseconds: Int) -> Bool {
    for _ in 0..<milliseconds {
      if flock(rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
      let error = Errno(rawValue: errno)
      guard error == .wouldBlock || error == .interrupted else { return false }
      usleep(1000)
    }
    return false
  }

  fileprivate func setPermissions(_ permissions: FilePermissions) throws(Errno) {
    try succeed(fchmod(rawValue, permissions.rawValue))
  }

  fileprivate func takePermissionsFromOthers() throws(Errno) {
    let permissions = try stat().permissions
    let own = permissions.intersection(.ownerReadWriteExecute)
    if permissions != own { try setPermissions(own) }
  }
}
