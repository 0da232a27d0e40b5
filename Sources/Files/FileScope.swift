internal import Glibc
internal import Synchronization
public import SystemPackage

/// Which files a session may open, and where its relative paths lead.
///
/// A document from elsewhere is a stranger's program. So what it may open is a matter of folders, and the kernel
/// watches over them with every single path: no spelling of a path and no symbolic link leads out.
public struct FileScope: Sendable {
  /// Whatever the user may open; relative paths lead beneath the current folder.
  public static let everything = FileScope(scratch: nil, folders: nil, copyLimit: 0)

  private let scratch: Folder?
  private let copies: Copies
  private let folders: [Folder]?
  /// Whether a path that leads nowhere within the folders is refused, and not looked for everywhere.
  private var isConfined = true

  private init(scratch: Folder?, folders: [Folder]?, copyLimit: Int64) {
    self.scratch = scratch
    self.folders = folders
    copies = Copies(limit: copyLimit)
  }

  /// Allows what is beneath the folders.
  ///
  /// - Parameters:
  ///   - folders: a relative path leads beneath the first; a file that is to be read only, and is not there, is looked
  ///     for beneath the others, in order.
  ///   - scratch: a folder that is allowed too. Given, it comes before the others, and what relative paths write stays
  ///     in it: a file of the others that is to be written is copied there first.
  ///   - copyLimit: how much is copied there at most, in bytes: of all files together, not counting their holes.
  public init(beneath folders: [Folder], scratch: Folder? = nil, copyLimit: Int64 = Self.copyLimit) {
    self.init(scratch: scratch, folders: folders, copyLimit: copyLimit)
  }

  /// The same, and besides whatever the user may open.
  public var widened: FileScope {
    var scope = self
    scope.isConfined = false
    return scope
  }

  // MARK: Whole files

  /// Opens a regular file for reading.
  ///
  /// - Throws: what `open` does, or that the file is of another kind: one might wait for
  ///   ever on a FIFO or a terminal, and a device may have no end.
  public func openForReading(_ path: String) throws(FileProblem) -> FileDescriptor {
    let file = try FileProblem.wrapping { () throws(Errno) in
      try open(path, .readOnly, options: [.closeOnExec, .nonBlocking], permissions: nil)
    }
    return try file.requiringRegularFile()
  }

