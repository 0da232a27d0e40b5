internal import ArgumentParser
internal import Files
internal import LineEditor
internal import Model
internal import Rendering
internal import Session
internal import SystemPackage
internal import Traces

/// `externref inspect`: what the trace of another program has to tell.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "See who holds what in a program of yours, from the trace that it wrote.",
    discussion: """
      A program that is built with the package's trait Tracing writes a trace when EXTERNREF_TRACE=FILE is in its \
      environment. At a terminal this is a prompt: .leaks, why @3, .at N and the like; .help lists them. When standard \
      input is not a terminal, its lines are answered. With --leaks the report is written, and that is all: \
      with --leak-exit-code 1 it fails a build that leaks.
      """)

  @OptionGroup var answers: AnswerOptions

  @OptionGroup var style: StyleOptions

  @Option(
    help: ArgumentHelp(
      "Show objects only whose type is like this: * is any text, ? a character.", valueName: "glob"))
  var type: String?

  @Option(
    help: ArgumentHelp(
      "Show only what places like this made or hold: Server.swift, App/*, Server.swift:42.", valueName: "glob"
    ))
  var site: String?

  @Flag(help: "Write what lives and what keeps it, and end.")
  var leaks = false

  @Flag(help: "Go on as the program runs; with --leaks, wait until it has ended.")
  var follow = false

  @Flag(help: "Keep no history across sessions.")
  var noHistory = false

  @OptionGroup var page: PageOptions

  @Argument(help: ArgumentHelp("A trace.", valueName: "file"), completion: .file())
  var file: String

  func run() throws {
    let status: ExitCode
    do throws(Errno) {
      status = try inspect()
    } catch {
      SessionCommand.complain(of: error)
      throw ExitCode.failure
    }
    throw status
  }

  /// Answers what is asked.
  ///
  /// - Returns: how the process should exit.
  private func inspect() throws(Errno) -> ExitCode {
    let display = Display(style: style, answers)
    let trace: Trace
    do throws(TraceError) {
      trace = try leaks ? Trace(path: file, checkpointEvents: nil) : Trace(path: file)
    } catch {
      try display.show(Diagnostic(unreadable: file, error), at: nil)
      try display.flush()
      return .failure
    }
    let inspector = Inspector(
      trace, filter: Filter(type: type, site: site), shellVerbs: CommandTable.help)
    let page = TracePage(
      page.place, of: inspector, title: FilePath(file).lastComponent?.string ?? file, say: display.say)
    defer { page.end() }
    let inspection = Inspection(inspector, display: display, answers: answers, follows: follow, page: page)
    if self.page.page, let obstacle = page.show(true) {
      try display.warn("there is no live page: \(obstacle)")
    }
    if leaks {
      try inspection.reportLeaks()
    } else if Terminal.isTerminal(.standardInput) {
      try inspection.interact(
        historyPath: noHistory ? nil : UserFolders.state()?.appending("inspect_history"))
    } else {
      try inspection.answerStandardInput()
    }
    try display.flush()
    if leaks || !Terminal.isTerminal(.standardInput) { try page.stay { inspection.catchUp() } }
    if inspection.failed { return .failure }
    return inspection.leaked ? ExitCode(Int32(answers.leakExitCode)) : .success
  }
}

extension Diagnostic {
  init(unreadable path: String, _ error: TraceError) {
    self.init(.badTrace, "cannot read '\(path.printable)' as a trace: \(error.reason)", remedy: error.remedy)
  }
}
