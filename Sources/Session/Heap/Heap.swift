internal import Model
internal import ExternRef

/// The handles of a session and what becomes of them: the only place where the session gives a count away.
///
/// A value, so that a verb's work on it is one access of the session.
struct Heap {
  var names = Names()
  var ledger = Ledger()
  /// Where dying values leave word.
  private(set) var graveyard = Graveyard()
  /// What happened on the line that is being evaluated, or was evaluated last.
  private(set) var events: [Event] = []
  /// The number of that line.
  private(set) var line = 0
  /// Whether events hold addresses.
  var showsAddresses = false
  /// What the last drop led to. Kept so that its storage is used again.
  private(set) var obituary = Graveyard.Report()

  var liveCount: Int { ledger.liveCount }

  /// Begins a line.
  mutating func begin(line number: Int) {
    line = number
    // One by one: a line has few, and emptying an array at once is made for many.
    while !events.isEmpty { events.removeLast() }
  }

  mutating func emit(_ event: Event) {
    events.append(event)
  }

  /// Exchanges what two heaps hold. What belongs to the present line stays.
  mutating func swapContents(with other: inout Heap) {
    swap(&names, &other.names)
    swap(&ledger, &other.ledger)
    swap(&graveyard, &other.graveyard)
    swap(&obituary, &other.obituary)
  }

  /// Enters the object that has just been made.
  mutating func enter(_ owned: borrowing OwnedHandle, kind: Kind) {
    ledger.enter(owned, kind: kind, line: line)
  }

  /// Compares the bookkeeping with the count of each object that the line touched.
  ///
  /// - Returns: all that happened on the line.
  mutating func settle() -> [Event] {
    for index in events.indices {
      guard let object = events[index].changedObject, let counts = ledger.counts(of: object),
        counts.actual != counts.known
      else { continue }
      emit(.error(Diagnostic(.bookkeeping(object, count: counts.actual, owners: counts.known), in: [])))
    }
    return events
  }
}

// MARK: Binding

extension Heap {
  /// Gives a handle to a name, or drops it when there is none. The name's old content goes last.
  mutating func bind(_ owned: consuming OwnedHandle, _ arrival: Arrival, to name: String?) {
    let object = owned.object
    let owner = name.map(Owner.name)
    if let owner { ledger.add(owner, to: object) }
    let count = owned.handle.strongCount
    let owners = excerpt(of: object)
    switch arrival {
    case .created(let kind):
      emit(
        .created(
          Event.Creation(
            object: object, type: kind.typeName, value: kind.describe(owned.handle) ?? .null, after: count,
            owner: owner,
            address: showsAddresses ? Address(of: owned.handle).bits : nil, owners: owners)))
    case .cloned(let before):
      emit(
        .cloned(
          Event.CountChange(object: object, before: before, after: count, owner: owner, owners: owners)))
    case .moved(let from):
      emit(.moved(Event.Move(object: object, from: from, to: owner, count: count, owners: owners)))
    }
    if let name {
      release(names.bind(name, to: .handle(owned)), of: name)
    } else {
      drop(owned, from: nil)
    }
  }

  /// Clones a name's handle for a cell or an engine to hold.
  mutating func clone(_ binding: Binding, for owner: Owner) -> OwnedHandle {
    binding.withHandle { owned in
      let before = owned.handle.strongCount
      let clone = owned.clone()
      tellClone(clone, countBefore: before, for: owner)
      return clone
    }
  }

  /// Reports a clone that a cell or an engine gets.
  mutating func tellClone(_ clone: borrowing OwnedHandle, countBefore before: Int, for owner: Owner) {
    ledger.add(owner, to: clone.object)
    emit(
      .cloned(
        Event.CountChange(
          object: clone.object, before: before, after: clone.handle.strongCount, owner: owner,
          owners: excerpt(of: clone.object))))
  }

  /// Gives a raw pointer to a name.
  mutating func bind(_ pointer: RawPointer, _ origin: PointerOrigin, to name: String?) {
    let object = pointer.object
    var takenFrom: String?
    switch origin {
    case .asRaw:
      if let name { ledger.addPointer(name, to: object) }
    case .intoRaw(let owner):
      takenFrom = owner
      ledger.add(name.map(Owner.raw) ?? .lost, to: object)
    }
    let state = ledger.state(of: object)
    emit(
      .raw(
        Event.PointerTaken(
          object: object, name: name, count: state?.count ?? 0, takenFrom: takenFrom,
          address: showsAddresses ? pointer.address.bits : nil, owners: state?.owners ?? [])))
    if let name {
      release(names.bind(name, to: .rawPointer(pointer)), of: name)
    } else if takenFrom != nil {
      emit(.lost(object, name: nil))
    }
  }

