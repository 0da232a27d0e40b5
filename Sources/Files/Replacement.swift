internal import CSystemCalls
internal import Glibc
internal import SystemPackage

/// A file beside another that is to take its place by a rename. Until then it is removed with this value, and when a
/// signal ends the process.
///
/// It is locked as long as this process has it. So what a process that was killed has left behind is known by its name
/// and by having no lock, and goes when the same file is replaced the next time.
struct Replacement: ~Copyable {
  private let target: FilePath
  private let path: FilePath
  private let descriptor: FileDescriptor
  private let disposal: CInt

  /// How long to wait for another process that replaces the same file, in milliseconds.
  private static let patience = 1000

  /// Makes the file, empty.
  ///
  /// - Throws: the errno with which it could not be made: the fault is the folder's.
  init(of target: FilePath) throws(WritingProblem) {
    self.target = target
    path = Self.path(for: target)
    do throws(Errno) {
      descriptor = try Self.make(path)
    } catch {
      throw WritingProblem(.errno(error), folder: target.removingLastComponent())
    }
    disposal = unsafe path.withPlatformString { unsafe disposal_note($0) }
  }

  deinit {
    // After the rename it is not there any more.
    try? unsafe path.call { unsafe unlink($0) }
    disposal_forget(disposal)
    try? descriptor.close()
  }

  /// Removes the file of a process that was killed while it replaced `target`, if there is one.
  static func clearLeftover(of target: FilePath) {
    let path = path(for: target)
    if path.exists { _ = try? unlinkDead(path) }
  }

  private static func path(for target: FilePath) -> FilePath {
    // Names have 255 bytes at most.
    let name = String(decoding: (target.lastComponent?.string ?? "").utf8.prefix(200), as: UTF8.self)
    return target.removingLastComponent().appending(".\(name).externref-new")
  }

  private static func make(_ path: FilePath) throws(Errno) -> FileDescriptor {
    for _ in 0..<patience {
      do throws(Errno) {
        let descriptor = try Errno.typed {
          try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: FileScope.newFilePermissions)
        }
        // Between these two another process may have taken the file for dead.
        if descriptor.lock(), (try? descriptor.isAt(path)) == true { return descriptor }
        try? descriptor.close()
      } catch .fileExists {
        if try !unlinkDead(path) { usleep(1000) }
      }
    }
    throw .resourceBusy
  }

  /// - Returns: whether the file was one of a process that is dead, and is gone now.
  private static func unlinkDead(_ path: FilePath) throws(Errno) -> Bool {
    let descriptor: FileDescriptor
    do throws(Errno) {
      descriptor = try Errno.typed {
        try FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
      }
    } catch .noSuchFileOrDirectory {
      return true
    }
    defer { try? descriptor.close() }
    let status = try Errno.typed { try descriptor.stat() }
    guard status.type == .regular, status.userID.rawValue == geteuid() else { throw .fileExists }
    guard descriptor.lock(), (try? descriptor.isAt(path)) == true else { return false }
    try unsafe path.call { unsafe unlink($0) }
    return true
  }

  /// Takes over the owner, the permissions and the extended attributes of the file that is to be replaced.
  borrowing func takeOn(_ file: FileDescriptor) throws(WritingProblem) {
    try WritingProblem.wrapping { () throws(Errno) in
      let theirs = try Errno.typed { try file.stat() }
      let mine = try Errno.typed { try descriptor.stat() }
      if (theirs.userID, theirs.groupID) != (mine.userID, mine.groupID) {
        try Errno.check(fchown(descriptor.rawValue, theirs.userID.rawValue, theirs.groupID.rawValue))
      }
      try Errno.check(attributes_copy(file.rawValue, descriptor.rawValue))
      // Last: a new owner takes some permissions away.
      try takeOn(theirs.permissions)
    }
  }

  borrowing func takeOn(_ permissions: FilePermissions) throws(Errno) {
    try Errno.check(fchmod(descriptor.rawValue, permissions.rawValue))
  }

  /// Writes the bytes, and sees that they are on the disk.
  borrowing func write(_ bytes: [UInt8]) throws(Errno) {
    _ = try Errno.typed { try descriptor.writeAll(bytes) }
    try Errno.check(fsync(descriptor.rawValue))
  }

  /// Puts the file in the other's place.
  borrowing func rename() throws(Errno) {
    try unsafe path.call { from in unsafe target.withPlatformString { unsafe Glibc.rename(from, $0) } }
  }
}
