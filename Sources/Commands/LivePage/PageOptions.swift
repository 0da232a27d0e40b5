internal import ArgumentParser
internal import Serving

/// The options of every command whose session a live page can follow.
struct PageOptions: ParsableArguments {
  @Flag(help: "Show the session on a live page in the browser, as .page on does.")
  var page = false

  @Option(help: ArgumentHelp("The live page's port; 0 for one that is free.", valueName: "n"))
  var pagePort: UInt16 = 0

  @Option(
    help: ArgumentHelp(
      "Serve the live page at this address of the machine, to viewers on other machines too.",
      valueName: "address"))
  var pageHost = "127.0.0.1"

  /// Where the page is served.
  var place: LivePage.Options { LivePage.Options(host: pageHost, port: pagePort) }
}