  /// Lets go of what a name held before it was bound anew.
  private mutating func release(_ content: consuming Binding.Content?, of name: String) {
    switch consume content {
    case .handle(let owned):
      ledger.remove(.name(name), from: owned.object)
      drop(owned, from: .name(name))
    case .rawPointer(let pointer):
      release(pointer, of: name)
    default:
      break
    }
  }

  private mutating func release(_ pointer: RawPointer, of name: String) {
    guard pointer.ownership == .one else {
      ledger.removePointer(name, from: pointer.object)
      return
    }
    ledger.remove(.raw(name), from: pointer.object)
    ledger.add(.lost, to: pointer.object)
    emit(.lost(pointer.object, name: name))
  }

  /// Drops the handle that a name holds.
  ///
  /// - Precondition: `binding` holds a handle.
  mutating func drop(_ binding: Binding) {
    drop(take(binding, leaving: .dropped), from: .name(binding.name))
  }

  /// Drops a handle, and whatever its object's end drops in turn, and emits the events of it.
  ///
  /// - Complexity: O(*n*) in the number of objects that die; needs no stack for them.
  mutating func drop(_ owned: consuming OwnedHandle, from owner: Owner?) {
    dropOne(owned, from: owner)
    dropOrphans()
  }

  /// Drops what engines have let go of, and emits the events of it.
  ///
  /// - Parameter engine: a module whose engine has just collected, which is reported first.
  mutating func dropReleased(by engine: ObjectID? = nil) {
    let count = graveyard.collect(into: &obituary)
    if let engine { emit(.collected(engine, released: count)) }
    dropOrphans()
  }

  /// Drops what owners that ended, or that have collected, have left.
  private mutating func dropOrphans() {
    guard !obituary.orphans.isEmpty else { return }
    // In the order of their objects, whatever order an engine has, and from the last to the first.
    var orphans = obituary.orphans.sorted { $0.object > $1.object }
    while let orphan = orphans.popLast() {
      guard let held = orphan.take() else { continue }
      ledger.remove(orphan.owner, from: held.object)
      dropOne(held, from: orphan.owner)
      orphans += obituary.orphans.sorted { $0.object > $1.object }
    }
  }

  private mutating func dropOne(_ owned: consuming OwnedHandle, from owner: Owner?) {
    let object = owned.object
    let before = owned.handle.strongCount
    _ = consume owned
    graveyard.collect(into: &obituary)
    let state = obituary.deaths.contains(object) ? nil : ledger.state(of: object)
    emit(
      .dropped(
        Event.CountChange(
          object: object, before: before, after: state?.count ?? 0, owner: owner, owners: state?.owners ?? [])
      ))
    for object in obituary.deaths { bury(object) }
  }

  private mutating func bury(_ object: ObjectID) {
    guard let record = ledger.strike(object) else { return }
    emit(.destroyed(object, type: record.kind.typeName))
    for name in record.pointers { names[name]?.rawPointer?.destroyedOn = line }
  }

  /// The first owners of an object, for an event.
  private func excerpt(of object: ObjectID) -> OwnersExcerpt {
    ledger.state(of: object)?.owners ?? []
  }

  /// Takes the handle out of a name, which remembers why.
  ///
  /// - Precondition: `binding` holds a handle.
  mutating func take(_ binding: Binding, leaving cause: Departure.Cause) -> OwnedHandle {
    let object = binding.withHandle { $0.object }
    let owned = names.takeHandle(of: binding, leaving: Departure(object: object, line: line, cause: cause))
    ledger.remove(.name(binding.name), from: owned.object)
    return owned
  }

  /// Takes apart what is still alive, without a word: by then a leak has been reported, and a session that is
  /// over must keep neither memory nor open files.
  mutating func reclaim() {
    // Everything is collected before anything is dropped: until then each record's address is good.
    var loose: [Graveyard.Orphan] = []
    for binding in names.bound where binding.isHandle {
      let object = binding.withHandle { $0.object }
      let owned = names.takeHandle(
        of: binding, leaving: Departure(object: object, line: line, cause: .dropped))
      loose.append(Graveyard.Orphan(leftBy: .lost, owned))
    }
    for object in ledger.objects {
      guard let record = ledger[object] else { continue }
      for owner in record.owners where owner.isRaw {
        // SAFETY: this owner is a count that `into_raw` took out of a handle and that nothing has given back.
        let handle = unsafe record.address.giveBack()
        loose.append(Graveyard.Orphan(leftBy: owner, OwnedHandle(object: object, handle: handle)))
      }
      let held = record.withHandle { handle in
        handle.withValue(as: CellObject.self) { $0.value.exchange(with: nil) } ?? nil
      }
      if let held { loose.append(Graveyard.Orphan(leftBy: .cell(object), held)) }
      record.withHandle { handle in
        handle.withValue(as: ModuleObject.self) { $0.value.end() }
      }
    }
    graveyard.collect(into: &obituary)
    loose += obituary.orphans
    names = Names()
    ledger = Ledger()
    loose.removeAll()
    graveyard.collect(into: &obituary)
  }
}
