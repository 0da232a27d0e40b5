@testable import Model
@testable import Session

/// All that a session holds, to compare before and after.
struct SessionState: Equatable {
  private let names: [NameSummary]
  private let objects: [ObjectSummary]
  private let nextObject: ObjectID
  private let watched: [String]
  private let showsAddresses: Bool

  init(of session: Session) {
    names = session.nameSummaries
    objects = session.ledger.objects.compactMap(session.summary(of:))
    nextObject = session.ledger.nextObject
    watched = session.watches.names
    showsAddresses = session.heap.showsAddresses
  }
}
