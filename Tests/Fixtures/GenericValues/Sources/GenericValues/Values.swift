import Synchronization

/// How many deinits have run.
let deinits = Atomic(0)

/// A generic value whose end is counted. Its stored property may be trivial.
struct Counted<T: Sendable>: ~Copyable, Sendable {
  let payload: T

  init(_ payload: T) { self.payload = payload }

  deinit { deinits.add(1, ordering: .relaxed) }

  /// Not generic itself, but within a type that is.
  struct Part: ~Copyable, Sendable {
    let number = 1
    deinit { deinits.add(1, ordering: .relaxed) }
  }
}

/// A wrapper that is not generic.
struct Plain: ~Copyable, Sendable {
  let inner: Counted<Int>

  init(_ inner: consuming Counted<Int>) { self.inner = inner }
}

/// A wrapper that is.
struct Wrapper<T: ~Copyable & Sendable>: ~Copyable, Sendable {
  let inner: T

  init(_ inner: consuming T) { self.inner = inner }
}

enum PlainChoice: ~Copyable, Sendable {
  case nothing
  case one(Counted<Int>)
}

enum Choice<T: ~Copyable & Sendable>: ~Copyable, Sendable {
  case nothing
  case one(T)
  case other(T)
}

/// Two values, of which the first is destroyed by what the second one's type knows.
struct Pair<A: ~Copyable & Sendable, B: ~Copyable & Sendable>: ~Copyable, Sendable {
  let first: A
  let second: B

  init(_ first: consuming A, _ second: consuming B) {
    self.first = first
    self.second = second
  }
}

/// A generic noncopyable type without a deinit, which is trivial when its value is.
struct Box<T: ~Copyable & Sendable>: ~Copyable, Sendable {
  let value: T

  init(_ value: consuming T) { self.value = value }
}

/// A type with a deinit that is not generic, for one that is.
struct Ender: ~Copyable, Sendable {
  deinit { deinits.add(1, ordering: .relaxed) }
}

struct Remedied<T: Sendable>: ~Copyable, Sendable {
  let payload: T
  private let ender = Ender()

  init(_ payload: T) { self.payload = payload }
}
