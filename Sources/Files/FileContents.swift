internal import Glibc
public import SystemPackage

/// Whole files, in and out. Paths are what `open` would take: what ends in a slash is no file.
public enum FileContents {
  /// Opens a file for reading.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - anyKind: whether it may also be a FIFO or a device, such as the `<(…)` of a shell: for paths that
  ///     the user gives the program. Elsewhere one might wait for ever on a FIFO or a terminal, and a device
  ///     may have no end.
  public static func open(_ path: String, anyKind: Bool = false) throws(FileProblem) -> FileDescriptor {
    let file = try FileProblem.wrapping { () throws(Errno) in
      try FileDescriptor.open(
        exactly: path, .readOnly, options: anyKind ? .closeOnExec : [.closeOnExec, .nonBlocking])
    }
    return try file.requiringRegularFile(orAnyKind: anyKind)
  }

  /// Reads a file of up to `limit` bytes.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - limit: how many bytes it may have.
  ///   - anyKind: as ``open(_:anyKind:)`` has it.
  /// - Throws: why it cannot be opened, or an errno; `EFBIG` for a larger file.
  public static func read(
    _ path: String, limit: Int, anyKind: Bool = false
  ) throws(FileProblem) -> [UInt8] {
    let file = try open(path, anyKind: anyKind)
    defer { try? file.close() }
    return try FileProblem.wrapping { () throws(Errno) in try file.contents(limit: limit) }
  }

  /// Puts these bytes in the place of those of the file at `path`, or makes that file.
  ///
  /// A reader finds the old bytes or the new, because the bytes are written to a file beside it that is then
  /// renamed. A symbolic link stays, and what it leads to is replaced; owner, permissions and extended attributes stay.
  /// Where a rename cannot do that, the file itself is written once there is room for the bytes: a file with other names
  /// (hard links), one that is mounted by itself, one in a folder that may not be written.
  ///
  /// - Parameters:
  ///   - path: where the file is or will be.
  ///   - bytes: all that it holds afterwards.
  ///   - anyKind: whether what is no regular file, such as a FIFO, a terminal or `/dev/null`, is written to:
  ///     see ``open(_:anyKind:)``.
  /// - Throws: why it could not be written; then the old file is as it was, unless the device failed half-way.
  public static func replace(
    _ path: String, with bytes: [UInt8], anyKind: Bool = false
  ) throws(WritingProblem) {
    do throws(WritingProblem) {
      try replaceExisting(path, with: bytes, anyKind: anyKind)
    } catch  where error == WritingProblem(.errno(.noSuchFileOrDirectory)) {
      try make(path, with: bytes)
    }
  }

  private static func replaceExisting(
    _ path: String, with bytes: [UInt8], anyKind: Bool
  ) throws(WritingProblem) {
    if !anyKind, let obstacle = try? FilePath(path).stat().type.obstacle {
      throw WritingProblem(.unusable(obstacle))
    }
    // Whether the file may be written is for the system to say, and not for us to guess from its permissions. At a
    // FIFO's other end there may be no process yet, and the user who named it means to wait.
    let file = try WritingProblem.wrapping { () throws(Errno) in
      try FileDescriptor.open(
        exactly: path, .writeOnly, options: anyKind ? .closeOnExec : [.closeOnExec, .nonBlocking])
    }
    defer { try? file.close() }
    try WritingProblem.wrapping { () throws(Errno) in
      let status = try Errno.typed { try file.stat() }
      guard status.type == .regular else {
        _ = try Errno.typed { try file.writeAll(bytes) }
        return
      }
      // A rename would leave the other names with the old bytes.
      if status.linkCount == 1, try renameOver(path, as: file, with: bytes) { return }
      try file.overwrite(with: bytes, size: status.size)
    }
  }

  /// Replaces a file by a rename.
  ///
  /// - Returns: false where that cannot be, and nothing has happened.
  private static func renameOver(
    _ path: String, as file: FileDescriptor, with bytes: [UInt8]
  ) throws(Errno) -> Bool {
    guard let replacement = Self.replacement(of: try FilePath(path).real(), like: file) else { return false }
    try replacement.write(bytes)
    do throws(Errno) {
      try replacement.rename()
      return true
    } catch .resourceBusy, .improperLink, .permissionDenied, .notPermitted {
      return false
    }
  }

  /// A file that can take the place of another, which is open; nil where there can be none.
  private static func replacement(of target: FilePath, like file: FileDescriptor) -> Replacement? {
    guard let replacement = try? Replacement(of: target), (try? replacement.takeOn(file)) != nil else {
      return nil
    }
    return replacement
  }

  /// Makes a file that is not there.
  private static func make(_ path: String, with bytes: [UInt8]) throws(WritingProblem) {
    let target = FilePath(path)
    guard path.utf8.last != UInt8(ascii: "/") else { throw WritingProblem(.errno(.isDirectory)) }
    if (try? target.stat(followTargetSymlink: false).type) == .symbolicLink {
      // A link that leads nowhere yet stays, too: the file appears where it leads.
      try WritingProblem.wrapping { () throws(Errno) in
        let file = try FileDescriptor.open(
          exactly: path, .writeOnly, options: [.create, .closeOnExec],
          permissions: FileScope.newFilePermissions)
        try? file.close()
      }
      return try replaceExisting(path, with: bytes, anyKind: false)
    }
    let replacement = try Replacement(of: target)
    try WritingProblem.wrapping { () throws(Errno) in
      try replacement.write(bytes)
      try replacement.rename()
    }
  }
}

extension FileDescriptor {
  /// Writes the bytes in the place of the file's own, of which there are `size`.
  fileprivate func overwrite(with bytes: [UInt8], size: Int64) throws(Errno) {
    let newSize = Int64(bytes.count)
    if newSize > size {
      // What there is no room for must not cost the old bytes.
      let error = Errno(rawValue: posix_fallocate(rawValue, off_t(size), off_t(newSize - size)))
      if [Errno.noSpace, .diskQuotaExceeded, .fileTooLarge, .ioError].contains(error) {
        try? resize(to: size)
        throw error
      }
    }
    try Errno.typed {
      _ = try writeAll(toAbsoluteOffset: 0, bytes)
      try resize(to: newSize)
    }
    try Errno.check(fsync(rawValue))
  }
}
