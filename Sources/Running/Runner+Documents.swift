internal import Documents
internal import Files
internal import Model
internal import Session
internal import SystemPackage

extension Runner {
  /// Runs what a document types, in one session with what ran before, as a script: answers are shown and not compared,
  /// and questions are asked like any other query.
  func run(documentAt path: String) throws(Errno) -> Flow {
    do {
      let file = try DocumentFiles.read(path)
      let run = try DocumentRun(file.document, folders: [file.folder] + folders, as: .script, by: self)
      defer { run.finish() }
      let script = Script(run)
      try run.walk(with: script)
      return script.hasBailed ? .bail : .goOn
    } catch let error as DocumentError {
      return try giveUp(
        error.diagnostic,
        at: Place(source: error.line == nil ? .terminal : .file(path), line: error.line ?? 1))
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}

/// Does one step after the other.
private final class Script: DocumentHost {
  private let run: DocumentRun
  private(set) var hasBailed = false

  init(_ run: DocumentRun) {
    self.run = run
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let step = block.steps[index]
    var cue = try run.perform(step)
    for (condition, fault) in run.faults(in: step.conditions) where cue == .next {
      let error = DocumentError(condition, of: step, in: run.document, fault)
      let place = Place(source: .file(run.document.name), line: condition.line)
      if try run.runner.fail(error, at: place) == .bail { cue = .stop }
    }
    hasBailed = cue == .stop
    return cue
  }
}
