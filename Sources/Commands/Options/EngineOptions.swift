internal import ArgumentParser
internal import Files
internal import Session

/// Which engine runs WebAssembly modules.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run WebAssembly modules with this library, instead of the one that scripts/install-wasmtime installs.",
      valueName: "file"), completion: .file())
  var wasmtime: String?

  @Flag(
    help:
      "Let the engine collect at each call of a module and of the host: nothing but counts may change by it.")
  var gcStress = false

  /// The library, to be shared by all sessions.
  func webAssembly() -> WebAssembly {
    WebAssembly(libraryAt: wasmtime.map(HomeFolder.expanding), collectsAtCalls: gcStress)
  }
}
