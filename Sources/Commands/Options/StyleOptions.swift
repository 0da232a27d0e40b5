public import ArgumentParser
internal import Files
internal import LineEditor
public import Rendering
internal import SystemPackage

/// How text looks.
struct StyleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When to colour: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  @Option(
    help: ArgumentHelp(
      "Colours for a dark or a light background, or mono for none; those of auto can be read on both.",
      valueName: "theme"))
  var theme = Theme.auto

  @Flag(help: "Use ASCII only, in pictures too. A terminal whose locale is not UTF-8 gets that anyway.")
  var ascii = false

  /// How text looks on a stream of this process.
  func style(for descriptor: FileDescriptor) -> TextStyle {
    let isTerminal = Terminal.isTerminal(descriptor)
    return TextStyle(
      usesColor: color.usesColor(
        isTerminal: isTerminal, isDumb: Terminal.isDumb(term: Environment["TERM"]),
        noColor: Environment["NO_COLOR"], force: Environment["CLICOLOR_FORCE"]),
      usesUnicode: !ascii && (!isTerminal || Environment.localeIsUTF8()),
      width: TextStyle.width(of: descriptor), theme: theme,
      hasManyColors: Environment["TERM"]?.contains("256color") ?? false
        || Environment["COLORTERM"].map { !$0.isEmpty } ?? false)
  }
}

extension Theme: ExpressibleByArgument {}

extension TextStyle {
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
