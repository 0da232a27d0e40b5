public import Documents
public import Files
internal import Model
public import Session

/// What running a document against its own answers led to.
public struct CheckReport: Sendable {
  /// A step or a condition that was tried.
  public struct Check: Sendable {
    /// The line of the document, from 1.
    public let line: Int
    public let text: String
  }

  /// What was tried. A question without an answer under it is not, nor is one in words.
  public fileprivate(set) var checks: [Check] = []
  public fileprivate(set) var differences: [Difference] = []
  /// Questions that have no answer, because their query fails, and conditions that do not hold.
  public fileprivate(set) var faults: [DocumentError] = []
  /// Why the document was not run at all; nil when it was.
  public fileprivate(set) var obstacle: DocumentError?

  public var compared: Int { checks.count }
  public var passed: Int { compared - failed }
  public var failed: Int { differences.count + faults.count }
}

extension Document {
  /// Runs the document and compares its answers with those that it gets.
  ///
  /// - Parameters:
  ///   - folders: what the document may open, besides a temporary folder.
  ///   - webAssembly: the library that runs modules.
  /// - Throws: that the temporary folder could not be made.
  public func check(folders: [Folder] = [], webAssembly: WebAssembly) throws -> CheckReport {
    if let obstacle = DocumentRun.obstacle(to: self, with: webAssembly) {
      var report = CheckReport()
      report.obstacle = obstacle
      return report
    }
    let transcript = Transcript()
    let run = try DocumentRun(self, folders: folders, by: Runner(host: transcript, webAssembly: webAssembly))
    let checker = Checker(run, transcript)
    try run.walk(with: checker)
    return checker.report
  }
}

/// Compares the answer of each step.
private final class Checker: DocumentHost {
  private let run: DocumentRun
  private let transcript: Transcript
  private(set) var report = CheckReport()

  init(_ run: DocumentRun, _ transcript: Transcript) {
    self.run = run
    self.transcript = transcript
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let step = block.steps[index]
    let cue = try run.perform(step)
    let answer = transcript.take()
    // Only a reader can answer it.
    if case .question = step.action { return cue }
    if step.isPrediction {
      if let fault = DocumentError(question: step, in: run.document, answer.events) {
        note(step)
        report.faults.append(fault)
        return cue
      }
      // An open question leaves its answer to the reader.
      if step.answer.lines.isEmpty { return cue }
    }
    note(step)
    let comparison = Comparison(expected: step.answer.lines, actual: answer.lines)
    if !comparison.holds {
      report.differences.append(Difference(block: block, step: step, comparison: comparison))
    }
    report.checks += step.conditions.map {
      CheckReport.Check(line: $0.line, text: "! " + String(decoding: $0.source, as: UTF8.self))
    }
    for (condition, fault) in run.faults(in: step.conditions) {
      report.faults.append(DocumentError(condition, of: step, in: run.document, fault))
    }
    return cue
  }

  private func note(_ step: Document.Step) {
    report.checks.append(CheckReport.Check(line: step.line, text: step.text))
  }
}
