/// Something that a traced program did with a handle.
public struct TracedEvent: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case created, cloned, dropped, destroyed, labelled, mark, released
    case intoRaw = "into_raw"
    case fromRaw = "from_raw"
    case clonedFromRaw = "cloned_from_raw"
  }

  /// Among all events of the trace, from 1.
  public let number: Int
  public let kind: Kind
  /// Nil for a mark.
  public let object: ObjectID?
  /// The name of the object's type.
  public let type: String
  public let value: Value
  /// The count around the event, as the operation itself noted it.
  public let before: Int
  public let after: Int
  /// The owner that gave its count up, and the one that got it; both where more became known of it.
  public let old: TracedHandle?
  public let new: TracedHandle?
  /// Where the call is in the source; a drop has no place.
  public let site: Site?
  public let thread: Int?
  /// Milliseconds since the trace began.
  public let time: Int
  /// A mark's name.
  public let text: String?
  /// What made the object, where the event is the first of it.
  public let birth: ObjectSummary.Birth?

  package init(
    number: Int, kind: Kind, object: ObjectID?, type: String, value: Value, before: Int, after: Int,
    old: TracedHandle?, new: TracedHandle?, site: Site?, thread: Int?, time: Int, text: String?,
    birth: ObjectSummary.Birth?
  ) {
    self.number = number
    self.kind = kind
    self.object = object
    self.type = type
    self.value = value
    self.before = before
    self.after = after
    self.old = old
    self.new = new
    self.site = site
    self.thread = thread
    self.time = time
    self.text = text
    self.birth = birth
  }

  /// The handle that the event is about.
  public var handle: TracedHandle? { new ?? old }
}

extension TracedEvent {
  /// What happened, as a session would have told it.
  public var events: [Event] {
    guard let object else { return [] }
    var events: [Event] = []
    if let birth, kind != .created {
      // The object is older than the trace, which begins to know it here.
      events.append(
        .created(
          Event.Creation(
            object: object, type: type, value: value, after: before, owner: nil, address: nil, owners: [],
            origin: .call(birth))))
    }
    func change(_ owner: TracedHandle?) -> Event.CountChange {
      Event.CountChange(
        object: object, before: before, after: after, owner: owner.map { .handle($0) }, owners: [])
    }
    switch kind {
    case .created:
      events.append(
        .created(
          Event.Creation(
            object: object, type: type, value: value, after: after, owner: new.map { .handle($0) },
            address: nil,
            owners: [], origin: birth.map { .call($0) })))
    case .cloned, .clonedFromRaw: events.append(.cloned(change(new)))
    case .dropped: events.append(.dropped(change(old)))
    case .destroyed: events.append(.destroyed(object, type: type))
    case .intoRaw, .fromRaw, .labelled:
      if let new {
        events.append(
          .moved(
            Event.Move(
              object: object, from: .handle(old ?? new), to: .handle(new), count: after, owners: [])))
      }
    case .mark, .released: break
    }
    return events
  }

  /// What happened in a few words: the line that stands for it in a record.
  public var title: String {
    guard let object else { return "mark \((text ?? "").quotedLiteral)  \(seconds)" }
    // A drop has no place: the one that took the handle says which it was.
    let place = (site ?? handle?.site).map { " \($0.fileName):\($0.line)" } ?? ""
    let thread = thread.map { "  thread \($0)" } ?? ""
    return "\(kind.verb) \(object)\(place)\(thread)  \(seconds)".printable
  }

  /// The time of the event, in seconds.
  private var seconds: String {
    let thousandths = String(1_000 + abs(time) % 1_000).dropFirst()
    return "\(time / 1_000).\(thousandths) s"
  }
}

extension TracedEvent.Kind {
  /// The verb that the shell has for it, or would have.
  fileprivate var verb: String {
    switch self {
    case .created: "new"
    case .cloned: "clone"
    case .dropped: "drop"
    case .destroyed: "destroy"
    case .labelled: "label"
    case .released: "release"
    case .mark: "mark"
    case .intoRaw, .fromRaw, .clonedFromRaw: rawValue
    }
  }
}
