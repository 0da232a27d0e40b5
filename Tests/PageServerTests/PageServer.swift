import Foundation
import TestSupport

/// The program that the tests run: the page's server itself.
final class PageServer {
  /// Where the program is: built by `scripts/page-server`, which the whole of the tests runs first. Without it these
  /// tests are skipped.
  static let path: String? = {
    if let given = ProcessInfo.processInfo.environment["EXTERNREF_PAGE_SERVER"] { return given }
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let built = root.appending(path: ".build/page-server/release/externref-page-server").path()
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }()

  enum Failure: Error {
    case notStarted(String)
    case deadline
  }

  static let page = "<!doctype html>\n<title>a page</title>\n"

  let address: String
  let port: Int
  let token: String
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts a server and gives it a page.
  ///
  /// - Parameter head: what it is sent before the page.
  init(_ arguments: [String] = [], head: String = "", page: String = PageServer.page) throws {
    process.executableURL = URL(filePath: Self.path!)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data((head + "page \(page.utf8.count)\n\(page)").utf8))
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let parts = line.split(separator: "/")
    guard line.hasPrefix("page http://"), parts.count >= 3, let port = parts[1].split(separator: ":").last
    else {
      throw Failure.notStarted(line)
    }
    address = String(line.dropFirst("page ".count).dropLast())
    self.port = Int(port)!
    token = String(parts[2])
  }

  deinit {
    // The threads that tests run on block signals, and so do programs that are started on them: all but this one.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Sends lines, as the shell does.
  func send(_ lines: String...) {
    input.fileHandleForWriting.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }

  func closeInput() throws {
    try input.fileHandleForWriting.close()
  }

  /// Waits for the program's end.
  ///
  /// - Returns: its status, and what it said last.
  func end(within seconds: Double = 30) throws -> (status: Int32, output: String) {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning {
      guard Date.now < deadline else { throw Failure.deadline }
      usleep(5_000)
    }
    return (
      process.terminationStatus, String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    )
  }

  var isRunning: Bool { process.isRunning }

  /// The memory that the program has now, in bytes.
  func residentBytes() throws -> Int {
    let statistics = try String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
    return Int(statistics.split(separator: " ")[1])! * Int(getpagesize())
  }

  // MARK: Requests

  /// A request as a browser makes it.
  func request(_ path: String = "", method: String = "GET", host: String? = nil, _ fields: String...)
    -> String
  {
    ["\(method) /\(token)/\(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"].joined(separator: "\r\n")
      + fields.map { "\r\n" + $0 }.joined() + "\r\n\r\n"
  }

  func connect(to host: String = "127.0.0.1") throws -> Client { try Client(host: host, port: port) }

  /// Sends a request and reads the answer, up to the connection's end.
  func answer(to request: String) throws -> Answer {
    let client = try connect()
    try client.send(request)
    return Answer(try client.readToEnd())
  }

  /// A client that follows the messages.
  func follow(receiveBuffer: Int? = nil) throws -> Client {
    let client = try Client(host: "127.0.0.1", port: port, receiveBuffer: receiveBuffer)
    try client.send(request("events"))
    return client
  }
}

/// An answer, taken apart.
struct Answer {
  let status: Int
  let fields: [String: String]
  let body: String

  init(_ text: String) {
    let end = text.range(of: "\r\n\r\n")
    let lines = text[..<(end?.lowerBound ?? text.endIndex)].split(separator: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    fields = Dictionary(
      lines.dropFirst().map { line in
        let parts = line.split(separator: ":", maxSplits: 1)
        return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
      }, uniquingKeysWith: { $0 + ", " + $1 })
    body = end.map { String(text[$0.upperBound...]) } ?? ""
  }
}
