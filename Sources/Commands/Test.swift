internal import ArgumentParser
internal import Files
internal import Documents
internal import LineEditor
internal import Rendering
internal import Running
internal import Model
internal import Session
internal import SystemPackage

/// `externref test`: documents against their own answers.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the blocks of Markdown documents and compare their answers.",
    discussion: """
      Each document is run in sessions of its own, whose relative paths lead to a temporary folder. A folder stands \
      for the Markdown files in and beneath it. The exit status is 1 when an answer differs.
      """)

  @Flag(help: "Write the answers that differ into the documents, and leave all else as it is.")
  var update = false

  @Option(
    help: ArgumentHelp(
      "Write the results to this file too, as JUnit's XML, which CI services read.", valueName: "file"),
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var lines: LineOptions

  @Argument(help: ArgumentHelp("Documents, or folders of them.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, messages in
      let tester = Tester(options: self, output: output, messages: messages)
      for file in files { try tester.test(file) }
      try tester.finish()
      if tester.failed > 0 { throw ExitCode.failure }
    }
  }
}

/// Tests documents one after the other, and keeps the score.
private final class Tester {
  private(set) var failed = 0
  private var passed = 0
  private var skipped = 0
  private let options: Test
  private let folders: [Folder]
  private let webAssembly: WebAssembly
  private let output: Output
  private let renderer: TextRenderer
  private let messages: Messages
  private var junit = JUnitReport()

  init(options: Test, output: Output, messages: Messages) {
    self.options = options
    self.output = output
    self.messages = messages
    folders = options.lines.folders.folders
    webAssembly = options.lines.engine.webAssembly()
    renderer = TextRenderer(style: options.lines.style.style(for: .standardOutput))
  }

  func test(_ path: String) throws(Errno) {
    let found: DocumentFiles.Found
    do throws(Errno) {
      found = try DocumentFiles.find(at: path)
    } catch {
      return try give(up: path, DocumentError(.unreadable(path: path, error)))
    }
    if found.paths.isEmpty, found.faults.isEmpty { try give(up: path, DocumentError(noDocumentsIn: path)) }
    for fault in found.faults { try give(up: fault.place ?? path, fault) }
    for path in found.paths { try check(path) }
  }

  private func check(_ path: String) throws(Errno) {
    let document: Document
    let result: CheckReport
    do {
      let file = try DocumentFiles.read(path)
      document = file.document
      result = try document.check(folders: [file.folder] + folders, webAssembly: webAssembly)
    } catch let error as DocumentError {
      return try give(up: path, error)
    } catch {
      throw error as? Errno ?? .ioError
    }
    junit.add(result, of: document, forgives: options.update)
    if let obstacle = result.obstacle {
      skipped += 1
      let diagnostic = obstacle.diagnostic
      return try output.write(
        "\(path.printable): skipped: \(diagnostic.message.printable); \(diagnostic.remedy)\n")
    }
    for fault in result.faults { try report(fault) }
    passed += result.passed
    if options.update, !result.differences.isEmpty {
      try update(document, result)
    } else {
      failed += result.differences.count
      try output.write(in: renderer.style) { text in
        for difference in result.differences { renderer.render(difference, in: document, into: &text) }
      }
    }
  }

  private func update(_ document: Document, _ result: CheckReport) throws(Errno) {
    do throws(DocumentError) {
      try DocumentFiles.write(try document.updated(with: result.differences), to: document.name)
    } catch {
      return try report(error)
    }
    let count = result.differences.count
    passed += count
    try output.write("\(document.name.printable): \(count) \(count == 1 ? "answer" : "answers") updated\n")
  }

  /// Reports a document that cannot be run.
  private func give(up path: String, _ error: DocumentError) throws(Errno) {
    junit.add(error, at: path)
    try report(error)
  }

  private func report(_ error: DocumentError) throws(Errno) {
    failed += 1
    try messages.write(error)
  }

  func finish() throws {
    if let path = options.junit { try DocumentFiles.write(junit.bytes, to: HomeFolder.expanding(path)) }
    try output.write("\(passed) passed, \(failed) failed\(skipped > 0 ? ", \(skipped) skipped" : "")\n")
  }
}
