internal import ArgumentParser
internal import Files
internal import Session
internal import SystemPackage

/// `externref run`: scripts, one after the other, in one session.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the lines of files, or of standard input (-).",
    discussion: """
      All files are one session: a later one finds the names of an earlier one. The exit status is 0 when all \
      lines held, and 1 when one failed, even if later ones held. The lines of a file open files beneath its own \
      folder only, where their relative paths lead; those of standard input open what you may open. Of a Markdown \
      document (.md) the typed lines are run, and what they write stays in a temporary folder.
      """)

  @OptionGroup var options: SessionOptions

  @OptionGroup var engine: EngineOptions

  @OptionGroup var folders: FolderOptions

  @Argument(
    help: ArgumentHelp("Scripts; - is standard input.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    engine.apply()
    throw Runner.finish(options, allowedFolders: folders.folders) { (runner) throws(Errno) in
      for file in files {
        let flow = file == "-" ? try runner.runStandardInput() : try runner.run(path: file)
        if flow == .stop { break }
      }
    }
  }
}

extension Runner {
  /// Runs `--init`'s file and then `body`, ends the session, and says how the process should exit.
  static func finish(
    _ options: SessionOptions, allowedFolders: [Folder]? = nil, _ body: (Runner) throws(Errno) -> Void
  ) -> ExitCode {
    let runner = Runner(options: options, allowedFolders: allowedFolders)
    do throws(Errno) {
      var flow = Flow.goOn
      if let file = options.initFile {
        flow = try runner.run(path: HomeFolder.expanding(file), depth: 1)
      }
      if flow == .goOn { try body(runner) }
      try runner.end()
    } catch {
      // Nobody reads any more: as quiet an end as the signal would have made.
      if error != .brokenPipe { Runner.complain(of: error) }
      return .failure
    }
    if runner.failed { return .failure }
    return runner.leaked ? ExitCode(Int32(options.leakExitCode)) : .success
  }

  static func complain(of error: Errno) {
    let errors = Output(.standardError)
    try? errors.write("externref: cannot write the results: \(error)\n")
    try? errors.flush()
  }
}
