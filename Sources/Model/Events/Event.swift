/// Something that a line did. The events of all lines, in order, tell the whole session.
///
/// Counts are read from handles at the time. `owners` are the first of those that the object has
/// once the event is over.
///
/// What is large is stored apart: events are passed on many times.
public indirect enum Event: Sendable, Equatable {
  case created(Creation)
  case cloned(CountChange)
  case dropped(CountChange)
  case moved(Move)
  case destroyed(ObjectID, type: String)
  case raw(PointerTaken)
  /// The name that held a raw pointer with a count of its own was bound to something else.
  case lost(ObjectID, name: String?)
  case value(query: String, Value)
  /// `expect` held.
  case expected(query: String, Value)
  /// The value of an object is another now.
  case changed(ObjectID, Value)
  /// What was read from a file; `atEnd` when there was nothing more to read.
  case output(ObjectID, ReadText, atEnd: Bool)
  case written(ObjectID, bytes: Int)
  case rewound(ObjectID)
  /// A module told something through the host's `log`.
  case logged(Log)
  /// The engine of a module has collected, and let go of so many handles.
  case collected(ObjectID, released: Int)
  case race(Race)
  case lostUpdates(LostUpdates)
  case watch([WatchedCount])
  case report(Report)
  case error(Diagnostic)
  /// The objects that live on at the end of a session.
  case leak(LeakReport)

  public var isError: Bool {
    if case .error = self { true } else { false }
  }

  /// Whether the session has gone back to an earlier moment, or on again from there.
  public var isTravel: Bool {
    if case .report(.travel) = self { true } else { false }
  }

  public var isLeak: Bool {
    switch self {
    case .leak: true
    case .report(.trace(.survivors(let survivors, _, _, _))): !survivors.isEmpty
    default: false
    }
  }

  public struct Creation: Sendable, Equatable {
    public let object: ObjectID
    public let type: String
    public let value: Value
    public let after: Int
    public let owner: Owner?
    public let address: UInt?
    public package(set) var owners: OwnersExcerpt
    /// What made the object; nil for the line that the event belongs to.
    public let origin: ObjectSummary.Origin?

    package init(
      object: ObjectID, type: String, value: Value, after: Int, owner: Owner?, address: UInt?,
      owners: OwnersExcerpt, origin: ObjectSummary.Origin? = nil
    ) {
      self.object = object
      self.type = type
      self.value = value
      self.after = after
      self.owner = owner
      self.address = address
      self.owners = owners
      self.origin = origin
    }
  }

  public struct CountChange: Sendable, Equatable {
    public let object: ObjectID
    public let before: Int
    public let after: Int
    /// Who got the count, or gave it up; nil for a handle that no name took.
    public let owner: Owner?
    public package(set) var owners: OwnersExcerpt

    package init(object: ObjectID, before: Int, after: Int, owner: Owner?, owners: OwnersExcerpt) {
      self.object = object
      self.before = before
      self.after = after
      self.owner = owner
      self.owners = owners
    }
  }

  public struct Move: Sendable, Equatable {
    public let object: ObjectID
    public let from: Owner
    public let to: Owner?
    public let count: Int
    public package(set) var owners: OwnersExcerpt

    package init(object: ObjectID, from: Owner, to: Owner?, count: Int, owners: OwnersExcerpt) {
      self.object = object
      self.from = from
      self.to = to
      self.count = count
      self.owners = owners
    }
  }

  public struct PointerTaken: Sendable, Equatable {
    public let object: ObjectID
    public let name: String?
    public let count: Int
    /// The name that `into_raw` took the count from; nil for a pointer that owns nothing.
    public let takenFrom: String?
    public let address: UInt?
    public package(set) var owners: OwnersExcerpt

    package init(
      object: ObjectID, name: String?, count: Int, takenFrom: String?, address: UInt?, owners: OwnersExcerpt
    ) {
      self.object = object
      self.name = name
      self.count = count
      self.takenFrom = takenFrom
      self.address = address
      self.owners = owners
    }
  }

  public struct Race: Sendable, Equatable {
    public let object: ObjectID
    public let threads: Int
    public let times: Int
    public let before: Int
    public let after: Int

    package init(object: ObjectID, threads: Int, times: Int, before: Int, after: Int) {
      self.object = object
      self.threads = threads
      self.times = times
      self.before = before
      self.after = after
    }
    /// The lowest and the highest count that could be seen while the threads ran.
    public var bounds: ClosedRange<Int> { before...before + threads }
  }

  /// Threads that added 1 to a counter in two steps, and got in each other's way.
  public struct LostUpdates: Sendable, Equatable {
    public let object: ObjectID
    public let threads: Int
    /// How often each thread added 1.
    public let times: Int
    /// What the counter held.
    public let before: Int
    public let after: Int

    package init(object: ObjectID, threads: Int, times: Int, before: Int, after: Int) {
      self.object = object
      self.threads = threads
      self.times = times
      self.before = before
      self.after = after
    }
    /// How many additions the counter does not show.
    public var lost: Int { threads * times - (after - before) }
  }

  public struct Log: Sendable, Equatable {
    public let module: ObjectID
    /// What was told, with `\xFF` and its like for bytes that are no UTF-8.
    public let text: String
    /// The object that was told of; nil for text and numbers.
    public let object: ObjectID?

    package init(module: ObjectID, text: String, object: ObjectID?) {
      self.module = module
      self.text = text
      self.object = object
    }
  }

  public struct WatchedCount: Sendable, Equatable {
    public let name: String
    public let state: State
    /// The counts at the latest looks, this one last: what a sparkline shows.
    public let recent: [Int]

    package init(name: String, state: State, recent: [Int] = []) {
      self.name = name
      self.state = state
      self.recent = recent
    }

    public enum State: Sendable, Equatable {
      /// The name holds a handle to the object; `before` is the count when it was last looked at.
      case bound(ObjectID, before: Int?, count: Int)
      /// The name holds no handle at present.
      case unbound
    }
  }
}

/// An answer of a dot-command.
public enum Report: Sendable, Equatable {
  case help(HelpPage)
  case names([NameSummary])
  case objects([ObjectSummary])
  case history([RecordedLine], truncated: Bool)
  case leaks(LeakReport)
  case heap(HeapView)
  case layout(BlockLayout)
  case course(CountCourse)
  /// The names and objects as they were at a moment.
  case moment(Snapshot, Moment)
  case difference(SnapshotDifference, from: Moment, to: Moment)
  case explanation(ErrorStory)
  case note(String)
  /// A question in words: what there is to choose from, if anything, and the answers that are right.
  case question(choices: [String], answers: [String])
  /// `.undo` or `.redo`
  case travel(TimeTravel)
  /// What is asked of the trace of a program.
  case trace(TraceReport)
}

/// A name and what it holds.
public struct NameSummary: Sendable, Equatable {
  public let name: String
  public let object: ObjectID
  public let role: Role

  package init(name: String, object: ObjectID, role: Role) {
    self.name = name
    self.object = object
    self.role = role
  }

  public enum Role: Sendable, Equatable {
    /// A handle; the count is read from it.
    case handle(count: Int)
    /// A raw pointer.
    case raw(ownsCount: Bool, isDangling: Bool)
  }
}

extension [Event] {
  /// Whether the line that did this has failed.
  ///
  /// - Complexity: O(*n*)
  public var holdError: Bool {
    let events = span
    for index in events.indices where events[index].isError { return true }
    return false
  }

  /// Whether objects have leaked.
  ///
  /// - Complexity: O(*n*)
  public var holdLeak: Bool {
    let events = span
    for index in events.indices where events[index].isLeak { return true }
    return false
  }
}
