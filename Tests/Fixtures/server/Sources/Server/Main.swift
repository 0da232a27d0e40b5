// A server with worker threads that leaks one handle in a thousand requests.
//
//     Server [REQUESTS [THREADS]]

import Dispatch
import ExternRef

@main
enum Main {
  static let server = Server()

  static func main() {
    let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
    let requests = arguments.first ?? 10_000
    let threads = arguments.dropFirst().first ?? 4
    HandleTrace.mark("warm")
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for number in stride(from: thread, to: requests, by: threads) { server.handle(Request(number: number)) }
    }
    HandleTrace.mark("served")
    print("\(requests) requests served")
  }
}
