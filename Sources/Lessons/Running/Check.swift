public import Files
internal import Model
internal import Session

/// A step whose answer is not what the document says.
public struct Difference: Sendable {
  public let block: Document.Block
  public let step: Document.Step
  public let comparison: Comparison
}

/// What running a document against its own answers led to.
public struct CheckReport: Sendable {
  /// How many steps were compared. A question without an answer under it is not.
  public let compared: Int
  public let differences: [Difference]
  /// Questions that have no answer, because their query fails.
  public let faults: [DocumentError]
  /// Why the document was not run at all; nil when it was.
  public internal(set) var obstacle: DocumentError?

  public var passed: Int { compared - failed }
  public var failed: Int { differences.count + faults.count }
}

extension Document {
  /// Runs the document and compares its answers with those that it gets.
  ///
  /// - Parameter folders: what the document may open, besides a temporary folder.
  /// - Throws: that the temporary folder could not be made.
  public func check(folders: [Folder]) throws(DocumentError) -> CheckReport {
    if let obstacle {
      return CheckReport(compared: 0, differences: [], faults: [], obstacle: obstacle)
    }
    let runner = try DocumentRunner(folders: folders, files: files)
    var compared = 0
    var differences: [Difference] = []
    var faults: [DocumentError] = []
    for block in blocks {
      if block.isFresh { try runner.startAnew() }
      for step in block.steps {
        let events = runner.perform(step)
        if step.isPrediction, let fault = DocumentError(question: step, in: self, events) {
          compared += 1
          faults.append(fault)
          continue
        }
        // An open question leaves its answer to the reader.
        if step.isPrediction, step.answer.lines.isEmpty { continue }
        compared += 1
        let comparison = Comparison(expected: step.answer.lines, actual: runner.answer(events))
        if !comparison.holds {
          differences.append(Difference(block: block, step: step, comparison: comparison))
        }
      }
    }
    return CheckReport(compared: compared, differences: differences, faults: faults)
  }

  /// The document with other answers where they differ. All else stays, byte for byte, every `...` too.
  ///
  /// - Throws: that an answer has a line which would mean something else in its block.
  public func updated(with differences: [Difference]) throws(DocumentError) -> [UInt8] {
    for difference in differences {
      if let fault = DocumentError(unwritable: difference, in: self) { throw fault }
    }
    var bytes: [UInt8] = []
    var position = 0
    for difference in differences {
      let range = difference.step.answer.range
      bytes += source[position..<range.lowerBound]
      // A fence follows the answer, so the line before it has its line feed.
      for line in difference.comparison.corrected { bytes += line.utf8 + [.newline] }
      position = range.upperBound
    }
    return bytes + source[position...]
  }
}

extension [String] {
  /// The lines up to the last one that is not blank.
  var trimmingBlankEnd: ArraySlice<String> {
    self[..<(lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)]
  }
}
