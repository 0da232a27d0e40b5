internal import Files
internal import LineEditor
internal import Serving
internal import SystemPackage

extension LivePage {
  /// Starts the page's server, and says where the page is.
  ///
  /// - Parameter say: writes a line on standard error.
  func publish(_ options: Options, say: (String) -> Void) throws(Obstacle) {
    try start(try ServerProgram.find(given: Environment["EXTERNREF_PAGE_SERVER"]))
    say("page: \(address ?? "")")
    if !options.isLocal {
      say("externref: the page is open to other machines, unencrypted: who has its address sees the session")
    }
  }

  /// Lets viewers look on until Ctrl-C, where there is a terminal to press it at.
  ///
  /// - Parameters:
  ///   - say: writes a line on standard error.
  ///   - meanwhile: is done again and again.
  func stay(say: (String) -> Void, _ meanwhile: () -> Void = {}) throws(Errno) {
    guard isOn, Terminal.isTerminal(.standardError) else { return }
    try Interrupts.install()
    say("externref: the page stays until Ctrl-C")
    while !Interrupts.isRaised, isOn {
      Pause.wait(.milliseconds(100))
      meanwhile()
    }
  }
}
