internal import FoundationEssentials
internal import Glibc
internal import Synchronization
internal import WasmEngine

/// Runs test scripts of the WebAssembly specification through the bridge.
@main
enum Main {
  static func main() throws {
    var files = Array(CommandLine.arguments.dropFirst())
    let collectsAtCalls = files.first == "--gc-stress"
    if collectsAtCalls { files.removeFirst() }
    guard !files.isEmpty else {
      print("usage: wast [--gc-stress] FILE.json…")
      exit(64)
    }
    let engine: Engine
    do {
      engine = try Engine(WasmLibrary())
      print("wasmtime \(engine.library.version), which \(try engine.library.collection())")
    } catch {
      print("wast: \(error)")
      exit(69)
    }
    var total = Outcome()
    var notRun: [String] = []
    for file in files {
      let script = try JSONDecoder().decode(Script.self, from: Data(contentsOf: URL(filePath: file)))
      if script.startsThreads {
        notRun.append(name(file))
        continue
      }
      let outcome = try run(script, file, engine, collectsAtCalls: collectsAtCalls)
      report(outcome, file)
      total.passed += outcome.passed
      total.failures += outcome.failures
      total.leaked += outcome.leaked
      total.skipped.merge(outcome.skipped, uniquingKeysWith: +)
    }
    if !notRun.isEmpty {
      print("not run, because they start threads: \(notRun.joined(separator: ", "))")
    }
    for (reason, count) in total.skipped.sorted(by: { $0.key < $1.key }) {
      print("skipped \(count): \(reason)")
    }
    print(
      "\(files.count - notRun.count) files: \(total.passed) passed, \(total.failures.count) failed, \(total.skippedCount) skipped, "
        + "\(total.leaked) handles left")
    exit(total.hasFailed ? 1 : 0)
  }

  /// Runs a script: one store, a collection after each command, and no handle may be left behind.
  private static func run(
    _ script: Script, _ file: String, _ engine: Engine, collectsAtCalls: Bool
  ) throws -> Outcome {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var outcome = Outcome()
    // The runner and its store are gone when the handles are counted.
    try run(
      script,
      ScriptRunner(engine, collectsAtCalls: collectsAtCalls) {
        try Array(Data(contentsOf: URL(filePath: folder + $0)))
      }, &outcome)
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

  private static func name(_ file: String) -> String { String(file.split(separator: "/").last ?? "") }

  private static func report(_ outcome: Outcome, _ file: String) {
    print(
      "\(outcome.hasFailed ? "FAILED" : "ok") \(name(file)): \(outcome.passed) passed, \(outcome.skippedCount) skipped, "
        + "\(outcome.leaked) handles left")
    for failure in outcome.failures { print("  \(failure)") }
  }
}
