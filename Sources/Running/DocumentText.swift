package import Documents
package import Rendering

extension TextRenderer {
  /// Writes a step whose answer differs: the lines of the document with `-` and their numbers, those of the session
  /// with `+`.
  package func render(_ difference: Difference, in document: Document, into text: inout TextBuffer) {
    let step = difference.step
    text.write(untrusted: "\(document.name):\(step.line): ")
    text.write(untrusted: step.text, .heading)
    text.newline()
    var number = step.line
    for line in difference.comparison.spelledOut {
      switch line {
      case .same(let line):
        number += 1
        render("  ", line, .faint, number: number, into: &text)
      case .missing(let line):
        number += 1
        render("- ", line, .end, number: number, into: &text)
      case .unexpected(let line):
        render("+ ", line, .good, number: nil, into: &text)
      case .any:
        number += 1
        render("  ", "...", .faint, number: number, into: &text)
      }
    }
  }

  private func render(
    _ mark: String, _ line: String, _ paint: Paint, number: Int?, into text: inout TextBuffer
  ) {
    let label = number.map(String.init) ?? ""
    text.write(String(repeating: " ", count: max(0, 6 - label.count)) + label + " ", .faint)
    text.write(untrusted: mark + line, paint)
    text.newline()
  }

  /// Writes a step as a reader sees it before its answer.
  package func render(_ step: Document.Step, into text: inout TextBuffer) {
    if case .question(let question) = step.action { return render(question, into: &text) }
    text.write(untrusted: String(step.text.prefix(2)), .faint)
    text.write(untrusted: String(step.text.dropFirst(2)), step.isPrediction ? .strong : .plain)
    text.newline()
  }

  private func render(_ question: Document.WordQuestion, into text: inout TextBuffer) {
    text.paragraph("? " + style.escape(question.text), paint: .strong)
    for (index, choice) in question.choices.enumerated() {
      text.write("  \(index + 1) ", .name)
      text.words(style.escape(choice))
      text.newline()
    }
  }

  /// Writes a mistake in a document.
  package func render(_ error: DocumentError, into text: inout TextBuffer) {
    render(error.diagnostic, at: error.place, into: &text)
  }
}
