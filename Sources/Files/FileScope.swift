internal import Glibc
public import SystemPackage

/// Which files a session may open, and where its relative paths lead.
///
/// A document from elsewhere is somebody else's program. So what it may open is a matter of folders, and the kernel
/// watches over them with every single path: no spelling of a path and no symbolic link leads out.
public struct FileScope: Sendable {
  /// Whatever the user may open; relative paths lead beneath the current folder.
  public static let everything = FileScope(scratch: nil, folders: nil)

  private let scratch: Folder?
  private let folders: [Folder]?
  /// Whether a path that leads nowhere within the folders is refused, and not looked for everywhere.
  private var isConfined = true

  private init(scratch: Folder?, folders: [Folder]?) {
    self.scratch = scratch
    self.folders = folders
  }

  /// Allows what is beneath the folders.
  ///
  /// - Parameters:
  ///   - folders: a relative path leads beneath the first; a file that is to be read only, and is not there, is looked
  ///     for beneath the others, in order.
  ///   - scratch: a folder that is allowed too. Given, it comes before the others, and what relative paths write stays
  ///     in it: a file of the others that is to be written is copied there first.
  public init(beneath folders: [Folder], scratch: Folder? = nil) {
    self.init(scratch: scratch, folders: folders)
  }

  /// The same, and besides whatever the user may open.
  public var widened: FileScope {
    var scope = self
    scope.isConfined = false
    return scope
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
  public func remove(_ path: String) {
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
      return try Errno.typed {
        try FileDescriptor.open(path, access, options: options, permissions: permissions)
      }
    }
    do throws(Errno) {
      if options.contains(.create), let scratch, path.isRelative, !path.leadsUp {
        try bring(path, from: folders, to: scratch, empty: options.contains(.truncate))
      }
      return try open(path, access, options: options, permissions: permissions, in: folders)
    } catch {
      guard !isConfined, error == .improperLink || error == .noSuchFileOrDirectory else { throw error }
      return try Errno.typed {
        try FileDescriptor.open(path, access, options: options, permissions: permissions)
      }
    }
  }

  private func open(
    _ path: FilePath, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions?, in folders: [Folder]
  ) throws(Errno) -> FileDescriptor {
    let mayLookElsewhere = access == .readOnly && !options.contains(.create)
    var problem = Errno.improperLink
    for (folder, rest) in places(of: path, in: (scratch.map { [$0] } ?? []) + folders) {
      do {
        return try folder.open(rest, access, options: options, permissions: permissions ?? [])
      } catch .noSuchFileOrDirectory where mayLookElsewhere {
        problem = .noSuchFileOrDirectory
      } catch {
        // Among these is the symbolic link that leads out: no other folder makes up for it.
        throw error
      }
    }
    throw problem
  }

  /// Copies a file that is about to be written to the scratch folder, if it is not there but in one of the others;
  /// where only its folder is, makes that.
  ///
  /// - Parameter empty: whether the file's contents will not be needed.
  /// - Throws: `EXDEV` when a symbolic link leads out of one of the folders: the file behind it is not to be had, and
  ///   an empty one in its place would only hide that. Otherwise the errno with which the copy could not be made.
  private func bring(_ path: FilePath, from folders: [Folder], to scratch: Folder, empty: Bool) throws(Errno)
  {
    // Non-blocking so that a FIFO never makes the session wait.
    let options: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
    if let file = try scratch.find(path, options) { return try Errno.typed { try file.close() } }
    for folder in folders {
      if let file = try folder.find(path, options) {
        defer { try? file.close() }
        guard try Errno.typed({ try file.stat().type }) == .regular else { return }
        try scratch.makeFolders(on: path)
        let copy = try scratch.open(
          path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: Self.newFilePermissions)
        defer { try? copy.close() }
        if !empty { try copy.append(contentsOf: file) }
        return
      }
      let parent = path.removingLastComponent()
      if !parent.isEmpty, let file = try folder.find(parent, options.union(.directory)) {
        try? file.close()
        return try scratch.makeFolders(on: path)
      }
    }
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
    return (path.leadsUp ? [] : folders.map { ($0, path) })
      + folders.flatMap { places(ofAbsolute: $0.path.pushing(path).lexicallyNormalized()) }
  }
}

extension FilePath {
  /// Whether the path, by its spelling, begins above the folder that it is taken from.
  fileprivate var leadsUp: Bool {
    isAbsolute || lexicallyNormalized().components.first?.kind == .parentDirectory
  }
}
