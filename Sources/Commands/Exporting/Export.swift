internal import ArgumentParser
internal import Files
internal import Exporting
internal import Documents
internal import Lessons
internal import Running
internal import Model
internal import Session
internal import SystemPackage
internal import Traces

/// `externref export`: a script, document or lesson as something to look at.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a session as a page to step through, a picture, a graph, or data.",
    discussion: """
      The ending of the output file says what is written: .html a page that steps through the session, .svg a picture \
      of the heap, .dot the heap as a graph for Graphviz, .json the events with snapshots. A file that is there \
      already is replaced. Lines run as 'run' and 'test' run them: those of a file open files beneath its own folder \
      only. The exit status is 1 when a line of a script failed; the file is written all the same.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write.", valueName: "file"),
    completion: .file(extensions: ExportFormat.allCases.map(\.rawValue)))
  var output: String

  @Option(
    help: ArgumentHelp(
      "For .svg and .dot: the heap after this many steps, as the page numbers them, instead of after the last line.",
      valueName: "n"))
  var step: Int?

  @Flag(
    name: .customLong("print"),
    help: "For .html: lay the page out for paper, with a picture of each step that changed something.")
  var isHandout = false

  @OptionGroup var lines: LineOptions

  @Argument(
    help: ArgumentHelp(
      "A script, - for standard input, a Markdown document, a lesson's name, or the trace of a program.",
      valueName: "file"),
    completion: .file())
  var file: String

  func validate() throws {
    guard let format = ExportFormat(endingOf: output) else {
      throw ValidationError(
        "'\(output.printable)' does not say by its ending what to write: let it end in \(ExportFormat.endings)."
      )
    }
    if isHandout, format != .html {
      throw ValidationError("--print is for .html; '\(output.printable)' is no page.")
    }
    if let step {
      if step < 0 { throw ValidationError("Steps are counted from 0, the moment before the first line.") }
      if format == .html || format == .json {
        throw ValidationError("--step is for .svg and .dot; '\(output.printable)' holds all steps.")
      }
    }
  }

  func run() throws {
    try DocumentCommand.run(style: lines.style) { output, _ in
      guard let format = ExportFormat(endingOf: self.output) else { return }
      let (recording, failed) = try record()
      if let step, step > recording.steps.count {
        throw ValidationError("There are \(recording.steps.count) steps, and none with the number \(step).")
      }
      try DocumentFiles.write(
        recording.exported(as: format, moment: step, isHandout: isHandout),
        to: HomeFolder.expanding(self.output))
      try output.write("\(self.output.printable): \(recording.summary)\n")
      if failed { throw ExitCode.failure }
    }
  }

  /// Runs the lines.
  ///
  /// - Returns: what they did, and whether one of a script failed. In a document an error may be what it is about.
  private func record() throws -> (Recording, failed: Bool) {
    let webAssembly = lines.engine.webAssembly()
    if file != "-", Trace.isTrace(file) { return (try recordTrace(), false) }
    if Lesson.named(file) != nil || isDocument {
      let source = try DocumentSource(file)
      let folders = source.folders + lines.folders.folders
      return (try source.document.recording(folders: folders, webAssembly: webAssembly), false)
    }
    let runner = Runner(
      host: Silence(exceptFor: Display(style: lines.style)), webAssembly: webAssembly,
      folders: lines.folders.folders)
    runner.beginRecording()
    _ = file == "-" ? try runner.runStandardInput() : try runner.run(path: file)
    if runner.gaveUp { throw ExitCode.failure }
    try runner.end()
    let title = file == "-" ? "A session" : FilePath(file).lastComponent?.string ?? file
    return (Recording(title: title.printable, log: runner.session.log), runner.failed)
  }

  /// What the trace of a program has to tell.
  private func recordTrace() throws -> Recording {
    let name = FilePath(file).lastComponent?.string ?? file
    do throws(TraceError) {
      return Recording(title: name, isTrace: true, log: try Trace(path: file).recentEvents())
    } catch {
      let display = Display(style: lines.style)
      try display.show(Diagnostic(unreadable: file, error), at: nil)
      try display.flush()
      throw ExitCode.failure
    }
  }

  private var isDocument: Bool {
    if DocumentFiles.isDocument(file) { return true }
    // A bare word that names no file is a lesson's name with a slip in it; the document's error will say so.
    let path = FilePath(file)
    return file != "-" && path.extension == nil && !file.contains("/") && !path.exists
  }
}

extension Recording {
  fileprivate var summary: String {
    let kept = isTruncated ? "the last " : ""
    return "\(kept)\(steps.count) \(steps.count == 1 ? "step" : "steps")"
  }
}
