/// An owner of a count in a traced program: a numbered handle, or the raw pointer that one went into.
///
/// Two are the same owner when they have the same number: more may become known of a handle while it lives, a label or
/// the object that it is in.
public struct TracedHandle: Sendable {
  /// In the order in which the program took its counts, from 1.
  public let number: Int
  /// The place that took the count; for a raw pointer, the call of `intoRaw`, unless the library made that for the program.
  /// Nil where the trace does not know it.
  public package(set) var site: Site?
  /// Where the handle was taken that went into the raw pointer.
  public package(set) var origin: Site?
  public package(set) var label: String?
  /// The thread that took the count, by the order in which the program's threads began to use handles, from 1.
  public package(set) var thread: Int?
  /// When the count was taken, in milliseconds since the trace began.
  public package(set) var time: Int
  /// How old the handle is at the moment that is shown, in milliseconds; nil in an event.
  public package(set) var age: Int?
  public package(set) var isRaw: Bool
  /// The object in whose value the handle was found by the latest search; nil when none found it.
  public package(set) var inside: ObjectID?

  package init(
    number: Int, site: Site? = nil, origin: Site? = nil, label: String? = nil, thread: Int? = nil,
    time: Int = 0,
    age: Int? = nil, isRaw: Bool = false, inside: ObjectID? = nil
  ) {
    self.number = number
    self.site = site
    self.origin = origin
    self.label = label
    self.thread = thread
    self.time = time
    self.age = age
    self.isRaw = isRaw
    self.inside = inside
  }
}

extension TracedHandle: Hashable {
  public static func == (a: TracedHandle, b: TracedHandle) -> Bool {
    a.number == b.number && a.isRaw == b.isRaw
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(isRaw)
  }
}

extension TracedHandle {
  /// How well the handle explains a path that begins with it; lower is better. What the program labelled says most,
  /// then what its own source took; what a library took for it, or a raw pointer holds, says least.
  package var explanationRank: Int {
    if isRaw { return 3 }
    if site?.isOfLibrary ?? true { return 2 }
    return label == nil ? 1 : 0
  }
}

extension TracedHandle {
  /// What a picture calls the handle: its label, or the place that took it.
  package var shortName: String {
    if let label { return label.printable }
    return site.map { "\($0.fileName):\($0.line)".printable } ?? "handle \(number)"
  }
}
