public import Files
internal import Session

/// A document that was asked for by a lesson's name or by a path.
public struct DocumentSource: Sendable {
  public let document: Document
  /// The document's own folder; none for a lesson of the program.
  public let folders: [Folder]
  /// Whether it is a lesson of the program.
  public let isOwnLesson: Bool

  public init(_ nameOrPath: String) throws(DocumentError) {
    if let lesson = Lesson.named(nameOrPath) {
      document = try lesson.document()
      folders = []
      isOwnLesson = true
      return
    }
    do throws(DocumentError) {
      let file = try DocumentFiles.read(nameOrPath, anyKind: true)
      document = file.document
      folders = [file.folder]
      isOwnLesson = false
    } catch {
      let isWord = !nameOrPath.contains("/") && !nameOrPath.contains(".")
      throw isWord && error.place == nil ? DocumentError(unknownLesson: nameOrPath) : error
    }
  }
}
