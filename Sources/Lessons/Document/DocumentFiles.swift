public import Files
internal import Session
public import SystemPackage

/// Documents on disk.
public enum DocumentFiles {
  /// All Markdown files in and beneath a folder, by name; also those that cannot be read.
  ///
  /// What has a name that begins with a dot is passed over, and so are symbolic links to folders.
  ///
  /// - Throws: that a folder could not be read.
  public static func documents(in folder: FilePath) throws(DocumentError) -> [FilePath] {
    let entries: [FolderEntry]
    do throws(Errno) {
      entries = try Folder.entries(of: folder)
    } catch {
      throw DocumentError(.unreadable(path: folder.string, error))
    }
    var files: [FilePath] = []
    for entry in entries where !entry.name.string.hasPrefix(".") {
      let path = folder.appending(entry.name)
      switch entry.kind {
      case .folder: files += try documents(in: path)
      case .other where path.extension == "md": files.append(path)
      case .folderLink, .other: break
      }
    }
    return files
  }

  /// Reads a document, and opens the folder that it is in.
  ///
  /// - Parameter anyKind: whether it may be something else than a regular file: see ``FileContents/open(_:anyKind:)``.
  public static func read(
    _ path: String, anyKind: Bool = false
  ) throws(DocumentError) -> (document: Document, folder: Folder) {
    let source: [UInt8]
    let folder: Folder
    do throws(FileProblem) {
      source = try FileContents.read(path, limit: Document.sizeLimit, anyKind: anyKind)
      do { folder = try Self.folder(of: path) } catch { throw .errno(error) }
    } catch .errno(.fileTooLarge) {
      throw .tooLarge(name: path)
    } catch {
      throw DocumentError(Refusal(reading: path, error))
    }
    return (try Document(name: path, source: source), folder)
  }

  /// Writes a document, or something that was made from one, in the place of what is at the path.
  public static func write(_ bytes: [UInt8], to path: String) throws(DocumentError) {
    do throws(WritingProblem) {
      try FileContents.replace(path, with: bytes, anyKind: true)
    } catch {
      throw DocumentError(Refusal(writing: path, error))
    }
  }

  /// The folder that a file is in.
  public static func folder(of path: String) throws(Errno) -> Folder {
    try Folder(FilePath(path).removingLastComponent().string)
  }
}
