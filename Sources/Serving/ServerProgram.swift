internal import CSpawn
public import Files
internal import Glibc
public import SystemPackage

/// The server's executable file.
public struct ServerProgram: Sendable, Equatable {
  public static let name = "externref-page-server"

  public let path: FilePath

  /// - Parameter path: an executable file.
  public init(path: FilePath) {
    self.path = path
  }

  /// Where an installation has the server, beneath the folder that holds `bin`. The server is not among the commands, for
  /// only the shell starts it.
  private static let installed = FilePath("libexec/externref").appending(name)

  /// Finds the server: where `given` says, beside this program, where an installation puts it, or in the project's folder
  /// that this program was built in. There it is built when it is missing or out of date, which takes minutes, and says
  /// so on standard error.
  ///
  /// - Parameters:
  ///   - given: a path to use instead of all others.
  ///   - executable: this program's.
  public static func find(
    given: String? = nil, executable: FilePath = .runningProgram
  ) throws(LivePage.Obstacle) -> ServerProgram {
    if let given, !given.isEmpty {
      guard FilePath(given).isExecutable else {
        throw LivePage.Obstacle("the page's server is not at \(given), which EXTERNREF_PAGE_SERVER names")
      }
      return ServerProgram(path: FilePath(given))
    }
    var folder = executable.removingLastComponent()
    let beside = folder.appending(name)
    if beside.isExecutable { return ServerProgram(path: beside) }
    let apart = folder.removingLastComponent().pushing(installed)
    if apart.isExecutable { return ServerProgram(path: apart) }
    while !folder.components.isEmpty {
      let script = folder.appending("scripts").appending("page-server")
      if script.isExecutable { return try build(with: script) }
      folder.removeLastComponent()
    }
    throw LivePage.Obstacle(
      "the page's server, \(name), is not beside \(executable.lastComponent?.string ?? "this program")")
  }

  /// Has the project's script build the server. The script shares the terminal, so that Ctrl-C ends it.
  private static func build(with script: FilePath) throws(LivePage.Obstacle) -> ServerProgram {
    var process: pid_t = 0
    var output = ""
    var status: CInt = 0
    do throws(Errno) {
      let (readEnd, writeEnd) = try FileDescriptor.pipe(options: [.closeOnExec])
      // SAFETY: the strings live until the call returns, which copies them.
      let code = unsafe withCStrings([script.string]) {
        unsafe spawn_helper(script.string, $0, writeEnd.rawValue, &process)
      }
      try? writeEnd.close()
      defer { try? readEnd.close() }
      guard code == 0 else { throw Errno(rawValue: code) }
      var bytes = [UInt8](repeating: 0, count: 4096)
      while true {
        // SAFETY: `read` fills in at most the array, during the call.
        let count = unsafe read(readEnd.rawValue, &bytes, bytes.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        output += String(decoding: bytes[..<count], as: UTF8.self)
      }
      // SAFETY: the call fills in the status.
      while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    } catch {
      throw LivePage.Obstacle("\(script) cannot be started: \(error)")
    }
    let path = FilePath(String(output.prefix { $0 != "\n" }))
    guard status == 0, path.isExecutable else { throw LivePage.Obstacle("the page's server was not built") }
    return ServerProgram(path: path)
  }
}
