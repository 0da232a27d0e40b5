internal import ArgumentParser
internal import Files
internal import LineEditor
internal import Model
internal import Running
internal import Session
internal import SystemPackage

/// What the commands that run lines of a session have in common: what runs before and after them, and the exit status.
enum SessionCommand {
  /// Runs `--init`'s file and then `body`, ends the session, and says how the process should exit.
  ///
  /// - Parameters:
  ///   - confinesFiles: whether the lines of files open files beneath the allowed folders and their own only.
  ///   - isInteractive: whether a user types the lines, where standard input is a terminal. The end of others is no reason
  ///     to take a live page away.
  static func run(
    _ options: SessionOptions, confinesFiles: Bool, isInteractive: Bool = false,
    _ body: (Runner, Display) throws(Errno) -> Void
  ) -> ExitCode {
    let display = Display(style: options.lines.style, options.answers)
    let runner = Runner(
      host: display, webAssembly: options.lines.engine.webAssembly(), folders: options.lines.folders.folders,
      confinesFiles: confinesFiles, bails: options.answers.bail)
    let page = SessionPage(
      options.page.place, title: "A session", session: { runner.session }, say: display.say)
    display.page = page
    defer { page.end() }
    if display.canDraw { runner.raceObserver = display.follow }
    do throws(Errno) {
      if options.page.page, let obstacle = page.show(true) {
        try display.warn("there is no live page: \(obstacle)")
      }
      var flow = Runner.Flow.goOn
      if let file = options.initFile { flow = try runner.run(initialFile: HomeFolder.expanding(file)) }
      if flow == .goOn { try body(runner, display) }
      try runner.end()
      if !Terminal.isTerminal(.standardInput) || !isInteractive { try page.stay() }
    } catch {
      complain(of: error)
      return .failure
    }
    if runner.failed { return .failure }
    return runner.leaked ? ExitCode(Int32(options.answers.leakExitCode)) : .success
  }

  /// Says that standard output has failed.
  static func complain(of error: Errno) {
    // There is no reader any more: as quiet an end as the signal would have made.
    guard error != .brokenPipe else { return }
    let errors = Output(.standardError)
    try? errors.write("externref: cannot write the results: \(error)\n")
    try? errors.flush()
  }
}
