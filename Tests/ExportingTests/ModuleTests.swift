import Foundation
import Model
import Session
import Testing

@testable import Exporting

/// The modules of the page's script, and how they become one script.
struct ModuleTests {
  private static let node = ["/usr/bin/node", "/usr/local/bin/node"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// What a program answers to an input.
  private func answer(of program: String, _ arguments: [String], input: [UInt8]? = nil) throws -> (
    text: String, status: Int32
  ) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let (inputs, outputs) = (Pipe(), Pipe())
    process.standardInput = input == nil ? FileHandle.nullDevice : inputs
    process.standardOutput = outputs
    process.standardError = outputs
    try process.run()
    if let input {
      try inputs.fileHandleForWriting.write(contentsOf: Data(input))
      try inputs.fileHandleForWriting.close()
    }
    let text = String(decoding: outputs.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }

  @Test(.enabled(if: node != nil, "node is not installed: apt-get install nodejs"))
  func `the tests of the modules hold`() throws {
    let tests = Self.folder.appending(path: "PageModules").path
    let (text, status) = try answer(of: try #require(Self.node), ["--test", tests])
    #expect(status == 0, "\(text)")
    #expect(text.contains(#/# pass [1-9]\d+\n# fail 0\n/#))
  }

  @Test func `the policy names the script and the style by their hashes`() throws {
    for (bytes, hash, name) in [
      (Page.script, Page.scriptHash, "scriptHash"), (Page.style, Page.styleHash, "styleHash"),
    ] {
      let (text, _) = try answer(of: "/usr/bin/sha256sum", [], input: bytes)
      let digits = Array(text.prefix(64))
      let hashed = stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
      let right = Data(hashed).base64EncodedString()
      #expect(hash == right, "set Page.\(name) to \(right)")
    }
    let page = String(decoding: Recording(title: "x").exported(as: .html), as: UTF8.self)
    #expect(page.contains("script-src 'sha256-\(Page.scriptHash)'"))
    #expect(page.contains("connect-src 'none'"))
  }

  @Test func `the script has no imports left, and every module`() throws {
    let script = String(decoding: Page.script, as: UTF8.self)
    #expect(!script.contains(#/(?m)^(import|export) /#))
    let folder = Self.folder.deletingLastPathComponent().appending(path: "Sources/Exporting/Resources")
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where file.pathExtension == "js" {
      let first = try #require(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").first)
      #expect(script.contains(first), "\(file.lastPathComponent)")
    }
  }
}
