internal import ArgumentParser
internal import Lessons
internal import Rendering
internal import SystemPackage

/// What the commands that take documents have in common: where results and messages go, and how errors end.
enum DocumentCommand {
  static func run(color: ColorChoice, _ body: (Output, Messages) throws -> Void) throws {
    let output = Output(.standardOutput)
    let messages = Messages(color: color, after: output)
    do {
      do {
        try body(output, messages)
        try output.flush()
      } catch let error as DocumentError {
        try messages.write(error)
        throw ExitCode.failure
      } catch let code as ExitCode {
        try output.flush()
        throw code
      }
    } catch let error as Errno {
      // Nobody reads any more: as quiet an end as the signal would have made.
      if error != .brokenPipe { Runner.complain(of: error) }
      throw ExitCode.failure
    }
  }
}
