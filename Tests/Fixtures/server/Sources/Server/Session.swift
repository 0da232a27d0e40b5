import ExternRef
import Synchronization

/// What the server knows of a user while a request of theirs is under way.
final class Session: Sendable {
  let user: Int
  let bytesSent = Atomic(0)

  init(user: Int) { self.user = user }
}

/// A handle in a container that takes copyable elements only.
final class Slot: Sendable {
  let handle: VMExternRef

  init(_ handle: consuming VMExternRef) { self.handle = handle }
}

/// Sessions whose requests are to be tried again.
final class RetryQueue: Sendable {
  private let waiting = Mutex<[Slot]>([])

  func add(_ session: consuming VMExternRef) {
    let slot = Slot(session)
    waiting.withLock { $0.append(slot) }
  }
}
