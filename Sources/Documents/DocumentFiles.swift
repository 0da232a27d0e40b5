public import Files
internal import Model
internal import Session
public import SystemPackage

/// Documents on disk.
public enum DocumentFiles {
  /// What a path leads to.
  public struct Found {
    /// Where the documents are.
    public fileprivate(set) var paths: [String] = []
    /// What has a document's name and cannot be read: a link that leads nowhere, a FIFO.
    public fileprivate(set) var faults: [DocumentError] = []
  }

  /// The documents that a path names: the file itself, or all Markdown files in and beneath a folder, by name.
  ///
  /// Folders whose names begin with a dot are passed over, and so are symbolic links to folders.
  ///
  /// - Throws: the errno with which a folder could not be read.
  public static func find(at path: String) throws(Errno) -> Found {
    var found = Found()
    if FilePath(path).isFolder {
      try find(in: FilePath(path), into: &found)
    } else {
      found.paths = [path]
    }
    return found
  }

  /// Whether a path names a document by its ending, and not a script.
  public static func isDocument(_ path: String) -> Bool { isDocument(FilePath(path)) }

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

  private static func isDocument(_ path: FilePath) -> Bool {
    path.extension.map { ["md", "markdown"].contains($0.lowercased()) } ?? false
  }

  private static func find(in folder: FilePath, into found: inout Found) throws(Errno) {
    for entry in try FolderEntry.entries(of: folder) where !entry.name.hasPrefix(".") {
      let path = folder.appending(entry.name)
      switch entry.kind {
      case .folder: try find(in: path, into: &found)
      case .file where isDocument(path): found.paths.append(path.string)
      case .other where isDocument(path) && !path.isFolder: found.faults.append(fault(of: path))
      case .file, .other: break
      }
    }
  }

  /// Why an entry that is no file is no document.
  private static func fault(of path: FilePath) -> DocumentError {
    let name = path.lastComponent?.string ?? path.string
    let refusal: Refusal
    do throws(Errno) {
      _ = try Errno.typed { try path.stat() }
      refusal = .unusable(path: name, "not a regular file")
    } catch {
      refusal = .unreadable(path: name, error)
    }
    return DocumentError(Diagnostic(refusal), in: path.string)
  }
}
