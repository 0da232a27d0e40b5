internal import Model
internal import ExternRef
internal import Synchronization
internal import SystemPackage

enum Race {
  static let threadRange = 1...64
  static let timesRange = 1...1_000_000_000

  /// How many rounds a thread makes before it says how far it is and asks whether to go on.
  fileprivate static let batch = 256

  /// What the threads of a race share with the one that watches.
  fileprivate final class Track: Sendable {
    let done = Atomic(0)
    let running: Atomic<Int>
    let isStopped = Atomic(false)

    init(threads: Int) {
      running = Atomic(threads)
    }

    /// A thread's part: clones and drops the object at `address`, `times` times.
    func run(_ address: Address, times: Int) {
      defer { running.subtract(1, ordering: .releasing) }
      var left = times
      while left > 0, !isStopped.load(ordering: .relaxed) {
        let rounds = min(left, Race.batch)
        for _ in 0..<rounds {
          // SAFETY: the name that is raced keeps its handle until all threads are done.
          _ = unsafe address.clone()
        }
        left -= rounds
        done.add(rounds, ordering: .relaxed)
      }
    }
  }
}

extension Session {
  /// Lets threads clone and drop a handle, and watches the count.
  func race(_ h: Argument<Binding>, threads: Int, times: Int) throws(Failure) {
    if isReplica { return repeatRace(h, threads: threads, times: times) }
    let track = Race.Track(threads: threads)
    let race: Event.Race
    do throws(Errno) {
      race = try h.value.withHandle { (owned) throws(Errno) in
        let before = owned.handle.strongCount
        let address = Address(of: owned.handle)
        try Threads.run(threads) {
          track.run(address, times: times)
        } meanwhile: {
          observe(track, of: owned, threads: threads, times: times, before: before)
        }
        return Event.Race(
          object: owned.object, threads: threads, times: times, before: before,
          after: owned.handle.strongCount)
      }
    } catch {
      throw .system(error, doing: "cannot start \(threads) threads", at: h.token.range)
    }
    if track.isStopped.load(ordering: .relaxed) { throw .interrupted(race, token: h.token) }
    emit(.race(race))
  }

  /// A race leaves all as it was: that is not shown again.
  private func repeatRace(_ h: Argument<Binding>, threads: Int, times: Int) {
    emit(
      .race(
        h.value.withHandle { owned in
          let count = owned.handle.strongCount
          return Event.Race(object: owned.object, threads: threads, times: times, before: count, after: count)
        }))
  }

  private func observe(
    _ track: Race.Track, of owned: borrowing OwnedHandle, threads: Int, times: Int, before: Int
  ) {
    guard let raceObserver else { return }
    while track.running.load(ordering: .acquiring) > 0 {
      let progress = RaceProgress(
        object: owned.object, threads: threads, before: before, count: owned.handle.strongCount,
        done: track.done.load(ordering: .relaxed), total: threads * times)
      if !raceObserver(progress) { track.isStopped.store(true, ordering: .relaxed) }
    }
  }
}
