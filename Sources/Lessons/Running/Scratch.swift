public import Files
internal import Session
internal import SystemPackage

/// The place where the sessions of a document leave what they write. It is gone with the last reference.
public final class Scratch {
  private let temporaryFolder: TemporaryFolder
  private let folder: Folder

  /// - Parameter files: what the sessions find there.
  /// - Throws: that the temporary folder could not be made, or a file in it.
  public init(files: [Document.File] = []) throws(DocumentError) {
    do throws(Errno) {
      temporaryFolder = try TemporaryFolder()
      folder = try Folder(temporaryFolder.path.string)
    } catch {
      throw DocumentError(.unwritable(path: TemporaryFolder.parent, error))
    }
    for file in files {
      do throws(Errno) {
        try folder.create(file.name, with: file.bytes)
      } catch {
        throw DocumentError(
          "the block cannot be made the file '\(file.name)': \(error.name), \(error.description)",
          remedy: error.remedy, in: file.origin.document, line: file.origin.line)
      }
    }
  }

  /// What a document may open.
  ///
  /// - Parameter folders: its own folder, if it has one, and those that the user allows.
  public func scope(beneath folders: [Folder]) -> FileScope {
    FileScope(beneath: folders, scratch: folder)
  }
}
