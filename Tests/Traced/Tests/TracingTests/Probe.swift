import Foundation
import TestSupport
import Testing
import TraceReading
import WasmEngine

/// A run of the probe, which does with handles what its arguments say.
struct Probe {
  static let path: String = {
    // It stands beside the program that runs the tests.
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return folder.appending(path: "Probe").path()
  }()

  /// Where wasmtime is, for the probe has no folder of a user's to look for it.
  static let wasmtime = WasmLibrary.installedPath

  let status: Int32
  let output: String
  let errors: String

  /// Starts the probe. Its environment is what is given, and nothing else.
  static func start(_ arguments: [String], trace: String?, limit: Int? = nil, shell: String? = nil) throws
    -> Process
  {
    let process = Process()
    process.executableURL = URL(filePath: shell == nil ? path : "/bin/sh")
    process.arguments = shell.map { ["-c", "\($0)\nexec \"$0\" \"$@\"", path] + arguments } ?? arguments
    var environment = ["SWIFT_BACKTRACE": "enable=no"]
    environment["EXTERNREF_WASMTIME"] = wasmtime
    environment["EXTERNREF_TRACE"] = trace
    environment["EXTERNREF_TRACE_LIMIT"] = limit.map(String.init)
    // Of the tests' own environment, what a sanitizer's report goes by.
    for (name, value) in ProcessInfo.processInfo.environment where name.hasSuffix("SAN_OPTIONS") {
      environment[name] = value
    }
    process.environment = environment
    process.standardInput = Pipe()
    process.standardOutput = Pipe()
    process.standardError = Pipe()
    try process.run()
    return process
  }

  /// Runs the probe to its end.
  ///
  /// - Parameter shell: What a shell does before it becomes the probe.
  static func run(_ arguments: String..., trace: String?, limit: Int? = nil, shell: String? = nil) throws
    -> Probe
  {
    try finish(start(arguments, trace: trace, limit: limit, shell: shell))
  }

  static func finish(_ process: Process) throws -> Probe {
    let output = (process.standardOutput as! Pipe).fileHandleForReading.readDataToEndOfFile()
    let errors = (process.standardError as! Pipe).fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Probe(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  /// Makes sure that the program ran as if there were no trace.
  func ranOn(_ location: SourceLocation = #_sourceLocation) {
    #expect(status == 0, "\(errors)", sourceLocation: location)
    #expect(output.hasSuffix("done\n"), sourceLocation: location)
  }
}

/// The number of events of `churn`, which are made, cloned, dropped, destroyed, into raw, from raw, labelled and marks.
func churnEvents(threads: Int, rounds: Int) -> Int {
  let labelled = (rounds + 9) / 10
  let marks = (rounds + 99) / 100
  // A round: two drops, a destruction, made, cloned; cloned, into raw, from raw, dropped. With a label three more.
  return 3 + threads * (rounds * 9 + labelled * 3 + marks)
}
