public import Documents
public import Exporting
public import Files
internal import Model
public import Session

extension Document {
  /// Runs the document and takes down what it does, with its text and its questions.
  ///
  /// - Parameters:
  ///   - folders: what the document may open, besides a temporary folder.
  ///   - webAssembly: the library that runs modules.
  /// - Throws: that a question has no answer, or that the temporary folder could not be made.
  public func recording(folders: [Folder] = [], webAssembly: WebAssembly) throws -> Recording {
    let runner = Runner(host: Silence(), webAssembly: webAssembly)
    runner.beginRecording()
    let run = try DocumentRun(self, folders: folders, by: runner)
    try run.walk(with: RecordedWalk(run))
    try run.end()
    return Recording(title: title, log: run.session.log)
  }
}

/// Does one step after the other, and adds the prose between them.
private final class RecordedWalk: DocumentHost {
  private let run: DocumentRun

  init(_ run: DocumentRun) {
    self.run = run
  }

  func read(_ prose: Range<Int>) -> DocumentRun.Cue {
    run.runner.record(prose: run.document.text(prose))
    return .next
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let step = block.steps[index]
    let cue = try run.perform(step)
    if step.isPrediction,
      let fault = DocumentError(question: step, in: run.document, run.session.events)
    {
      throw fault
    }
    return cue
  }
}
