public import Model

/// A log with a title: what all exports are made from.
public struct Recording: Sendable {
  /// The version of the formats that programs read.
  static let version = 1

  public struct Step: Sendable {
    public let line: RecordedLine
    /// Whether a new session begins with this step: it finds nothing of what was before.
    public let isFresh: Bool
    /// The text that introduces the step: an index into ``Recording/prose``.
    public let prose: Int?

    /// What the step is to a reader, to whom a line about the session is a line too.
    public var role: RecordedLine.Role { line.role == .aside ? .line : line.role }
  }

  public let title: String
  /// Whether the steps are events of a traced program, and not lines of a session.
  public let isTrace: Bool
  public private(set) var log: Log

  /// - Parameters:
  ///   - title: what exports show above all else.
  ///   - isTrace: whether the steps are events of a traced program, and not lines of a session.
  ///   - log: what was recorded so far.
  public init(title: String, isTrace: Bool = false, log: Log = Log(keepsAsides: true)) {
    self.title = title
    self.isTrace = isTrace
    self.log = log
  }

  // MARK: Making

  public mutating func append(_ line: RecordedLine) { log.append(line) }

  /// Adds the text that introduces the steps from here on.
  public mutating func append(prose text: String) { log.append(prose: text) }

  /// Lets a new session begin with the next step.
  public mutating func startAnew() { log.startAnew() }

  // MARK: Reading

  public var steps: some RandomAccessCollection<Step> {
    let lines = log.lines
    return lines.indices.lazy.map { index in
      Step(line: lines[index], isFresh: lines.isFresh(at: index), prose: lines.prose(at: index))
    }
  }

  /// Texts between the lines, in Markdown.
  public var prose: [String] { log.prose }

  /// The state before the first of the steps.
  public var beginning: SnapshotReducer { log.beginning }

  /// Whether steps are missing before the first.
  public var isTruncated: Bool { log.isTruncated }

  /// How many steps were done before names were dropped at the end.
  public var lastMoment: Int {
    let lines = log.lines
    return lines.last?.role == .end ? lines.count - 1 : lines.count
  }

  /// Writes the recording in a format.
  ///
  /// - Parameters:
  ///   - format: what is written.
  ///   - moment: how many steps a picture or graph shows the effect of; without it, all but the end.
  ///   - isHandout: whether a page is laid out for paper, with a picture of each step that changed something.
  /// - Complexity: O(*n*) in the number of events.
  public func exported(
    as format: ExportFormat, moment: Int? = nil, isHandout: Bool = false
  ) -> [UInt8] {
    let moment = min(moment ?? lastMoment, log.lines.count)
    switch format {
    case .html: return Page(self, isHandout: isHandout).bytes
    case .svg: return Picture(of: self, after: moment).bytes
    case .dot: return Graph(of: log.state(after: moment).snapshot, title: title).bytes
    case .json: return json
    }
  }
}