  /// Reads a regular file of up to `limit` bytes.
  ///
  /// - Throws: what ``openForReading(_:)`` does; `EFBIG` for a larger file.
  public func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    let file = try openForReading(path)
    defer { try? file.close() }
    return try FileProblem.wrapping { () throws(Errno) in try file.contents(limit: limit) }
  }

  /// Makes a file that must not be there yet: a slip must not cost anybody a file. Where writing it fails, no file is
  /// left behind.
  ///
  /// - Throws: what `open` does, or the errno of writing.
  public func create(_ path: String, with bytes: [UInt8]) throws(Errno) {
    let file = try open(
      path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: Self.newFilePermissions)
    do throws(Errno) {
      try Errno.typed { try file.closeAfter { _ = try file.writeAll(bytes) } }
    } catch {
      // Half a file is none, and would be in the way of the next try.
      remove(path)
      throw error
    }
  }

  private func remove(_ path: String) {
    let path = FilePath(HomeFolder.expanding(path))
    let folder = path.removingLastComponent()
    guard let name = path.lastComponent,
      let parent = try? open(
        folder.isEmpty ? "." : folder.string, .readOnly, options: [.directory, .closeOnExec], permissions: nil
      )
    else { return }
    defer { try? parent.close() }
    _ = unsafe name.withPlatformString { unsafe unlinkat(parent.rawValue, $0, 0) }
  }

  // MARK: Opening

  /// `open`, within the scope.
  ///
  /// - Parameter given: a path as it was typed. It may begin with `~`; what ends in a slash is no file, as the system
  ///   has it, wherever it would be.
  /// - Throws: the errno of `open`; `EISDIR` for the name of a folder that is not to be had; `EXDEV` when the path leads out of the scope; `EFBIG` when the file is too large to
  ///   be copied.
  func open(
    _ given: String, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions?
  ) throws(Errno) -> FileDescriptor {
    let text = HomeFolder.expanding(given)
    do throws(Errno) {
      return try open(exactly: text, access, options: options, permissions: permissions)
    } catch {
      let isElsewhere = error == .noSuchFileOrDirectory || error == .improperLink
      throw isElsewhere && text.utf8.last == UInt8(ascii: "/") ? .isDirectory : error
    }
  }

  private func open(
    exactly text: String, _ access: FileDescriptor.AccessMode, options: FileDescriptor.OpenOptions,
    permissions: FilePermissions?
  ) throws(Errno) -> FileDescriptor {
    guard let folders else {
      return try FileDescriptor.open(exactly: text, access, options: options, permissions: permissions)
    }
    let path = FilePath(text)
    let slash = text.utf8.last == UInt8(ascii: "/") ? "/" : ""
    do throws(Errno) {
      if options.contains(.create), let scratch, path.isRelative, !path.leadsUp, slash.isEmpty {
        try bring(path, from: folders, to: scratch, empty: options.contains(.truncate))
      }
      return try open(path, slash, access, options: options, permissions: permissions, in: folders)
    } catch {
      guard !isConfined, error == .improperLink || error == .noSuchFileOrDirectory else { throw error }
      return try FileDescriptor.open(exactly: text, access, options: options, permissions: permissions)
    }
  }

  /// - Parameter slash: what stands behind the path, which cannot hold it: "/" or nothing.
  private func open(
    _ path: FilePath, _ slash: String, _ access: FileDescriptor.AccessMode,
    options: FileDescriptor.OpenOptions, permissions: FilePermissions?, in folders: [Folder]
  ) throws(Errno) -> FileDescriptor {
    let mayLookElsewhere = access == .readOnly && !options.contains(.create)
    var problem = Errno.improperLink
    for (folder, rest) in places(of: path, in: (scratch.map { [$0] } ?? []) + folders) {
      do {
        return try folder.open(
          rest.string + slash, access, options: options, permissions: permissions ?? [])
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
  ///   an empty one in its place would only hide that. Otherwise the errno with which the copy could not be made;
  ///   `EFBIG` for more data than the limit leaves room for.
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
          path.string, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
          permissions: Self.newFilePermissions)
        defer { try? copy.close() }
        if empty { return }
        do throws(Errno) {
          return try copies.add { (room) throws(Errno) in try copy.copy(file, limit: room) }
        } catch {
          // Half a copy would be taken for the file the next time.
          scratch.remove(path)
          throw error
        }
      }
      let parent = path.removingLastComponent()
      if !parent.isEmpty, let file = try folder.find(parent, options.union(.directory)) {
        try? file.close()
        return try scratch.makeFolders(on: path)
      }
    }
  }

  /// The usual limit of what is copied to a scratch folder: 256 MiB.
  public static let copyLimit: Int64 = 256 << 20

  /// How much has been copied.
  private final class Copies: Sendable {
    private let room: Mutex<Int64>

    init(limit: Int64) {
      room = Mutex(limit)
    }

    /// - Parameter copy: copies as much as there is room for, and returns how much that was.
    func add(_ copy: (_ room: Int64) throws(Errno) -> Int64) throws(Errno) {
      try room.withLock { (room) throws(Errno) in room -= try copy(room) }
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

extension FileDescriptor {
  /// `open`, with the path byte for byte: `FilePath` would leave out a slash at the end.
  static func open(
    exactly path: String, _ access: AccessMode, options: OpenOptions, permissions: FilePermissions? = nil
  ) throws(Errno) -> FileDescriptor {
    try Errno.typed {
      try unsafe FileDescriptor.open(path, access, options: options, permissions: permissions)
    }
  }

  /// All that is left to read, up to `limit` bytes.
  ///
  /// - Throws: an errno; `EFBIG` where there is more.
  func contents(limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let chunk = try chunk()
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
    throw .fileTooLarge
  }
}
