public import Model
internal import Session

/// What the lines of a session did, remembered so that an answer can be explained.
public struct Chronicle: Sendable {
  /// A line that touched an object, with what it did to it.
  public struct Entry: Sendable {
    public let line: [UInt8]
    public let events: [Event]
  }

  private struct Record {
    let line: [UInt8]
    let events: [Event]
    let objects: Set<ObjectID>
  }

  private var records: [Record] = []

  /// How many lines are remembered.
  public var count: Int { records.count }

  public init() {}

  public mutating func startAnew() {
    records.removeAll()
  }

  /// Remembers a line that has just been done.
  ///
  /// - Parameter names: what the session's names hold now.
  public mutating func record(_ line: [UInt8], _ events: [Event], names: [NameSummary]) {
    // A question changes nothing, so it explains nothing.
    if let word = line.words.first, CommandTable.verb(named: word)?.isQuery == true,
      !events.contains(where: \.moves)
    {
      return
    }
    guard !events.contains(where: \.isError) else { return }
    // Some events name no object, `incr`'s among them: there the line's own names tell.
    records.append(
      Record(line: line, events: events, objects: names.objects(in: line).union(events.flatMap(\.objects))))
  }

  /// The lines that touched what a query asks about, oldest first.
  ///
  /// - Parameter limit: how many of the lines that are remembered are looked at.
  public func entries(about query: [UInt8], names: [NameSummary], upTo limit: Int) -> [Entry] {
    let objects = names.objects(in: query)
    return records.prefix(limit).filter { !$0.objects.isDisjoint(with: objects) }.map { record in
      Entry(
        line: record.line,
        events: record.events.filter { $0.objects.isEmpty || !objects.isDisjoint(with: $0.objects) })
    }
  }
}

extension [NameSummary] {
  /// The objects of the names that a line contains.
  fileprivate func objects(in line: [UInt8]) -> Set<ObjectID> {
    let words = Set(line.words)
    return Set(filter { words.contains($0.name) }.map(\.object))
  }
}

extension [UInt8] {
  /// The words up to a comment; strings are among them, in pieces that are no names for their quotes.
  fileprivate var words: [String] {
    split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.prefix { $0.first != UInt8(ascii: "#") }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

extension Event {
  /// Whether a count changed, or its owner.
  fileprivate var moves: Bool {
    switch self {
    case .created, .cloned, .dropped, .moved, .destroyed, .raw, .lost: true
    case .value, .expected, .changed, .output, .written, .rewound, .logged, .collected, .race, .lostUpdates,
      .watch,
      .report,
      .error, .leak:
      false
    }
  }

  /// The objects that the event is about.
  fileprivate var objects: [ObjectID] {
    switch self {
    case .created(let creation): [creation.object]
    case .cloned(let change), .dropped(let change): [change.object]
    case .moved(let move): [move.object]
    case .destroyed(let object, _), .output(let object, _, _), .written(let object, _), .rewound(let object),
      .lost(let object, _), .changed(let object, _), .collected(let object, _):
      [object]
    case .raw(let pointer): [pointer.object]
    case .logged(let log): [log.module] + (log.object.map { [$0] } ?? [])
    case .race(let race): [race.object]
    case .lostUpdates(let race): [race.object]
    case .leak(let report): report.objects
    case .value, .expected, .watch, .report, .error: []
    }
  }
}
