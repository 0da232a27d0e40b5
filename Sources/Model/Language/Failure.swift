/// A diagnostic before it is laid out: its place is a range of the line's bytes.
package struct Failure: Error {
  package let code: ErrorCode
  package let message: String
  package let remedy: String
  package let range: Range<Int>

  package init(_ code: ErrorCode, _ message: String, _ remedy: String, at range: Range<Int>) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.range = range
  }
}

extension Diagnostic {
  package init(_ failure: Failure, in source: [UInt8]) {
    self.init(failure.code, failure.message, remedy: failure.remedy, in: source, at: failure.range)
  }
}
