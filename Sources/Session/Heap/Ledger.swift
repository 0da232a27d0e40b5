internal import Model
internal import ExternRef

/// The shell's bookkeeping: which objects live, where, and who owns their counts.
///
/// No count that is shown comes from here. After each line the number of owners is compared with the count that
/// is read from the handle.
struct Ledger {
  struct Record {
    // In this order the members leave no gaps. Among a million objects, each piece of the cache that a record takes
    // counts.
    var owners = Owners()
    let kind: Kind
    /// Where the block is: good as long as the record exists.
    let address: Address
    /// The line that made the object.
    let line: Int
    /// The names of raw pointers that own nothing.
    var pointers = OrderedBag<String>()

    /// Reads the strong count through the address, without touching it.
    var count: Int { withHandle { $0.strongCount } }

    /// Lends the object as a handle that owns no count.
    func withHandle<Result: ~Copyable>(_ body: (borrowing VMExternRef) -> Result) -> Result {
      // SAFETY: a record is struck out when its object's `deinit` has reported, so the block is alive.
      unsafe address.withHandle(body)
    }
  }

  private var records = ObjectTable<Record>()
  private var lastNumber = 0

  var liveCount: Int { records.count }

  /// The numbers of the live objects, in order.
  ///
  /// - Complexity: O(*n*) in the number of objects ever made.
  var objects: [ObjectID] { records.keys }

  subscript(object: ObjectID) -> Record? { records[object] }

  func isLive(_ object: ObjectID) -> Bool { records.read(object) { _ in true } ?? false }

  /// The strong count of an object and its first owners, for an event; nil for an object that does not live.
  func state(of object: ObjectID) -> (count: Int, owners: OwnersExcerpt)? {
    records.read(object) { ($0.count, OwnersExcerpt($0.owners)) }
  }

  /// Lends a live object as a handle that owns no count; nil for an object that does not live.
  func withHandle<Result: ~Copyable>(
    to object: ObjectID, _ body: (borrowing VMExternRef) -> Result
  ) -> Result? {
    records.read(object) { $0.withHandle(body) }
  }

  /// The strong count of an object, read through its address, and how many owners the bookkeeping knows.
  func counts(of object: ObjectID) -> (actual: Int, known: Int)? {
    records.read(object) { ($0.count, $0.owners.count) }
  }

  /// The number that the next object gets.
  var nextObject: ObjectID { ObjectID(lastNumber + 1) }

  /// Enters the object that has just been made.
  mutating func enter(_ owned: borrowing OwnedHandle, kind: Kind, line: Int) {
    lastNumber = owned.object.number
    records.insert(Record(kind: kind, address: Address(of: owned.handle), line: line), for: owned.object)
  }

  /// Strikes out an object that has died.
  mutating func strike(_ object: ObjectID) -> Record? {
    records.remove(object)
  }

  mutating func add(_ owner: Owner, to object: ObjectID) {
    records.update(object) { $0.owners.append(owner) }
  }

  mutating func remove(_ owner: Owner, from object: ObjectID) {
    records.update(object) { $0.owners.removeLast(equalTo: owner) }
  }

  mutating func addPointer(_ name: String, to object: ObjectID) {
    records.update(object) { $0.pointers.append(name) }
  }

  mutating func removePointer(_ name: String, from object: ObjectID) {
    records.update(object) { $0.pointers.removeLast(equalTo: name) }
  }

  /// The live object at an address, if any.
  ///
  /// - Complexity: O(*n*) in the number of live objects; it is asked only to explain a dangling pointer.
  func object(at address: Address) -> ObjectID? {
    records.keys.first { records[$0]?.address == address }
  }
}
