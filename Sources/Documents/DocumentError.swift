internal import Markdown
public import Model
public import Session
public import SystemPackage

/// A mistake in a document, or a document that cannot be had.
public struct DocumentError: Error, Sendable {
  /// The document's line, from 1; nil for a document that could not be read.
  public let line: Int?
  /// Where: `lesson.md:12`; nil for a document that could not be read.
  public let place: String?
  public let diagnostic: Diagnostic

  /// - Parameters:
  ///   - line: the line's number, from 1.
  ///   - source: the line; empty where showing it would not help.
  ///   - range: the bytes of the line that are at fault.
  package init(
    _ message: String, remedy: String, in name: String, line: Int, source: [UInt8] = [],
    at range: Range<Int> = 0..<0
  ) {
    self.line = line
    place = "\(name):\(line)"
    diagnostic = Diagnostic(.document, message, remedy: remedy, in: source, at: range)
  }

  /// A document that could not be read.
  public init(_ refusal: Refusal) {
    line = nil
    place = nil
    diagnostic = Diagnostic(refusal)
  }

  /// Something without which the document cannot run.
  package init(_ diagnostic: Diagnostic, in name: String) {
    line = nil
    place = name
    self.diagnostic = diagnostic
  }

  /// A refusal of one of the document's lines.
  package init(_ refusal: Refusal, in name: String, line: Int) {
    self.line = line
    place = "\(name):\(line)"
    let diagnostic = Diagnostic(refusal)
    self.diagnostic = Diagnostic(.document, diagnostic.message, remedy: diagnostic.remedy)
  }

  /// A document that is not there under any name.
  ///
  /// - Parameters:
  ///   - message: what is wrong, in one line.
  ///   - remedy: what the user may have meant.
  public init(_ message: String, remedy: String) {
    line = nil
    place = nil
    diagnostic = Diagnostic(.document, message, remedy: remedy)
  }

  /// A folder in which there is nothing to read.
  public init(noDocumentsIn folder: String) {
    line = nil
    place = nil
    diagnostic = Diagnostic(
      .document, "there is no Markdown file in '\(folder)'",
      remedy: "name a folder with files that end in .md or .markdown")
  }

  /// A file in a folder whose name is not text, and could not be shown or written.
  public init(nameOf file: FilePath) {
    line = nil
    place = nil
    // SAFETY: the name is read up to the zero at its end, while it lives.
    let name = unsafe file.withPlatformString { name in
      var text = ""
      var byte = unsafe name
      while unsafe byte.pointee != 0 {
        let value = unsafe UInt8(bitPattern: byte.pointee)
        text += value < 0x80 ? String(Unicode.Scalar(value)) : "\\x" + String(value, radix: 16)
        unsafe byte += 1
      }
      return text
    }
    diagnostic = Diagnostic(
      .document, "the name '\(name)' is not UTF-8, so the document is not run",
      remedy: "rename the file")
  }

  static func tooLarge(name: String) -> DocumentError {
    DocumentError(
      "the document has more than \(Document.sizeLimit) bytes", remedy: "split it into several documents",
      in: name,
      line: 1)
  }

  /// A question whose query fails; nil when it does not.
  ///
  /// - Parameter events: what asking it led to.
  package init?(question step: Document.Step, in document: Document, _ events: [Event]) {
    guard case .error(let fault)? = events.first(where: \.isError) else { return nil }
    self.init(
      "the question has no answer here: \(fault.message)", remedy: fault.remedy, in: document.name,
      line: step.line, source: Array("? \(fault.source)".utf8),
      at: fault.byteRange.lowerBound + 2..<fault.byteRange.upperBound + 2)
  }

  /// A condition of an exercise that does not hold after the document's own line.
  package init(
    _ condition: Document.Condition, of step: Document.Step, in document: Document, _ fault: Diagnostic
  ) {
    self.init(
      "after the exercise's own line this does not hold: \(fault.message)",
      remedy: "change the line or the condition", in: document.name, line: condition.line,
      source: Array("! ".utf8) + condition.source, at: 0..<condition.source.count + 2)
  }

  /// An answer that the document could not hold; nil when it could.
  init?(unwritable difference: Difference, in document: Document) {
    let fence = difference.block.fence
    for line in difference.comparison.corrected {
      let bytes = Array(line.utf8)[...]
      if fence.isClosed(by: bytes) {
        self.init(
          "the answer has a line that would end the block",
          remedy: "begin and end the block with \(fence.longerMarks)", in: document.name,
          line: difference.step.line, source: Array(difference.step.text.utf8))
        return
      }
      if let first = bytes.first, ">?!".utf8.contains(first) {
        self.init(
          "the answer has a line that would be read as typed", remedy: "let ... stand for that line",
          in: document.name, line: difference.step.line, source: Array(difference.step.text.utf8))
        return
      }
    }
    return nil
  }
}

extension Diagnostic {
  /// The bytes of the source that are at fault.
  var byteRange: Range<Int> {
    let start = source.prefix(column - 1).utf8.count
    return start..<start + source.dropFirst(column - 1).prefix(length).utf8.count
  }
}
