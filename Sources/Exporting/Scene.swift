internal import Model

/// The heap as pictures show it, step after step: which objects, and where.
///
/// There are never more than ``limit`` cards. Where more objects live, those stay that a step touched last; so the work
/// for a step does not grow with the heap.
struct Scene {
  static let limit = 60
  /// How many dangling pointers are named.
  static let danglingLimit = 6

  /// The session after the steps so far.
  private(set) var state: SnapshotReducer
  private(set) var cards: [ObjectID: Card] = [:]
  /// The objects whose cards the last step changed or took away.
  private(set) var changed: Set<ObjectID> = []
  /// Names of raw pointers to dead objects, as many as are named.
  private(set) var dangling: [String] = []

  private var slots: [ObjectID?] = []
  private var step = 0
  /// The step that touched a card's object last.
  private var touches: [ObjectID: Int] = [:]
  /// Objects without a card that may get one when there is room; some are dead, or have got one.
  private var waiting: [ObjectID] = []
  private var waitingDangling: [String] = []

  init(_ beginning: SnapshotReducer) {
    state = beginning
    let snapshot = beginning.snapshot
    waiting = snapshot.objects.reversed().map(\.object)
    waitingDangling = snapshot.names.reversed().filter(\.role.isDangling).map(\.name)
    fill()
    nameDangling()
  }

  /// How many live objects have no card.
  var omittedCount: Int { state.liveCount - cards.count { $0.value.mark != .destroyed } }

  /// The cards, by their place.
  var cardsInOrder: [Card] { slots.compactMap { $0.flatMap { cards[$0] } } }

  /// The dead objects that the named dangling pointers led to.
  var danglingPointers: [(name: String, object: ObjectID)] {
    dangling.compactMap { name in state.deadObject(behind: name).map { (name, $0) } }
  }

  // MARK: Steps

  /// Goes on over a step.
  ///
  /// - Complexity: O(*n*) in the number of its events, on average.
  mutating func advance(over step: Recording.Step) {
    self.step += 1
    changed.removeAll(keepingCapacity: true)
    if step.isFresh { clear() }
    for case let card in cards.values where card.mark == .destroyed { remove(card.object) }
    for object in cards.keys { cards[object]?.mark = .none }

    var touched = Touched()
    for event in step.line.events {
      touched.note(event)
      if case .destroyed(let object, let type) = event { bury(object, type, touched) }
      state.apply(event, line: step.line.madeOn)
    }
    for object in touched.objects { update(object, touched) }
    for object in touched.leaked where cards[object] != nil { mark(object, .leaked) }
    fill()
    nameDangling()
    closeRanks()
  }

  /// What the events of a step had to do with.
  private struct Touched {
    private(set) var objects: [ObjectID] = []
    private(set) var made: Set<ObjectID> = []
    private(set) var leaked: [ObjectID] = []
    private(set) var before: [ObjectID: Int] = [:]
    private var known: Set<ObjectID> = []

    mutating func note(_ event: Event) {
      if let object = event.changedObject { note(object) }
      switch event {
      case .created(let creation):
        made.insert(creation.object)
        note(creation.owner)
      case .cloned(let change), .dropped(let change):
        if before[change.object] == nil { before[change.object] = change.before }
        note(change.owner)
      case .moved(let move):
        note(move.from)
        note(move.to)
      case .destroyed(let object, _), .changed(let object, _), .lost(let object, _): note(object)
      case .leak(let report): leaked = report.objects
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
    guard cards[object] != nil || enter(summary) else { return }
    touches[object] = step
    cards[object]?.update(from: summary)
    if touched.made.contains(object) {
      mark(object, .made)
    } else if let before = touched.before[object], before != summary.count {
      mark(object, .counted(from: before))
    } else {
      mark(object, .changed)
    }
  }

  private mutating func mark(_ object: ObjectID, _ mark: Card.Mark) {
    cards[object]?.mark = mark
    changed.insert(object)
  }

  /// Leaves a card for one more step, so that it shows what died.
  private mutating func bury(_ object: ObjectID, _ type: String, _ touched: Touched) {
    waitingDangling += state.object(object)?.pointers.reversed() ?? []
    if cards[object] == nil {
      // What was made on this very line should be seen once. Others must not push out the living.
      guard touched.made.contains(object), cards.count < Self.limit, let summary = state.object(object) else {
        return
      }
      place(summary)
    }
    cards[object]?.bury()
    touches[object] = step
    changed.insert(object)
  }

  // MARK: Places

  /// Gives an object a card, if need be in the place of another.
  ///
  /// - Returns: false where this step has touched all others too.
  private mutating func enter(_ summary: ObjectSummary) -> Bool {
    if cards.count >= Self.limit {
      let oldest = cards.keys.min { (touches[$0] ?? 0, $0) < (touches[$1] ?? 0, $1) }
      guard let oldest, touches[oldest] ?? 0 < step else {
        waiting.append(summary.object)
        return false
      }
      remove(oldest)
      waiting.append(oldest)
    }
    place(summary)
    return true
  }

  private mutating func place(_ summary: ObjectSummary) {
    let slot = slots.firstIndex { $0 == nil } ?? slots.count
    if slot == slots.count { slots.append(nil) }
    slots[slot] = summary.object
    var card = Card(summary.object, summary.type, slot: slot)
    card.update(from: summary)
    cards[summary.object] = card
    changed.insert(summary.object)
  }

  private mutating func remove(_ object: ObjectID) {
    guard let card = cards.removeValue(forKey: object) else { return }
    slots[card.slot] = nil
    touches[object] = nil
    while let last = slots.last, last == nil { slots.removeLast() }
    changed.insert(object)
  }

  private mutating func clear() {
    for object in Array(cards.keys) { remove(object) }
    state = SnapshotReducer()
    waiting.removeAll()
    waitingDangling.removeAll()
    dangling.removeAll()
  }

  /// Gives cards to objects that wait, while there is room.
  private mutating func fill() {
    while cards.count < Self.limit, let object = waiting.popLast() {
      if cards[object] == nil, let summary = state.object(object) { place(summary) }
    }
  }

  private mutating func nameDangling() {
    dangling.removeAll { state.deadObject(behind: $0) == nil }
    while dangling.count < Self.danglingLimit, let name = waitingDangling.popLast() {
      if !dangling.contains(name), state.deadObject(behind: name) != nil { dangling.append(name) }
    }
  }

  /// Moves the cards together once most places are empty.
  private mutating func closeRanks() {
    guard slots.count >= 8, cards.count * 2 <= slots.count else { return }
    let order = slots.compactMap(\.self)
    for (slot, object) in order.enumerated() where cards[object]?.slot != slot {
      cards[object]?.slot = slot
      changed.insert(object)
    }
    slots = order
  }
}
