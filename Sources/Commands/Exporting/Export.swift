internal import ArgumentParser
internal import Files
internal import Exporting
internal import Lessons
internal import Rendering
internal import Session
internal import SystemPackage

/// `externref export`: a script, document or lesson as something to look at.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  @Option(help: ArgumentHelp("When to colour: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @OptionGroup var folders: FolderOptions

  @Argument(
    help: ArgumentHelp(
      "A script, - for standard input, a Markdown document, or a lesson's name.", valueName: "file"),
    completion: .file())
  var file: String

  func validate() throws {
    guard let format = ExportFormat(endingOf: output) else {
      throw ValidationError(
        "'\(output.printable)' does not say by its ending what to write: let it end in \(ExportFormat.endings)."
      )
    }
    if let step {
      if step < 0 { throw ValidationError("Steps are counted from 0, the moment before the first line.") }
      if format == .html || format == .json {
        throw ValidationError("--step is for .svg and .dot; '\(output.printable)' holds all steps.")
      }
    }
  }

  func run() throws {
    try DocumentCommand.run(color: color) { output, _ in
      guard let format = ExportFormat(endingOf: self.output) else { return }
      let (recording, failed) = try record()
      if let step, step > recording.steps.count {
        throw ValidationError("There are \(recording.steps.count) steps, and none with the number \(step).")
      }
      try DocumentFiles.write(
        recording.exported(as: format, moment: step), to: HomeFolder.expanding(self.output))
      try output.write("\(self.output.printable): \(recording.summary)\n")
      if failed { throw ExitCode.failure }
    }
  }

  /// Runs the lines.
  ///
  /// - Returns: what they did, and whether one of a script failed. In a document an error may be what it tells about.
  private func record() throws -> (Recording, failed: Bool) {
    if Lesson.named(file) != nil || isDocument {
      let source = try DocumentSource(file)
      return (try source.document.recording(folders: source.folders + folders.folders), false)
    }
    let recorder = ScriptRecorder(
      title: file == "-" ? "A session" : FilePath(file).lastComponent?.string ?? file)
    let options = try SessionOptions.parse(["--color", color.rawValue])
    let runner = Runner(options: options, allowedFolders: folders.folders, recorder: recorder)
    _ = file == "-" ? try runner.runStandardInput() : try runner.run(path: file)
    if runner.gaveUp { throw ExitCode.failure }
    try runner.end()
    return (recorder.recording, runner.failed)
  }

  private var isDocument: Bool {
    let path = FilePath(file)
    if path.extension == "md" { return true }
    // A bare word that names no file is a lesson's name with a slip in it; the document's error will say so.
    return file != "-" && path.extension == nil && !file.contains("/") && !path.exists
  }
}

extension Recording {
  fileprivate var summary: String {
    let kept = isTruncated ? "the last " : ""
    return "\(kept)\(steps.count) \(steps.count == 1 ? "step" : "steps")"
  }
}
