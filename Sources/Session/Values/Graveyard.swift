internal import Model
internal import Synchronization

/// Where dying values leave word, for the session to read after each drop.
///
/// A dying cell leaves its handle here instead of dropping it, and so does an engine with what it has collected. So a
/// cascade unwinds in a loop, one object at a time, and a chain of a million cells needs no more stack than a single one.
/// The last count of an object may be dropped on any thread, hence the lock.
final class Graveyard: Sendable {
  /// A handle whose owner has let go of it.
  final class Orphan: Sendable {
    let owner: Owner
    let object: ObjectID
    private let held: Mutex<OwnedHandle?>

    init(leftBy owner: Owner, _ held: consuming OwnedHandle) {
      self.owner = owner
      object = held.object
      self.held = Mutex(held)
    }

    /// Moves the handle out; nil from the second call on.
    func take() -> OwnedHandle? {
      held.withLock { $0.take() }
    }
  }

  struct Report: Sendable {
    var deaths: [ObjectID] = []
    var orphans: [Orphan] = []
  }

  private let report = Mutex(Report())

  func note(deathOf object: ObjectID) {
    report.withLock { $0.deaths.append(object) }
  }

  func leave(_ orphan: Orphan) {
    report.withLock { $0.orphans.append(orphan) }
  }

  /// Moves the report's contents into `collected`, whose old contents are dropped.
  ///
  /// - Returns: how many handles have lost their owner.
  @discardableResult
  func collect(into collected: inout Report) -> Int {
    collected.deaths.removeAll(keepingCapacity: true)
    collected.orphans.removeAll(keepingCapacity: true)
    report.withLock { swap(&$0, &collected) }
    return collected.orphans.count
  }
}
