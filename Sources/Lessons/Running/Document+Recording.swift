public import Exporting
public import Files
internal import Session

extension Document {
  /// Runs the document and takes down what it does, with its text and its questions.
  ///
  /// - Parameter folders: what the document may open, besides a temporary folder.
  /// - Throws: that a question has no answer, or that the temporary folder could not be made.
  public func recording(folders: [Folder]) throws(DocumentError) -> Recording {
    let runner = try DocumentRunner(folders: folders, files: files)
    var recording = Recording(title: title)
    for part in parts {
      switch part {
      case .prose(let range):
        recording.append(prose: text(range))
      case .block(let block):
        if block.isFresh {
          try runner.startAnew()
          recording.startAnew()
        }
        for step in block.steps { try record(step, by: runner, into: &recording) }
      }
    }
    recording.append(
      RecordedLine(number: runner.lineNumber + 1, text: "", recording: runner.end()), as: .end)
    return recording
  }

  private func record(
    _ step: Step, by runner: DocumentRunner, into recording: inout Recording
  ) throws(DocumentError) {
    let events = runner.perform(step)
    let line = { (text: [UInt8]) in
      RecordedLine(
        number: runner.lineNumber, text: String(decoding: text, as: UTF8.self), recording: events)
    }
    switch step.action {
    case .command(let text):
      recording.append(line(text))
      if runner.session.isBlank { recording.startAnew() }
    case .prediction(let query):
      if let fault = DocumentError(question: step, in: self, events) { throw fault }
      recording.append(line(query), as: .question)
    }
  }
}
