internal import ArgumentParser

/// The options that a shell and a script run share.
struct SessionOptions: ParsableArguments {
  @OptionGroup var answers: AnswerOptions

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Run the lines of this file first.", valueName: "file"), completion: .file())
  var initFile: String?

  @OptionGroup var page: PageOptions

  @OptionGroup var lines: LineOptions
}
