public import Session
internal import SystemPackage

/// The place where the sessions of a document leave what they write. It is gone with the last reference.
public final class Scratch {
  private let temporaryFolder: TemporaryFolder
  private let folder: Folder

  /// - Throws: that the temporary folder could not be made.
  public init() throws(DocumentError) {
    do throws(Errno) {
      temporaryFolder = try TemporaryFolder()
      folder = try Folder(temporaryFolder.path.string)
    } catch {
      throw DocumentError(.unwritable(path: TemporaryFolder.parent, error))
    }
  }

  /// What a document may open.
  ///
  /// - Parameter folders: its own folder, if it has one, and those that the user allows.
  public func scope(beneath folders: [Folder]) -> FileScope {
    FileScope(beneath: folders, scratch: folder)
  }
}
