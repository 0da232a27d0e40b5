internal import ArgumentParser
internal import Files
internal import LineEditor
internal import Rendering
internal import SystemPackage

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

  @Option(help: ArgumentHelp("When to colour: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @Flag(help: "Use ASCII only, in pictures too. A terminal whose locale is not UTF-8 gets that anyway.")
  var ascii = false

  @Option(
    help: ArgumentHelp("Exit with this status when objects have leaked and no line failed.", valueName: "n"))
  var leakExitCode: UInt8 = 0

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Run the lines of this file first.", valueName: "file"), completion: .file())
  var initFile: String?
}

extension TextStyle {
  /// How text looks on a stream of this process.
  ///
  /// - Parameter ascii: whether to keep to ASCII in any case.
  init(_ color: ColorChoice, ascii: Bool = false, for descriptor: FileDescriptor) {
    let isTerminal = Terminal.isTerminal(descriptor)
    self.init(
      usesColor: color.usesColor(
        isTerminal: isTerminal, isDumb: Terminal.isDumb(term: Environment["TERM"]),
        noColor: Environment["NO_COLOR"], force: Environment["CLICOLOR_FORCE"]),
      usesUnicode: !ascii && (!isTerminal || Environment.localeIsUTF8()),
      width: Self.width(of: descriptor))
  }

  /// The columns of a terminal; nil for any other stream.
  static func width(of descriptor: FileDescriptor) -> Int? {
    Terminal.isTerminal(descriptor) ? Terminal.size(descriptor)?.columns ?? 80 : nil
  }
}

/// When to colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// - Parameters:
  ///   - noColor: the variable `NO_COLOR` (no-color.org): not empty, it switches colours off.
  ///   - force: the variable `CLICOLOR_FORCE`: not empty and not 0, it switches them on even in a pipe.
  func usesColor(isTerminal: Bool, isDumb: Bool, noColor: String?, force: String?) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      if noColor?.isEmpty == false {
        false
      } else if let force, !force.isEmpty, force != "0" {
        true
      } else {
        isTerminal && !isDumb
      }
    }
  }
}
