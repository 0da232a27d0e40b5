internal import ArgumentParser
internal import Running
internal import SystemPackage

/// `externref run`: scripts, one after the other, in one session.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the lines of files, or of standard input (-).",
    discussion: """
      All files are one session: a later one finds the names of an earlier one. The exit status is 0 when all \
      lines held, and 1 when one failed, even if later ones held. The lines of a file open files beneath its own \
      folder only, where their relative paths lead; those of standard input open what you may open. Of a Markdown \
      document (.md, .markdown) the typed lines are run, and what they write stays in a temporary folder.
      """)

  @OptionGroup var options: SessionOptions

  @Argument(
    help: ArgumentHelp("Scripts; - is standard input.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    throw SessionCommand.run(options, confinesFiles: true) { (runner, _) throws(Errno) in
      for file in files {
        let flow = file == "-" ? try runner.runStandardInput() : try runner.run(path: file)
        if flow != .goOn { break }
      }
    }
  }
}
