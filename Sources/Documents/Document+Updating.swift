internal import Model

/// A step whose answer is not what the document says.
public struct Difference: Sendable {
  public let block: Document.Block
  public let step: Document.Step
  public let comparison: Comparison

  public init(block: Document.Block, step: Document.Step, comparison: Comparison) {
    self.block = block
    self.step = step
    self.comparison = comparison
  }
}

extension Document {
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
      let answer = difference.step.answer
      bytes += source[position..<answer.range.lowerBound]
      // A fence follows the answer, so the line before it has its line end.
      for line in difference.comparison.corrected { bytes += line.utf8 + answer.lineEnd }
      position = answer.range.upperBound
    }
    return bytes + source[position...]
  }
}
