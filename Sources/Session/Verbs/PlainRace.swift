internal import Glibc
internal import Model
internal import ExternRef
internal import Synchronization
internal import SystemPackage

/// A race between additions that take two steps: read the number, write the sum.
///
/// With a plain variable that would be a data race, and what happens then no language says. Here both steps are atomic,
/// each on its own, so everything about it is defined; and the threads wait for each other after each step, so that the
/// worst always happens, and always the same: all read before anybody writes, and of each round one addition is left.
enum PlainRace {
  static let timesRange = 1...10_000

  /// Where threads wait until all are there.
  fileprivate final class Barrier: Sendable {
    private let threads: Int
    private let arrived = Atomic(0)
    private let round = Atomic(0)

    init(threads: Int) {
      self.threads = threads
    }

    func wait() {
      let present = round.load(ordering: .acquiring)
      if arrived.add(1, ordering: .acquiringAndReleasing).newValue == threads {
        arrived.store(0, ordering: .relaxed)
        round.add(1, ordering: .releasing)
      } else {
        while round.load(ordering: .acquiring) == present { sched_yield() }
      }
    }
  }
}

extension Session {
  /// Lets threads add 1 to a counter, each time in two steps.
  func racePlain(_ c: Argument<Binding>, threads: Int, times: Int) throws(Failure) {
    let object = try c.object(needing: .counter, toChange: true)
    let barrier = PlainRace.Barrier(threads: threads)
    let counts: (before: Int, after: Int)?
    do throws(Errno) {
      counts = try c.value.withHandle { (owned) throws(Errno) in
        let address = Address(of: owned.handle)
        return try owned.handle.withValue(as: CounterObject.self) { (counter) throws(Errno) in
          let before = counter.value.count
          guard !before.addingReportingOverflow(times).overflow else { return (before, before) }
          if isReplica {
            // The threads leave the same number each time.
            counter.value.overwrite(with: before + times)
            return (before, before + times)
          }
          try Threads.run(threads) {
            // SAFETY: the name that is raced keeps its handle until all threads are done.
            let handle = unsafe address.clone()
            for _ in 0..<times {
              let count = handle.withValue(as: CounterObject.self) { $0.value.read() } ?? 0
              barrier.wait()
              handle.withValue(as: CounterObject.self) { $0.value.overwrite(with: count + 1) }
              barrier.wait()
            }
          } meanwhile: {
          }
          return (before, counter.value.count)
        }
      }
    } catch {
      throw .system(error, doing: "cannot start \(threads) threads", at: c.token.range)
    }
    guard let counts, counts.before < counts.after else {
      throw .counterOverflow(c.token, count: counts?.before ?? 0, amount: times)
    }
    emit(
      .lostUpdates(
        Event.LostUpdates(
          object: object, threads: threads, times: times, before: counts.before, after: counts.after)))
    emit(.changed(object, .integer(counts.after)))
  }
}
