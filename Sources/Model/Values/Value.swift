/// What a query answers.
public enum Value: Sendable, Equatable {
  /// The type differs.
  case null
  case bool(Bool)
  case integer(Int)
  case text(String)
  case path(String)
  /// The object that a cell holds.
  case object(ObjectID)
  /// A word that stands for itself: `empty`, `less`, `hash(@1)`.
  case symbol(String)
  indirect case summary(ObjectSummary)
  indirect case pointer(PointerSummary)
  indirect case owners(OwnerReport)
  indirect case interface(ModuleInterface)
  indirect case table(TableContents)

  /// The word that a script writes for this value where it has one: `expect` compares with it.
  public var word: String? {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .object(let object): object.description
    case .symbol(let word), .path(let word): word
    case .summary(let summary): summary.object.description
    case .pointer(let pointer): pointer.object.description
    case .owners(let report): report.object.object.description
    case .table(let contents): contents.word
    case .interface(let interface): interface.object.description
    case .text: nil
    }
  }
}

extension Value {
  /// The value as the language writes it: strings in quotes.
  public var literal: String {
    if case .text(let text) = self { text.quotedLiteral } else { word ?? "" }
  }
}

/// An object as it stands: what `show` and `.objects` show.
public struct ObjectSummary: Sendable, Equatable {
  public let object: ObjectID
  /// The name of its type.
  public let type: String
  public package(set) var value: Value
  /// The strong count, read from the handle.
  public package(set) var count: Int
  public package(set) var owners: Owners
  /// The names of raw pointers to the object, which own nothing.
  public package(set) var pointers: OrderedBag<String>
  /// Where the block is; nil unless addresses were asked for.
  public let address: UInt?
  public let origin: Origin

  package init(
    object: ObjectID, type: String, value: Value, count: Int, owners: Owners, pointers: OrderedBag<String>,
    address: UInt?, origin: Origin
  ) {
    self.object = object
    self.type = type
    self.value = value
    self.count = count
    self.owners = owners
    self.pointers = pointers
    self.address = address
    self.origin = origin
  }

  /// What made an object.
  public enum Origin: Sendable, Equatable {
    /// The line of a session.
    case line(Int)
    /// A call in a traced program.
    case call(Birth)
  }
}

/// A raw pointer and what it points at: what `show` shows of a name that holds one.
public struct PointerSummary: Sendable, Equatable {
  public let name: String
  /// The object that it points at, or pointed at.
  public let object: ObjectID
  public let ownership: Ownership
  /// The object as it stands; nil once it was destroyed.
  public let target: ObjectSummary?
  /// The line on which the object was destroyed; nil while the pointer is good.
  public let destroyedOn: Int?
  /// What became of the address since.
  public let reuse: AddressReuse

  public enum Ownership: String, Sendable {
    /// From `as_raw`: it owns nothing.
    case none
    /// From `into_raw`: it owns a count.
    case one
    /// From `into_raw`: `from_raw` has taken the count back.
    case spent
  }

  package init(
    name: String, object: ObjectID, ownership: Ownership, target: ObjectSummary?, destroyedOn: Int?,
    reuse: AddressReuse
  ) {
    self.name = name
    self.object = object
    self.ownership = ownership
    self.target = target
    self.destroyedOn = destroyedOn
    self.reuse = reuse
  }
}

/// What became of the address of an object that was destroyed.
public enum AddressReuse: Sendable, Equatable {
  case none
  case by(ObjectID)
  /// Objects have been made since, and one of them may have it.
  case possible
}

extension ObjectSummary {
  /// What the trace of a program says of the beginning of an object.
  public struct Birth: Sendable, Equatable {
    /// The place that made it; nil for an object that is older than the trace.
    public let site: Site?
    /// The number of the event that made it, or of the first that the trace has of it.
    public let event: Int
    /// When that was, in milliseconds since the trace began.
    public let time: Int
    public let thread: Int?
    /// Whether it was there before the trace began: not all of its counts are known by a handle then.
    public let isOlder: Bool
    /// How many bytes a value of its type takes; nil where the trace does not say.
    public let valueSize: Int?

    package init(site: Site?, event: Int, time: Int, thread: Int?, isOlder: Bool, valueSize: Int?) {
      self.site = site
      self.event = event
      self.time = time
      self.thread = thread
      self.isOlder = isOlder
      self.valueSize = valueSize
    }
  }

  /// What a traced program did to make the object; nil for an object of a session.
  public var birth: Birth? { if case .call(let birth) = origin { birth } else { nil } }

  /// How many counts no known owner has. In a session that would be a bug of the shell; a trace may have missed a
  /// handle.
  public var unattributedCount: Int { max(0, count - owners.count) }
}
