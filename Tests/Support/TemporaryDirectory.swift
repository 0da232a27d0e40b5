import Foundation

/// A folder that is empty at first, and gone with all it contains when this value dies.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "externref-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something in the folder.
  public func appending(_ name: String) -> String { "\(path)/\(name)" }

  /// Puts a script in the folder that can be started as a program.
  ///
  /// Another process writes it: the system starts no program that some process has open for writing, and one that is being
  /// started beside this test has for a moment all that the tests have open.
  ///
  /// - Returns: its path.
  public func addProgram(_ name: String, _ script: String) throws -> String {
    let (text, program) = (appending("\(UUID().uuidString).text"), appending(name))
    try Data(script.utf8).write(to: URL(filePath: text))
    let install = try Process.run(
      URL(filePath: "/usr/bin/install"), arguments: ["-D", "-m", "755", text, program])
    install.waitUntilExit()
    guard install.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    try FileManager.default.removeItem(atPath: text)
    return program
  }
}
