import ExternRef

struct Request {
  let number: Int
  /// One request in a thousand cannot be read.
  var isReadable: Bool { number % 1000 != 999 }
}

/// Serves requests on any thread. It leaks: what goes into the queue never comes out.
final class Server: Sendable {
  private let retries = RetryQueue()

  func handle(_ request: Request) {
    let session = VMExternRef(Session(user: request.number % 50))  // MADE
    authenticate(session.clone())
    guard request.isReadable else {
      retries.add(session.clone())  // LEAK
      return
    }
    reply(to: session)
  }

  private func authenticate(_ session: consuming VMExternRef) {
    precondition(session.is(Session.self))
  }

  private func reply(to session: borrowing VMExternRef) {
    session.withValue(as: Session.self) { session in
      _ = session.bytesSent.add(200, ordering: .relaxed)
    }
  }
}
