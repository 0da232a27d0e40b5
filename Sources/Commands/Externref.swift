public import ArgumentParser

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
      Shell.self, Run.self, Test.self, Play.self, Learn.self, Export.self, Inspect.self, Explain.self, Reference.self,
    ],
    defaultSubcommand: Shell.self)

  public init() {}

  /// Runs the process's command line and exits.
  public static func start() {
    StandardStreams.prepare()
    main()
  }
}
