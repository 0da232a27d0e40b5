internal import CSystemCalls
internal import Glibc
public import SystemPackage

/// A new, empty folder that is removed with all that is in it when the last reference goes, and when a signal ends the
/// process.
///
/// The folder is locked as long as this process has it. So what a process that was killed has left behind is known by its
/// name, by its owner and by having no lock; the first folder that a process makes clears that away.
public final class TemporaryFolder {
  public let path: FilePath
  private let descriptor: FileDescriptor
  private let disposal: CInt

  private static let namePrefix = "externref-scratch-"

  /// Makes the folder in ``parent``.
  ///
  /// - Throws: the errno of `mkdtemp`.
  public init() throws(Errno) {
    Self.clearLeftovers
    (path, descriptor) = try Self.make()
    disposal = unsafe path.withPlatformString { unsafe disposal_note($0) }
  }

  deinit {
    unsafe path.withPlatformString { unsafe disposal_remove($0) }
    disposal_forget(disposal)
    try? descriptor.close()
  }

  /// From now on a signal that ends the process by default removes first the folders that there are, and files that
  /// were to replace others.
  public static func clearOnSignals() { disposal_install() }

  private static func make() throws(Errno) -> (FilePath, FileDescriptor) {
    while true {
      var template = Array("\(parent)/\(namePrefix)XXXXXX".utf8CString)
      // SAFETY: the template ends with a zero; `mkdtemp` replaces its marks, and returns null when it fails.
      guard unsafe mkdtemp(&template) != nil else { throw Errno.last }
      let path = FilePath(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
      // Another process may have taken the folder for dead before it was locked: then the next one is tried.
      if let descriptor = try? FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec]) {
        let isOurs = descriptor.lock() || Errno.last == .notSupported
        if isOurs, (try? descriptor.isAt(path)) == true { return (path, descriptor) }
        try? descriptor.close()
      }
    }
  }

  /// Removes the folders of processes that were killed, once in the life of this one.
  private static let clearLeftovers: Void = {
    let folder = FilePath(parent)
    for name in (try? Folder.names(in: folder)) ?? [] where name.string.hasPrefix(namePrefix) {
      let path = folder.appending(name)
      guard
        let descriptor = try? FileDescriptor.open(
          path, .readOnly, options: [.directory, .noFollow, .closeOnExec])
      else { continue }
      let isOurs = (try? descriptor.stat().userID.rawValue) == geteuid()
      if isOurs, descriptor.lock() { unsafe path.withPlatformString { unsafe disposal_remove($0) } }
      try? descriptor.close()
    }
  }()

  /// Where temporary folders are made: `TMPDIR`, or `/tmp`.
  public static var parent: String {
    Environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }
}
