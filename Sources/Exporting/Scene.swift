internal import Model

/// The heap as pictures show it, step after step: what each step changed.
///
/// The work for a step follows its events and does not grow with the heap.
struct Scene {
  /// How many dangling pointers are named.
  static let danglingLimit = 6

  /// The session after the steps so far.
  private(set) var state: SnapshotReducer
  /// What the last step touched: the living as they are now, the dead as they were. In the order of the events.
  private(set) var cards: [Card] = []
  /// Values too long for a card, of the objects that the last step made or changed.
  private(set) var longValues: [(object: ObjectID, text: String)] = []
  /// Names of raw pointers to dead objects, as many as are named.
  private(set) var dangling: [String] = []

  private var waitingDangling: [String] = []

  init(_ beginning: SnapshotReducer) {
    state = beginning
    let snapshot = beginning.snapshot
    for object in snapshot.objects {
      let card = Card(object, holding: beginning.traced(in: object.object))
      if card.isCut { longValues.append((object.object, Card.text(of: object.value))) }
      cards.append(card)
    }
    waitingDangling = snapshot.names.reversed().filter(\.role.isDangling).map(\.name)
    nameDangling()
  }

  /// The dead objects that the named dangling pointers led to.
  var danglingPointers: [(name: String, object: ObjectID)] {
    dangling.compactMap { name in state.deadObject(behind: name).map { (name, $0) } }
  }

  // MARK: Steps

  /// Goes on over a step.
  ///
  /// - Complexity: O(*n*) in the number of its events, on average.
  mutating func advance(over step: Recording.Step) {
    cards.removeAll(keepingCapacity: true)
    longValues.removeAll(keepingCapacity: true)
    if step.isFresh {
      state = SnapshotReducer()
      waitingDangling.removeAll()
      dangling.removeAll()
    }
    var touched = Touched()
    for event in step.line.events {
      touched.note(event, in: state)
      if case .destroyed(let object, _) = event { bury(object, touched) }
      state.apply(event, line: step.line.madeOn)
    }
    for object in touched.objects { update(object, touched) }
    nameDangling()
  }

  /// What the events of a step had to do with.
  private struct Touched {
    private(set) var objects: [ObjectID] = []
    private(set) var made: Set<ObjectID> = []
    private(set) var changed: Set<ObjectID> = []
    private(set) var leaked: Set<ObjectID> = []
    private(set) var before: [ObjectID: Int] = [:]
    private var known: Set<ObjectID> = []

    /// - Parameter state: the state before the event.
    mutating func note(_ event: Event, in state: borrowing SnapshotReducer) {
      if let object = event.changedObject { note(object) }
      switch event {
      case .created(let creation):
        made.insert(creation.object)
        note(creation.owner)
      case .cloned(let change), .dropped(let change):
        if before[change.object] == nil { before[change.object] = change.before }
        note(change.owner)
        if let holder = state.holder(of: change.owner) { note(holder) }
      case .moved(let move):
        note(move.from)
        note(move.to)
        if let holder = state.holder(of: move.from) { note(holder) }
      case .destroyed(let object, _):
        note(object)
        for held in state.traced(in: object) { note(held) }
      case .lost(let object, _): note(object)
      case .changed(let object, _):
        changed.insert(object)
        note(object)
      case .leak(let report):
        for object in report.objects {
          leaked.insert(object)
          note(object)
        }
      default: break
      }
    }

    private mutating func note(_ owner: Owner?) {
      if let place = owner?.place { note(place) }
    }

    private mutating func note(_ object: ObjectID) {
      if known.insert(object).inserted { objects.append(object) }
    }
  }

  private mutating func update(_ object: ObjectID, _ touched: Touched) {
    guard let summary = state.object(object) else { return }
    var card = Card(summary, holding: state.traced(in: object))
    let isNew = touched.made.contains(object)
    if isNew || touched.changed.contains(object), card.isCut {
      longValues.append((object, Card.text(of: summary.value)))
    }
    card.isKnown = !isNew && !touched.changed.contains(object) && summary.type != "Cell"
    card.mark =
      if touched.leaked.contains(object) {
        .leaked
      } else if isNew {
        .made
      } else if let before = touched.before[object], before != summary.count {
        .counted(from: before)
      } else {
        .changed
      }
    cards.append(card)
  }

  /// Takes down what dies as it was, so that it shows for one more step.
  private mutating func bury(_ object: ObjectID, _ touched: Touched) {
    guard let summary = state.object(object) else { return }
    waitingDangling += summary.pointers.reversed()
    var card = Card(summary)
    card.bury()
    card.isKnown = !touched.made.contains(object)
    cards.append(card)
  }

  private mutating func nameDangling() {
    dangling.removeAll { state.deadObject(behind: $0) == nil }
    while dangling.count < Self.danglingLimit, let name = waitingDangling.popLast() {
      if !dangling.contains(name), state.deadObject(behind: name) != nil { dangling.append(name) }
    }
  }
}
