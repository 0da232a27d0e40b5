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
      let arguments = CommandLine.arguments.dropFirst()
      var command = try parse(subcommandOf: arguments) ?? parseAsRoot(Array(arguments))
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Parses a command line as that of the one subcommand that it names: what all of them take is only looked at where a
  /// line asks for help or is wrong, since that is most of what a start costs.
  ///
  /// - Returns: nil for a line that names none, and for one that does not end in a command to run.
  private static func parse(subcommandOf arguments: ArraySlice<String>) -> (any ParsableCommand)? {
    guard let name = arguments.first,
      let subcommand = configuration.subcommands.first(where: { $0._commandName == name })
    else { return nil }
    return try? subcommand.parseAsRoot(Array(arguments.dropFirst()))
  }

  /// The command that was probably meant by a word that none has as its name.
  private static func meaning(of arguments: [String], failingWith error: any Error) -> String? {
    guard exitCode(for: error) == .validationFailure,
      let word = arguments.first(where: { !$0.hasPrefix("-") }),
      fullMessage(for: error).contains("nexpected argument"),
      !configuration.subcommands.contains(where: { $0._commandName == word })
    else { return nil }
    let rest = arguments.drop { $0 != word }.dropFirst()
    let line = ([word] + rest).map(\.asShellWord).joined(separator: " ")
    let meant: String
    if word.hasSuffix(".xr") {
      meant = "to run the script: externref run \(line)"
    } else if word.hasSuffix(".md") || word.hasSuffix(".markdown") {
      meant = "to show the document: externref play \(line); to run its lines: externref run \(line)"
    } else {
      meant = Suggestions.remedy(
        for: word, among: configuration.subcommands.map { $0._commandName },
        shownAs: { (["externref", $0] + rest.map(\.asShellWord)).joined(separator: " ") },
        otherwise: "'externref --help' lists the commands")
    }
    return "Error: There is no command '\(word)'.\nHelp: \(meant)"
  }

  /// Writes what an error has to say, and exits. Help and the like are errors here that went well.
  ///
  /// A message repeats what stands on the command line, so it is escaped for the terminal.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let text =
      error is ExitCode
      ? ""
      : meaning(of: Array(CommandLine.arguments.dropFirst()), failingWith: error) ?? fullMessage(for: error)
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

extension String {
  /// The text as a word of a POSIX shell.
  fileprivate var asShellWord: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { $0 > 0x2A && $0 < 0x7F && $0 != 0x3B && $0 != 0x3C && $0 != 0x3E && $0 != 0x3F }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
