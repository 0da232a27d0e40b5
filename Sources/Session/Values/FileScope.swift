internal import CSystemCalls
internal import Glibc
public import SystemPackage

/// Which files a session may open, and where its relative paths lead.
///
/// A document from elsewhere is somebody else's program. So what it may open is a matter of folders, and the kernel
/// watches over them with every single path: no spelling of a path and no symbolic link leads out.
public struct FileScope: Sendable {
  /// Whatever the user may open; relative paths lead beneath the current folder.
  public static let everything = FileScope(folders: nil)

  private let folders: [Folder]?

  private init(folders: [Folder]?) {
    self.folders = folders
  }

  /// Allows what is beneath the folders.
  ///
  /// - Parameter folders: at least one. A relative path leads beneath the first; a file that is to be read only, and
  ///   is not there, is looked for beneath the others, in order.
  public init(beneath folders: [Folder]) {
    precondition(!folders.isEmpty, "a scope without folders")
    self.init(folders: folders)
  }

  /// Opens a file for reading.
  ///
  /// - Throws: what ``open(_:_:options:permissions:)`` does.
  public func openForReading(_ path: String) throws(Errno) -> FileDescriptor {
    try open(path, .readOnly, options: .closeOnExec, permissions: nil)
  }

  /// Makes a file that is not there yet, and opens it for writing.
  ///
  /// - Throws: what ``open(_:_:options:permissions:)`` does.
  public func createNew(_ path: String) throws(Errno) -> FileDescriptor {
    try open(
      path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: Self.newFilePermissions)
  }

  /// Removes a file that ``createNew(_:)`` made; nobody is told if that fails.
  func remove(_ path: String) {
    let path = FilePath(path)
    let folder = path.removingLastComponent()
    guard let name = path.lastComponent,
      let parent = try? open(
        folder.isEmpty ? "." : folder.string, .readOnly, options: [.directory, .closeOnExec], permissions: nil
      )
    else { return }
    defer { try? parent.close() }
    // SAFETY: the name lives during the call.
    unsafe name.withPlatformString { _ = unsafe unlinkat(parent.rawValue, $0, 0) }
  }

  /// `open`, within the scope.
  ///
  /// - Throws: the errno of `open`; `EXDEV` when the path leads out of the scope.
  func open(
    _ path: String, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions?
  ) throws(Errno) -> FileDescriptor {
    let path = FilePath(path)
    guard let folders else {
      return try errno { try FileDescriptor.open(path, access, options: options, permissions: permissions) }
    }
    let mayLookElsewhere = access == .readOnly && !options.contains(.create)
    var problem = Errno.improperLink
    for (folder, rest) in places(of: path, in: folders) {
      do {
        return try folder.open(rest, access, options: options, permissions: permissions ?? [])
      } catch .improperLink {
        continue
      } catch .noSuchFileOrDirectory where mayLookElsewhere {
        problem = .noSuchFileOrDirectory
      } catch {
        throw error
      }
    }
    throw problem
  }

  /// What a new file allows before the process's mask is taken off.
  public static let newFilePermissions: FilePermissions = [.ownerReadWrite, .groupReadWrite, .otherReadWrite]

  /// The folders beneath which a path may be, and its way from there. These are guesses from the path's spelling: the
  /// kernel has the last word.
  private func places(of path: FilePath, in folders: [Folder]) -> [(folder: Folder, rest: FilePath)] {
    func places(ofAbsolute path: FilePath) -> [(Folder, FilePath)] {
      folders.compactMap { folder in folder.rest(of: path).map { (folder, $0) } }
    }
    if path.isAbsolute { return places(ofAbsolute: path.lexicallyNormalized()) }
    // A path that leads out of one folder may lead into another that is allowed.
    return folders.map { ($0, path) }
      + folders.flatMap { places(ofAbsolute: $0.path.pushing(path).lexicallyNormalized()) }
  }
}

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
    self.path = try Self.real(given)
    givenPath =
      given.isAbsolute ? given.lexicallyNormalized() : try Self.real(".").pushing(given).lexicallyNormalized()
    descriptor = try errno {
      try FileDescriptor.open(given, .readOnly, options: [.directory, .closeOnExec])
    }
  }

  deinit {
    try? descriptor.close()
  }

  /// The way from this folder to an absolute path; nil when, by its spelling, the path is not beneath.
  fileprivate func rest(of path: FilePath) -> FilePath? {
    for start in [self.path, givenPath] {
      var rest = path
      if rest.removePrefix(start) { return rest.isEmpty ? "." : rest }
    }
    return nil
  }

  /// `openat2`, beneath this folder.
  fileprivate func open(
    _ path: FilePath, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions
  ) throws(Errno) -> FileDescriptor {
    for _ in 0..<Self.attempts {
      // SAFETY: the path lives during the call.
      let result = unsafe path.withPlatformString {
        unsafe shim_open_beneath(
          descriptor.rawValue, $0, access.rawValue | options.rawValue, mode_t(permissions.rawValue))
      }
      if result >= 0 { return FileDescriptor(rawValue: result) }
      let error = Errno(rawValue: Glibc.errno)
      guard error == .resourceTemporarilyUnavailable || error == .interrupted else { throw error }
    }
    throw .resourceTemporarilyUnavailable
  }

  /// How often a path is tried whose `..` the kernel could not vouch for because a folder was moved meanwhile.
  private static let attempts = 16

  private static func real(_ path: FilePath) throws(Errno) -> FilePath {
    // SAFETY: the path lives during the call; `realpath` returns memory that is ours to free, or null.
    let real = unsafe path.withPlatformString { unsafe realpath($0, nil) }
    guard let real = unsafe real else { throw Errno(rawValue: Glibc.errno) }
    defer { unsafe free(real) }
    return unsafe FilePath(platformString: real)
  }
}
