public import ArgumentParser
internal import Model
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
    version: Commands.version,
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
  ///
  /// A message repeats what stands on the command line, so it is escaped for the terminal.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = error is ExitCode ? "" : fullMessage(for: error)
    guard code.isSuccess else {
      let errors = Output(.standardError)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !text.isEmpty {
        try? errors.write(String(line).printable + "\n")
      }
      try? errors.flush()
      exit(withError: code)
    }
    let output = Output(.standardOutput)
    do throws(Errno) {
      try output.write(text.isEmpty ? "" : text + "\n")
      try output.flush()
    } catch {
      SessionCommand.complain(of: error)
      exit(withError: ExitCode.failure)
    }
    exit(withError: ExitCode.success)
  }
}
