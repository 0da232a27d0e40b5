internal import ArgumentParser

/// The options that a shell and a script run share.
struct SessionOptions: ParsableArguments {
  @Flag(help: "Answer in JSON Lines: one object for each event.")
  var json = false

  @Flag(name: .shortAndLong, help: "Show errors and leaks only.")
  var quiet = false

  @Flag(help: "Show each line before its results.")
  var echo = false

  @Flag(help: "Stop at the first line that fails.")
  var bail = false

  @Option(
    help: ArgumentHelp("Exit with this status when objects have leaked and no line failed.", valueName: "n"))
  var leakExitCode: UInt8 = 0

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Run the lines of this file first.", valueName: "file"), completion: .file())
  var initFile: String?

  @OptionGroup var page: PageOptions

  @OptionGroup var lines: LineOptions
}
