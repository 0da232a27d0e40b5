/// An answer about the trace of a program.
public enum TraceReport: Sendable, Equatable {
  /// What file it is, and how complete.
  case summary(TraceSummary)
  case objects([ObjectSummary], Narrowing)
  case object(ObjectSummary)
  /// What lived at a moment.
  case moment(Snapshot, TraceMoment, Narrowing)
  /// With what is missing in the trace, a sentence for each reason.
  case survivors(Survivors, TraceMoment, Narrowing, gaps: [String])
  case sites([SiteSummary], Narrowing)
  case marks([MarkSummary])
  /// The last events, those of one object or all, out of so many.
  case history([TracedEvent], of: ObjectID?, total: Int)
}

/// How much of all there is an answer shows.
public struct Narrowing: Sendable, Equatable {
  /// The patterns that types and places must match; nil where all do.
  public let type: String?
  public let site: String?
  public let shown: Int
  public let total: Int

  package init(type: String?, site: String?, shown: Int, total: Int) {
    self.type = type
    self.site = site
    self.shown = shown
    self.total = total
  }
}

/// What the handles that one place in the source took have been through.
public struct SiteSummary: Sendable, Equatable {
  /// Nil for all counts whose place the trace does not know.
  public let site: Site?
  /// How many objects the place made, and how many handles it cloned.
  public let made: Int
  public let cloned: Int
  /// How many of its handles were dropped.
  public let dropped: Int
  /// How many counts that it took are held, and the most that ever were at once.
  public let live: Int
  public let peak: Int

  package init(site: Site?, made: Int, cloned: Int, dropped: Int, live: Int, peak: Int) {
    self.site = site
    self.made = made
    self.cloned = cloned
    self.dropped = dropped
    self.live = live
    self.peak = peak
  }
}

/// A moment that the program named.
public struct MarkSummary: Sendable, Equatable {
  public let name: String
  public let moment: TraceMoment
  /// How many objects lived.
  public let liveCount: Int
  public let site: Site?
  public let thread: Int?

  package init(name: String, moment: TraceMoment, liveCount: Int, site: Site?, thread: Int?) {
    self.name = name
    self.moment = moment
    self.liveCount = liveCount
    self.site = site
    self.thread = thread
  }
}

/// What file a trace is, and how complete.
public struct TraceSummary: Sendable, Equatable {
  /// How the program ended, as far as the trace knows.
  public enum Ending: Sendable, Equatable {
    case running
    /// It returned from `main`, or called `exit`.
    case exited
    /// It called `HandleTrace.stop()`.
    case stopped
    /// It was killed, crashed, or left in another way that it did not note.
    case broken
  }

  public let program: String
  public let process: Int
  public let ending: Ending
  public let eventCount: Int
  public let liveCount: Int
  /// How long the trace is, in milliseconds.
  public let duration: Int
  public let markCount: Int
  /// What is missing, a sentence for each reason.
  public let gaps: [String]

  package init(
    program: String, process: Int, ending: Ending, eventCount: Int, liveCount: Int, duration: Int,
    markCount: Int, gaps: [String]
  ) {
    self.program = program
    self.process = process
    self.ending = ending
    self.eventCount = eventCount
    self.liveCount = liveCount
    self.duration = duration
    self.markCount = markCount
    self.gaps = gaps
  }
}
