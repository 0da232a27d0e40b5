import Files
import SystemPackage
import Testing

struct EnvironmentTests {
  @Test(
    arguments: [
      ([:], false), (["LANG": "C"], false), (["LANG": "de_DE.UTF-8"], true), (["LANG": "C.utf8"], true),
      (["LANG": "C.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "en_US.UTF-8"], true),
      (["LC_ALL": "", "LC_CTYPE": "", "LANG": "C.UTF-8"], true), (["LANG": "UTF-8.latin1"], false),
    ] as [([String: String], Bool)])
  func `the locale's variables decide in the order of POSIX`(variables: [String: String], isUTF8: Bool) {
    #expect(Environment.localeIsUTF8 { variables[$0] } == isUTF8)
  }

  @Test(
    arguments: [
      (["XDG_STATE_HOME": "/state", "HOME": "/home/u"], "/state/externref"),
      (["HOME": "/home/u"], "/home/u/.local/state/externref"),
      (["XDG_STATE_HOME": "", "HOME": "/home/u"], "/home/u/.local/state/externref"),
      (["XDG_STATE_HOME": "relative", "HOME": "/home/u"], "/home/u/.local/state/externref"),
      ([:], nil), (["HOME": ""], nil),
    ] as [([String: String], FilePath?)])
  func `the folder for state follows the XDG Base Directory Specification`(
    variables: [String: String], path: FilePath?
  ) {
    #expect(UserFolders.state { variables[$0] } == path)
  }
}
