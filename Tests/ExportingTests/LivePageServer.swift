import Foundation
import TestSupport

/// A server for a live page: `Tests/PageModules/serve.js`, which does what docs/export.md asks of one.
final class LivePageServer {
  private static let node = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let isAvailable = node != nil

  private let folder: TemporaryDirectory
  private let process = Process()
  private let input = Pipe()
  let address: String

  init(_ page: [UInt8]) throws {
    folder = try TemporaryDirectory()
    let path = folder.appending("page.html")
    try Data(page).write(to: URL(filePath: path))
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "PageModules/serve.js").path
    process.executableURL = URL(filePath: Self.node ?? "")
    process.arguments = [script, path]
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Browser.Failure(message: "the server has ended") }
      line += String(decoding: data, as: UTF8.self)
    }
    address = String(line.dropLast())
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Sends a message, or one of the words that the server knows.
  func send(_ message: [UInt8]) throws {
    try input.fileHandleForWriting.write(contentsOf: Data(message + [UInt8(ascii: "\n")]))
  }
}
