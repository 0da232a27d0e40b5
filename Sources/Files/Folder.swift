internal import CSystemCalls
internal import Glibc
public import SystemPackage

/// A folder that is held open: it stays the same folder whatever becomes of its path.
public final class Folder: Sendable {
  /// The absolute path, without symbolic links.
  public let path: FilePath
  /// The absolute path as it was given.
  private let givenPath: FilePath
  private let descriptor: FileDescriptor

  /// - Throws: the errno of `open` or `realpath`.
  public init(_ path: String) throws(Errno) {
    let given = FilePath(path.isEmpty ? "." : path)
    self.path = try given.real()
    givenPath =
      given.isAbsolute
      ? given.lexicallyNormalized() : try FilePath(".").real().pushing(given).lexicallyNormalized()
    descriptor = try Errno.typed {
      try FileDescriptor.open(given, .readOnly, options: [.directory, .closeOnExec])
    }
  }

  deinit {
    try? descriptor.close()
  }

  /// The way from this folder to an absolute path; nil when, by its spelling, the path is not beneath.
  func rest(of path: FilePath) -> FilePath? {
    for start in [self.path, givenPath] {
      var rest = path
      if rest.removePrefix(start) { return rest.isEmpty ? "." : rest }
    }
    return nil
  }

  /// `openat2`, beneath this folder.
  func open(
    _ path: String, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions
  ) throws(Errno) -> FileDescriptor {
    for _ in 0..<Self.attempts {
      let result = unsafe open_beneath(
        descriptor.rawValue, path, access.rawValue | options.rawValue, mode_t(permissions.rawValue))
      if result >= 0 { return FileDescriptor(rawValue: result) }
      let error = Errno.last
      guard error == .resourceTemporarilyUnavailable || error == .interrupted else { throw error }
    }
    throw .resourceTemporarilyUnavailable
  }

  /// Opens a file for reading; nil when it is not there, or a folder on its path is missing.
  func find(_ path: FilePath, _ options: FileDescriptor.OpenOptions) throws(Errno) -> FileDescriptor? {
    do {
      return try open(path.string, .readOnly, options: options, permissions: [])
    } catch .noSuchFileOrDirectory {
      return nil
    } catch .notDirectory {
      return nil
    }
  }

  /// Makes the folders on a path's way that are missing. This folder must be one in which no one else makes symbolic
  /// links.
  func makeFolders(on path: FilePath) throws(Errno) {
    var folder = FilePath()
    for component in path.lexicallyNormalized().removingLastComponent().components {
      folder.append(component)
      let result = unsafe folder.withPlatformString { unsafe mkdirat(descriptor.rawValue, $0, 0o700) }
      let error = Errno.last
      guard result == 0 || error == .fileExists else { throw error }
    }
  }

  /// Makes a file that is not there yet, for as long as this folder lasts: nothing is done to have it survive a crash.
  public func create(_ name: String, with bytes: [UInt8]) throws(Errno) {
    let file = try open(
      name, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: FileScope.newFilePermissions)
    _ = try Errno.typed { try file.closeAfter { try file.writeAll(bytes) } }
  }

  /// Removes a file that ``open(_:_:options:permissions:)`` made.
  func remove(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe unlinkat(descriptor.rawValue, $0, 0) }
  }

  /// How often a path is tried whose `..` the kernel could not vouch for because a folder was moved meanwhile.
  private static let attempts = 16
}
