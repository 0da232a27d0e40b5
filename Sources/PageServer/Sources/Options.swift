internal import NIOCore

/// The server's command line.
struct Options {
  var host = "127.0.0.1"
  var port = 0
  var limits = Limits()

  static let usage = "usage: externref-page-server [--host ADDRESS] [--port N] [--patience SECONDS]"

  init(_ arguments: some Sequence<String>) throws(Failure) {
    var arguments = arguments.makeIterator()
    while let argument = arguments.next() {
      let value = arguments.next()
      switch (argument, value, value.flatMap { UInt16($0) }) {
      case ("--host", let host?, _) where !host.isEmpty: self.host = host
      case ("--port", _, let port?): self.port = Int(port)
      case ("--patience", _, let seconds?) where seconds > 0: limits.requestTime = .seconds(Int64(seconds))
      default: throw Failure(status: 64, text: Self.usage)
      }
    }
  }
}
