internal import ArgumentParser
internal import Files
internal import Lessons
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// The folders that the lines of others may open files beneath, besides their own.
struct FolderOptions: ParsableArguments {
  @Option(
    name: .customLong("allow-files"),
    help: ArgumentHelp(
      "Let the lines open files beneath this folder too, and not only beneath their own.", valueName: "dir"),
    completion: .directory)
  var allowedFolders: [String] = []

  func validate() throws {
    for folder in allowedFolders {
      do throws(Errno) {
        _ = try Folder(HomeFolder.expanding(folder))
      } catch {
        throw ValidationError("Cannot allow '\(folder.printable)': \(error).")
      }
    }
  }

  /// A folder that has gone since it was checked allows nothing.
  var folders: [Folder] { allowedFolders.compactMap { try? Folder(HomeFolder.expanding($0)) } }
}
