internal import Documents
internal import Model
internal import Rendering
internal import Running
internal import SystemPackage

/// What is wrong with a document, on standard error.
struct Messages {
  private let renderer: TextRenderer
  private let errors = Output(.standardError)
  private let output: Output

  /// - Parameter output: what was written there comes first.
  init(style: StyleOptions, after output: Output) {
    renderer = TextRenderer(style: style.style(for: .standardError))
    self.output = output
  }

  func warn(_ message: String) throws(Errno) {
    try output.flush()
    try errors.write("externref: \(message)\n")
    try errors.flush()
  }

  /// Writes a line. Where standard error takes nothing, the command goes on.
  func say(_ line: String) {
    try? output.flush()
    try? errors.write("\(line.printable)\n")
    try? errors.flush()
  }

  func write(_ error: DocumentError) throws(Errno) {
    try output.flush()
    try errors.write(in: renderer.style) { renderer.render(error, into: &$0) }
    try errors.flush()
  }
}
