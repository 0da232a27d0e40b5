internal import Model

/// A diagnostic before it is laid out: its place is a range of the line's bytes.
struct Failure: Error {
  let code: ErrorCode
  let message: String
  let remedy: String
  let range: Range<Int>

  init(_ code: ErrorCode, _ message: String, _ remedy: String, at range: Range<Int>) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.range = range
  }
}

extension Diagnostic {
  init(_ failure: Failure, in source: [UInt8]) {
    self.init(failure.code, failure.message, remedy: failure.remedy, in: source, at: failure.range)
  }
}
