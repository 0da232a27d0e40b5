internal import Documents
internal import Files
internal import Model
internal import Session
internal import SystemPackage

/// The place where the sessions of a document leave what they write. It is gone with the last reference.
final class Scratch {
  private let temporaryFolder: TemporaryFolder
  private let folder: Folder

  /// Makes the place, with the files that the document's blocks are.
  ///
  /// - Throws: that the temporary folder could not be made, or a file in it.
  init(for document: Document) throws(DocumentError) {
    do throws(Errno) {
      temporaryFolder = try TemporaryFolder()
      folder = try Folder(temporaryFolder.path.string)
    } catch {
      throw DocumentError(.unwritable(path: TemporaryFolder.parent, error))
    }
    for file in document.files {
      do throws(Errno) {
        try folder.create(file.name, with: file.bytes)
      } catch {
        throw DocumentError(.unwritable(path: file.name, error), in: document.name, line: file.line)
      }
    }
  }

  /// What a document may open.
  ///
  /// - Parameter folders: its own folder, if it has one, and those that the user allows.
  func scope(beneath folders: [Folder]) -> FileScope {
    FileScope(beneath: folders, scratch: folder)
  }
}
