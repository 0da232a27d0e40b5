internal import ArgumentParser
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// `externref explain`: the story behind an error's code.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain an error's code.",
    discussion: "Without a code, all codes are listed.")

  @OptionGroup var style: StyleOptions

  @Argument(
    help: ArgumentHelp("Such as E0007.", valueName: "code"),
    completion: .list(ErrorCode.allCases.map(\.rawValue)))
  var code: String?

  func validate() throws {
    if let code, errorCode == nil {
      let codes = ErrorCode.allCases.map(\.rawValue)
      throw ValidationError(
        "There is no error code '\(code.printable)'. They go from \(codes[0]) to \(codes[codes.count - 1]).")
    }
  }

  private var errorCode: ErrorCode? { code.flatMap { ErrorCode(rawValue: $0.uppercased()) } }

  func run() throws {
    let renderer = TextRenderer(style: style.style(for: .standardOutput))
    let output = Output(.standardOutput)
    try output.write(in: renderer.style) { text in
      if let errorCode {
        renderer.render(errorCode.story, into: &text)
      } else {
        renderer.list(of: ErrorCode.stories, into: &text)
      }
    }
    try output.flush()
  }
}
