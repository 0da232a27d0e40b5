extension Event {
  /// The objects that the event is about.
  public var objects: [ObjectID] {
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

  /// Whether something is another way after the event than it was before.
  package var changesSomething: Bool {
    switch self {
    case .created, .cloned, .dropped, .moved, .destroyed, .raw, .lost, .changed, .written, .rewound, .output,
      .collected, .logged, .lostUpdates:
      true
    case .value, .expected, .race, .watch, .report, .error, .leak: false
    }
  }

  /// How many bytes the texts in the event take: those that can be long.
  package var textBytes: Int {
    switch self {
    case .created(let creation): creation.value.textBytes
    case .changed(_, let value), .value(_, let value), .expected(_, let value): value.textBytes
    case .output(_, let text, _): text.bytes.count
    case .logged(let log): log.text.utf8.count
    case .error(let diagnostic): diagnostic.source.utf8.count
    default: 0
    }
  }
}

extension Value {
  /// How many bytes the value's text takes; 0 for a value that is short.
  package var textBytes: Int {
    switch self {
    case .text(let text), .path(let text), .symbol(let text): text.utf8.count
    default: 0
    }
  }
}
