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

  /// The library is the process's, so this is said once, before any line is done.
  func apply() {
    if let wasmtime { WebAssembly.use(libraryAt: HomeFolder.expanding(wasmtime)) }
  }
}
