public import ArgumentParser
internal import SystemPackage

/// The command line of `externref`.
public struct Externref: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "externref",
    abstract: "Make reference-counted handles, clone them, drop them, and watch their counts.",
    discussion: """
      Without a subcommand this is a shell: type .help in it. When standard input is not a terminal, its lines \
      are run as by 'externref run -'. 'externref help shell' lists the options.
      """,
    version: "0.1.0",
    subcommands: [
      Shell.self, Run.self, Test.self, Play.self, Learn.self, Export.self, Inspect.self, Explain.self,
      Reference.self,
    ],
    defaultSubcommand: Shell.self)

  public init() {}

  /// Runs the process's command line and exits.
  public static func start() {
    StandardStreams.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Writes what an error has to say, and exits. Help and the like are errors here that went well.
  private static func end(with error: any Error) -> Never {
    guard exitCode(for: error).isSuccess, !(error is ExitCode) else { exit(withError: error) }
    let output = Output(.standardOutput)
    do throws(Errno) {
      let text = fullMessage(for: error)
      try output.write(text.isEmpty ? "" : text + "\n")
      try output.flush()
    } catch {
      SessionCommand.complain(of: error)
      exit(withError: ExitCode.failure)
    }
    exit(withError: ExitCode.success)
  }
}
