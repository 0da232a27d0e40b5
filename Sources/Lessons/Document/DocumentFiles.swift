public import Files
internal import Session
internal import Model
public import SystemPackage

/// Documents on disk.
public enum DocumentFiles {
  /// The documents that a path names: the file itself, or all Markdown files in and beneath a folder, by name.
  ///
  /// Folders whose names begin with a dot are passed over, and so are symbolic links to folders.
  ///
  /// - Throws: the errno with which a folder could not be read.
  public static func paths(at path: String) throws(Errno) -> [String] {
    guard FilePath(path).isFolder else { return [path] }
    return try markdownFiles(in: FilePath(path)).map(\.string)
  }

  /// Reads a document, and opens the folder that it is in.
  public static func read(_ path: String) throws(DocumentError) -> (document: Document, folder: Folder) {
    let source: [UInt8]
    let folder: Folder
    do throws(Errno) {
      folder = try Self.folder(of: path)
      source = try FileContents.read(path, limit: Document.sizeLimit)
    } catch .fileTooLarge {
      throw .tooLarge(name: path)
    } catch {
      throw DocumentError(.unreadable(path: path, error))
    }
    return (try Document(name: path, source: source), folder)
  }

  /// The folder that a file is in.
  public static func folder(of path: String) throws(Errno) -> Folder {
    try Folder(FilePath(path).removingLastComponent().string)
  }

  private static func markdownFiles(in folder: FilePath) throws(Errno) -> [FilePath] {
    var files: [FilePath] = []
    for entry in try FolderEntry.entries(of: folder) where !entry.name.hasPrefix(".") {
      let path = folder.appending(entry.name)
      switch entry.kind {
      case .folder: files += try markdownFiles(in: path)
      case .file where path.extension == "md": files.append(path)
      case .file, .other: break
      }
    }
    return files
  }
}
