internal import Glibc
public import SystemPackage

extension Folder {
  /// Makes a folder for the user alone, and those above it that are missing.
  ///
  /// - Throws: the folder that could not be made, and why.
  public static func make(_ path: FilePath) throws(WritingProblem) {
    var missing: [FilePath] = []
    var folder = path
    // Each is tried once from below and once from above, also where a link on the way leads nowhere.
    while try !makeLast(of: folder) {
      missing.append(folder)
      folder.removeLastComponent()
    }
    for folder in missing.reversed() where try !makeLast(of: folder) {
      throw WritingProblem(.errno(.noSuchFileOrDirectory), folder: folder)
    }
  }

  /// - Returns: false when the folder above is missing.
  private static func makeLast(of path: FilePath) throws(WritingProblem) -> Bool {
    do throws(Errno) {
      try unsafe path.call { unsafe mkdir($0, 0o700) }
      // The umask may have taken even the owner's.
      try unsafe path.call { unsafe chmod($0, 0o700) }
      return true
    } catch .fileExists {
      return true
    } catch .noSuchFileOrDirectory where !path.removingLastComponent().isEmpty {
      return false
    } catch {
      throw WritingProblem(.errno(error), folder: path)
    }
  }
}
