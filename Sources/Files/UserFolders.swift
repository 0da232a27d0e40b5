public import SystemPackage

/// This program's folders for its user, where the XDG Base Directory Specification puts them. They need not exist.
public enum UserFolders {
  /// What the program keeps between its runs, such as the history: beneath `$XDG_STATE_HOME`, or `~/.local/state`.
  ///
  /// - Returns: nil when the variable is unset or no absolute path, and there is no home folder either.
  public static func state(_ variable: (String) -> String? = { Environment[$0] }) -> FilePath? {
    folder("XDG_STATE_HOME", otherwise: ".local/state", variable)
  }

  private static func folder(
    _ name: String, otherwise beneathHome: FilePath, _ variable: (String) -> String?
  ) -> FilePath? {
    if let folder = variable(name).map(FilePath.init(_:)), folder.isAbsolute {
      return folder.appending(ownName)
    }
    guard let home = variable("HOME").map(FilePath.init(_:)), home.isAbsolute else { return nil }
    return home.pushing(beneathHome).appending(ownName)
  }

  private static let ownName = "externref"
}
