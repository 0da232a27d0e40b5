internal import Glibc
public import SystemPackage

/// Whole files, in and out.
public enum FileContents {
  /// Reads a file of up to `limit` bytes.
  ///
  /// - Throws: an errno; `EFBIG` for a larger file.
  public static func read(_ path: String, limit: Int, in scope: FileScope = .everything) throws(Errno)
    -> [UInt8]
  {
    let descriptor = try scope.openForReading(path)
    defer { try? descriptor.close() }
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let chunk = try descriptor.chunk()
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
    throw .fileTooLarge
  }

  /// Puts a file with these bytes in the place of the one at `path`, all at once: whoever looks finds the old bytes or
  /// the new. A symbolic link stays, and what it leads to is replaced; permissions stay. What is no regular file, such
  /// as a terminal or `/dev/null`, is written to.
  ///
  /// - Throws: an errno; then the old file is as it was.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(Errno) {
    let path = FilePath(path)
    if let type = try? path.stat().type, type != .regular {
      return try Errno.typed {
        let descriptor = try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
        _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
      }
    }
    let target: FilePath
    do {
      target = try path.real()
    } catch .noSuchFileOrDirectory {
      target = path
    }
    try replace(
      target, with: bytes, by: FilePath("\(target.string).\(getpid()).new"),
      permissions: (try? target.stat().permissions))
  }

  /// Writes the bytes to a file beside the target, and renames that over it.
  ///
  /// - Parameter permissions: what the file allows; nil for what new files allow.
  /// - Throws: an errno; then the target is as it was.
  static func replace(
    _ target: FilePath, with bytes: [UInt8], by replacement: FilePath, permissions: FilePermissions?
  ) throws(Errno) {
    let descriptor = try Errno.typed {
      try FileDescriptor.open(
        replacement, .writeOnly, options: [.create, .truncate, .noFollow, .nonBlocking, .closeOnExec],
        permissions: permissions ?? FileScope.newFilePermissions)
    }
    do throws(Errno) {
      try Errno.typed {
        try descriptor.closeAfter {
          // The umask may have taken some.
          if let permissions { try Errno.check(fchmod(descriptor.rawValue, permissions.rawValue)) }
          try descriptor.writeAll(bytes)
          try Errno.check(fsync(descriptor.rawValue))
        }
      }
      try unsafe replacement.call { from in unsafe target.withPlatformString { unsafe rename(from, $0) } }
    } catch {
      try? unsafe replacement.call { unsafe unlink($0) }
      throw error
    }
  }
}
