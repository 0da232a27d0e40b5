import Foundation
import TestSupport
import Testing

/// The program that the tests run: `externref` itself.
enum Tool {
  /// The program to test instead of the one that was built along with the tests: a release build.
  private static let given = ProcessInfo.processInfo.environment["EXTERNREF_EXECUTABLE"]

  static var isOptimized: Bool { given != nil }

  static let path: String = {
    if let given { return given }
    // It stands beside the program that runs the tests.
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return folder.appending(path: "externref").path()
  }()

  /// What a run of the program left behind.
  struct Result {
    /// The exit status; 128 and the signal's number when a signal ended the program.
    let status: Int32
    let output: String
    let errors: String

    /// The output as JSON Lines.
    func events() throws -> [JSONValue] { try JSONValue.lines(of: output) }
  }

  enum Failure: Error {
    /// The program had not ended in time, and was killed.
    case deadline(output: String, errors: String)
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads from standard input.
  ///   - environment: its whole environment, apart from what keeps the crash reporter quiet.
  ///   - folder: the folder that it runs in.
  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], in folder: String? = nil
  ) throws -> Result {
    try launch(path, arguments, input: Data(input.utf8), environment: environment, folder: folder)
  }

  static func run(_ arguments: [String], input: Data) throws -> Result {
    try launch(path, arguments, input: input, environment: [:], folder: nil)
  }

  /// Runs the lines of a script from standard input.
  static func run(script: String, _ options: String..., in folder: String? = nil) throws -> Result {
    try run(["run"] + options + ["-"], input: script, in: folder)
  }

  /// Runs a script of the system's shell, in which `$externref` is the program.
  static func shell(_ script: String, input: String = "", in folder: String? = nil) throws -> Result {
    try launch(
      "/bin/sh", ["-c", script], input: Data(input.utf8), environment: ["externref": path], folder: folder)
  }

  private static func launch(
    _ executable: String, _ arguments: [String], input: Data, environment: [String: String], folder: String?
  ) throws -> Result {
    // Files instead of pipes: nobody has to read one while the other fills up.
    let files = try TemporaryDirectory()
    // A process that has ended may be kept for a while, and with it what it was given.
    var handles: [FileHandle] = []
    defer { for handle in handles { try? handle.close() } }
    func file(_ name: String, _ contents: Data = Data()) throws -> FileHandle {
      let path = files.appending(name)
      try contents.write(to: URL(filePath: path))
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      handles.append(handle)
      return handle
    }
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
      .merging(Sanitizer.environment) { $1 }.merging(environment) { $1 }
    process.currentDirectoryURL = URL(filePath: folder ?? files.path)
    process.standardInput = try file("input", input)
    process.standardOutput = try file("output")
    process.standardError = try file("errors")
    try process.run()
    // A handler of its end would be let go of on a thread of Foundation's, which ThreadSanitizer cannot follow.
    let deadline = ContinuousClock.now + .seconds(120)
    while process.isRunning, ContinuousClock.now < deadline { usleep(500) }
    let isInTime = !process.isRunning
    if !isInTime { kill(process.processIdentifier, SIGKILL) }
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(filePath: files.appending(name))), as: UTF8.self)
    }
    let (output, errors) = (try text("output"), try text("errors"))
    guard isInTime else { throw Failure.deadline(output: output, errors: errors) }
    let bySignal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Result(status: bySignal + process.terminationStatus, output: output, errors: errors)
  }
}
