import Foundation
import TestSupport
import Testing

@Suite(
  .enabled(if: PageServer.path != nil, "the page's server is not built: run scripts/page-server"), .serialized
)
struct InputTests {
  @Test(arguments: [
    ("step 1", "a step before the beginning"), ("nonsense", "a line that begins with none of its words"),
    ("page 4\nabc", "a second page"), ("token abc", "a token"), ("page x", "a page without a length"),
    ("trim 1 {}", "fewer steps"), ("trim x {}", "a number of steps"), ("page -1", "a page without a length"),
  ])
  func `a fault in the input ends the server, which says why`(line: String, message: String) throws {
    let server = try PageServer()
    server.send(line)
    let end = try server.end()
    #expect(end.status == 65)
    #expect(end.output.hasPrefix("error the input has "))
    #expect(end.output.contains(message))
  }

  @Test(arguments: [
    ("", "no page"), ("begin 0\n", "a message before the page"), ("page 10\nabc", "no page"),
    ("token short\npage 0\n", "a token that is none"), ("page 999999999999\n", "longer than"),
    ("token \(String(repeating: "/", count: 40))\npage 0\n", "a token that is none"),
  ])
  func `without a page there is no server`(input: String, message: String) throws {
    let result = try run([], input: input)
    #expect(result.status == 65)
    #expect(result.output.contains(message))
  }

  @Test(arguments: [
    ["--port", "70000"], ["--port"], ["--host", ""], ["--nonsense", "1"], ["--patience", "0"],
  ])
  func `a wrong option is refused with the usage`(arguments: [String]) throws {
    let result = try run(arguments, input: "")
    #expect(result.status == 64)
    #expect(result.output.hasPrefix("error usage: "))
  }

  @Test func `a port that is taken is said to be`() throws {
    let server = try PageServer()
    let result = try run(["--port", "\(server.port)"], input: "page 0\n")
    #expect(result.status == 69)
    #expect(result.output.contains("port \(server.port)"))
  }

  private func run(_ arguments: [String], input: String) throws -> (status: Int32, output: String) {
    let folder = try TemporaryDirectory()
    try Data(input.utf8).write(to: URL(filePath: folder.appending("input")))
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: PageServer.path!)
    process.arguments = arguments
    process.standardInput = FileHandle(forReadingAtPath: folder.appending("input"))
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
