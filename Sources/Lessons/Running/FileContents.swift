internal import Glibc
internal import Model
public import Session
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
    do {
      while bytes.count <= limit {
        let chunk = try unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          // SAFETY: `read` initialises exactly the bytes that it counts, and gets no more than the capacity.
          // SAFETY: `read` initialises exactly the bytes that it counts, and gets no more than the capacity.
          count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if chunk.isEmpty { return bytes }
        bytes += chunk
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
    throw .fileTooLarge
  }

  /// Puts a file with these bytes in the place of the one at `path`, all at once: whoever looks finds the old bytes or
  /// the new. A symbolic link stays, and what it leads to is replaced; permissions stay. What is no regular file, such
  /// as a terminal or `/dev/null`, is written to.
  ///
  /// - Throws: an errno; then the old file is as it was.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(Errno) {
    do {
      if let type = try? FilePath(path).stat().type, type != .regular {
        let descriptor = try FileDescriptor.open(FilePath(path), .writeOnly, options: .closeOnExec)
        _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
        return
      }
      let target = try FilePath(path).resolved()
      let replacement = FilePath("\(target.string).\(getpid()).new")
      let descriptor = try FileDescriptor.open(
        replacement, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: FileScope.newFilePermissions)
      do {
        try descriptor.closeAfter {
          if let status = try? target.stat() {
            try succeed(fchmod(descriptor.rawValue, status.permissions.rawValue))
          }
          try descriptor.writeAll(bytes)
          try succeed(fsync(descriptor.rawValue))
        }
        // SAFETY: both strings live during the call.
        try unsafe replacement.withPlatformString { from in
          try unsafe target.withPlatformString { to in try unsafe succeed(rename(from, to)) }
        }
      } catch {
        unsafe replacement.withPlatformString { _ = unsafe unlink($0) }
        throw error
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Makes a folder for the user alone, and those above it that are missing.
  ///
  /// - Throws: an errno.
  public static func makeFolder(_ folder: FilePath) throws(Errno) {
    // SAFETY: the path lives during the call.
    if unsafe folder.withPlatformString({ unsafe mkdir($0, 0o700) }) == 0 { return }
    switch Errno(rawValue: errno) {
    case .fileExists: return
    case .noSuchFileOrDirectory where !folder.removingLastComponent().isEmpty:
      try makeFolder(folder.removingLastComponent())
      try makeFolder(folder)
    case let error: throw error
    }
  }

  private static func succeed(_ result: CInt) throws(Errno) {
    guard result == 0 else { throw Errno(rawValue: errno) }
  }
}

extension FilePath {
  /// The path of the file that this one leads to, without symbolic links; the path itself where there is no file yet.
  fileprivate func resolved() throws(Errno) -> FilePath {
    // SAFETY: the path lives during the call; `realpath` returns memory that is ours to free, or null.
    guard let real = unsafe withPlatformString({ unsafe realpath($0, nil) }) else {
      let error = Errno(rawValue: errno)
      guard error == .noSuchFileOrDirectory else { throw error }
      return self
    }
    defer { unsafe free(real) }
    return unsafe FilePath(platformString: real)
  }
}
