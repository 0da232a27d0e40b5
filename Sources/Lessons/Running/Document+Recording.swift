public import Exporting
public import Files
internal import Model
internal import Session

extension Document {
  /// Runs the document and takes down what it does, with its text and its questions.
  ///
  /// - Parameter folders: what the document may open, besides a temporary folder.
  /// - Throws: that a question has no answer, or that the temporary folder could not be made.
  public func recording(folders: [Folder]) throws(DocumentError) -> Recording {
    let runner = try DocumentRunner(folders: folders, files: files)
    runner.session.log = Log(keepsAsides: true)
    for part in parts {
      switch part {
      case .prose(let range):
        runner.session.log.append(prose: text(range))
      case .block(let block):
        if block.isFresh { try runner.startAnew() }
        for step in block.steps {
          let events = runner.perform(step)
          if step.isPrediction, let fault = DocumentError(question: step, in: self, events) { throw fault }
        }
      }
    }
    _ = runner.end()
    return Recording(title: title, log: runner.session.log)
  }
}
