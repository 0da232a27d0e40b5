internal import FoundationEssentials
internal import Glibc
internal import Synchronization
internal import WasmEngine

/// Runs test scripts of the WebAssembly specification through the bridge.
@main
enum Main {
  static func main() throws {
    let files = CommandLine.arguments.dropFirst()
    guard !files.isEmpty else {
      print("usage: wast FILE.json…")
      exit(64)
    }
    let engine: Engine
    do {
      engine = try Engine(WasmLibrary())
    } catch {
      print("wast: \(error)")
      exit(69)
    }
    var total = Outcome()
    for file in files {
      let outcome = try run(file, engine)
      report(outcome, file)
      total.passed += outcome.passed
      total.failures += outcome.failures
      total.leaked += outcome.leaked
      total.skipped.merge(outcome.skipped, uniquingKeysWith: +)
    }
    for (reason, count) in total.skipped.sorted(by: { $0.key < $1.key }) {
      print("skipped \(count): \(reason)")
    }
    print(
      "\(files.count) files: \(total.passed) passed, \(total.failures.count) failed, \(total.skippedCount) skipped, "
        + "\(total.leaked) handles left")
    exit(total.hasFailed ? 1 : 0)
  }

  /// Runs a script: one store, a collection after each command, and no handle may be left behind.
  private static func run(_ file: String, _ engine: Engine) throws -> Outcome {
    let script = try JSONDecoder().decode(Script.self, from: Data(contentsOf: URL(filePath: file)))
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var outcome = Outcome()
    try run(
      script, ScriptRunner(engine) { try Array(Data(contentsOf: URL(filePath: folder + $0))) }, &outcome)
    outcome.leaked = HostValue.live.load(ordering: .relaxed)
    return outcome
  }

  private static func run(_ script: Script, _ runner: ScriptRunner, _ outcome: inout Outcome) {
    for command in script.commands {
      do {
        try runner.run(command)
        try runner.store.collect()
        if command.type.hasPrefix("assert_") { outcome.passed += 1 }
      } catch let skip as Skip {
        outcome.skipped[skip.reason, default: 0] += 1
      } catch {
        let message = (error as? Failure)?.message ?? "\(error)"
        outcome.failures.append("line \(command.line): \(command.type): \(message)")
      }
    }
  }

  private static func report(_ outcome: Outcome, _ file: String) {
    let name = file.split(separator: "/").last ?? ""
    print(
      "\(outcome.hasFailed ? "FAILED" : "ok") \(name): \(outcome.passed) passed, \(outcome.skippedCount) skipped, "
        + "\(outcome.leaked) handles left")
    for failure in outcome.failures { print("  \(failure)") }
  }
}
