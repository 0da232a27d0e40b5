public import SystemPackage

/// The system calls behind a `File` object, in one place, so that tests can make each of them fail.
///
/// Each is retried when a signal interrupts it.
public protocol FileCalls: Sendable {
  /// `open`. Two errors it never gives: `EXDEV` means that the session may not open the path, and `EFBIG` that the file
  /// would have to be copied and is too large for that.
  func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor
  /// `open` of a file that has been open before: it is neither made nor emptied.
  func reopen(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor
  /// `fstat`: what makes the file unusable, "a directory" for instance; nil when nothing does.
  func obstacle(at descriptor: FileDescriptor) throws(Errno) -> String?
  /// `read`
  func read(_ descriptor: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8]
  /// `write`; returns how many bytes it took.
  func write(_ descriptor: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int
  /// `lseek`, to an offset from the start.
  func seek(_ descriptor: FileDescriptor, to offset: Int) throws(Errno)
  /// `close`
  func close(_ descriptor: FileDescriptor) throws(Errno)
}

/// The real calls, through swift-system.
public struct SystemFileCalls: FileCalls {
  private let scope: FileScope

  /// - Parameter scope: which paths may be opened, and where relative ones lead.
  public init(scope: FileScope = .everything) {
    self.scope = scope
  }

  public func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try open(path, mode, options: mode.making)
  }

  public func reopen(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try open(path, mode, options: mode.making.subtracting([.create, .truncate]))
  }

  private func open(
    _ path: String, _ mode: OpenFile.Mode, options: FileDescriptor.OpenOptions
  ) throws(Errno) -> FileDescriptor {
    // Non-blocking so that a FIFO, a terminal or a socket never makes the shell wait. Regular files don't care.
    let always: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
    return try scope.open(
      path, mode.access, options: options.union(always), permissions: FileScope.newFilePermissions)
  }

  public func obstacle(at descriptor: FileDescriptor) throws(Errno) -> String? {
    switch try Errno.typed({ try descriptor.stat().type }) {
    case .characterSpecial, .blockSpecial: nil
    case let type: type.obstacle
    }
  }

  public func read(_ descriptor: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8] {
    try Errno.typed {
      try unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        // SAFETY: `read` initialises exactly the bytes that it counts, and gets no more than the capacity.
        count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }

  public func write(_ descriptor: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
    try Errno.typed {
      // SAFETY: the pointer is used within the closure only, and `write` reads no further than its count.
      try unsafe bytes.withUnsafeBytes { try unsafe descriptor.write($0) }
    }
  }

  public func seek(_ descriptor: FileDescriptor, to offset: Int) throws(Errno) {
    _ = try Errno.typed { try descriptor.seek(offset: Int64(offset), from: .start) }
  }

  public func close(_ descriptor: FileDescriptor) throws(Errno) {
    try Errno.typed { try descriptor.close() }
  }
}

extension OpenFile.Mode {
  fileprivate var access: FileDescriptor.AccessMode {
    switch self {
    case .read: .readOnly
    case .write, .append: .writeOnly
    case .readWrite: .readWrite
    }
  }

  /// How `open` treats a file that is missing, and one that is there.
  fileprivate var making: FileDescriptor.OpenOptions {
    switch self {
    case .read: []
    case .write: [.create, .truncate]
    case .append: [.create, .append]
    case .readWrite: [.create]
    }
  }
}
