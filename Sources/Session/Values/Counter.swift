internal import Model
internal import Synchronization

/// An integer that every holder of a handle may change, although each sees the counter itself as immutable.
struct Counter: ~Copyable, Sendable {
  private let storage: Atomic<Int>

  init(_ count: Int) {
    storage = Atomic(count)
  }

  var count: Int {
    storage.load(ordering: .sequentiallyConsistent)
  }

  /// Reads the count and nothing more: half of what a plain variable does when something is added to it.
  func read() -> Int {
    storage.load(ordering: .relaxed)
  }

  /// Writes a count, whatever there is by now: the other half.
  func overwrite(with count: Int) {
    storage.store(count, ordering: .relaxed)
  }

  /// Adds `amount` and returns the sum, or nil, with the counter unchanged, when that is no `Int`.
  func add(_ amount: Int) -> Int? {
    var expected = count
    while true {
      let (sum, overflow) = expected.addingReportingOverflow(amount)
      if overflow { return nil }
      let (exchanged, original) = storage.weakCompareExchange(
        expected: expected, desired: sum, ordering: .sequentiallyConsistent)
      if exchanged { return sum }
      expected = original
    }
  }
}
