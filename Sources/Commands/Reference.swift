internal import ArgumentParser
internal import Model
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// `externref reference`: the documents that are made from the tables of verbs and of errors.
struct Reference: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Print the reference of the language, or of the errors, as Markdown.")

  enum Topic: String, ExpressibleByArgument, CaseIterable {
    case language, errors
  }

  @Argument(help: ArgumentHelp("language or errors.", valueName: "topic"))
  var topic: Topic

  func run() throws {
    let output = Output(.standardOutput)
    switch topic {
    case .language: try output.write(ReferenceDocument.language(CommandTable.help))
    case .errors: try output.write(ReferenceDocument.errors(ErrorCode.stories))
    }
    try output.flush()
  }
}
