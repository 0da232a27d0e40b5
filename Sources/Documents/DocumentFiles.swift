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
    /// What has a document's name and cannot be read: a link that leads nowhere, a FIFO, a name that is no UTF-8.
    public fileprivate(set) var faults: [DocumentError] = []
  }

  /// The documents that a path names: the file itself, or all Markdown files in and beneath a folder, by name.
  ///
  /// What has a name that begins with a dot is passed over, and so are symbolic links to folders.
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

  /// Reads a document that the user named, and opens the folder that it is in.
  ///
  /// It may be something else than a regular file, such as the `<(…)` of a shell.
  public static func read(_ path: String) throws(DocumentError) -> (document: Document, folder: Folder) {
    let source: [UInt8]
    let folder: Folder
    do throws(FileProblem) {
      source = try FileContents.read(path, limit: Document.sizeLimit, anyKind: true)
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

  private static func isDocument(_ path: FilePath) -> Bool {
    path.extension.map { ["md", "markdown"].contains($0.lowercased()) } ?? false
  }

  private static func find(in folder: FilePath, into found: inout Found) throws(Errno) {
    for entry in try Folder.entries(of: folder) where !entry.name.string.hasPrefix(".") {
      let path = folder.appending(entry.name)
      switch entry.kind {
      case .folder: try find(in: path, into: &found)
      case .other where isDocument(path):
        do throws(DocumentError) {
          found.paths.append(try name(of: path))
        } catch {
          found.faults.append(error)
        }
      case .folderLink, .other: break
      }
    }
  }

  /// The path of a regular file, as text.
  private static func name(of path: FilePath) throws(DocumentError) -> String {
    guard let name = String(validating: path) else { throw DocumentError(nameOf: path) }
    do throws(FileProblem) {
      try FileContents.open(name).closeQuietly()
    } catch {
      throw DocumentError(Diagnostic(Refusal(reading: path.lastComponent?.string ?? name, error)), in: name)
    }
    return name
  }
}

extension FileDescriptor {
  fileprivate func closeQuietly() { try? close() }
}
