internal import Model

/// How learners have done: a row for each learner and lesson.
public struct ClassReport: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// A name that is fit to be shown, in one line.
    public let learner: String
    public let lesson: String
    public let score: Score
    /// How many hints were asked for.
    public let hints: Int
    /// The questions whose first answer was not right.
    public let missed: [Missed]

    public init(learner: String, lesson: String, score: Score, hints: Int, missed: [Missed]) {
      self.learner = learner
      self.lesson = lesson
      self.score = score
      self.hints = hints
      self.missed = missed
    }
  }

  public struct Missed: Sendable, Equatable {
    /// The question's place in the lesson, from 1.
    public let number: Int
    public let text: String

    public init(number: Int, text: String) {
      self.number = number
      self.text = text
    }
  }

  public private(set) var rows: [Row] = []

  /// Where the row of a learner and a lesson is, by the bytes of their names.
  private var positions: [[UInt8]: Int] = [:]

  public init() {}

  /// Adds a row in the place of the one that the same learner has for the same lesson: the latest counts.
  ///
  /// - Complexity: O(1) on average.
  public mutating func add(_ row: Row) {
    let key = Array("\(row.learner)\n\(row.lesson)".utf8)
    if let position = positions[key] {
      rows[position] = row
    } else {
      positions[key] = rows.count
      rows.append(row)
    }
  }

  /// Adds the rows of another report, which is the later one.
  public mutating func add(_ report: ClassReport) {
    for row in report.rows { add(row) }
  }
}

extension ClassReport.Row {
  /// The row of a lesson that has been done.
  ///
  /// - Parameter learner: a name of at least one character.
  public init(learner: String, lesson: String, run: LessonRun) {
    self.init(
      learner: learner.printable, lesson: lesson.printable, score: run.score, hints: run.hints,
      missed: run.missed.map {
        ClassReport.Missed(number: $0.question.number, text: $0.question.text.printable)
      })
  }
}

/// How a report is written: one line a row.
public enum ReportFormat: String, Sendable, CaseIterable {
  case csv, json, jsonl

  /// The format that a path asks for by its ending.
  public init?(path: String) {
    guard let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last else {
      return nil
    }
    self.init(rawValue: ending.lowercased())
  }

  /// - Throws: why these bytes are no report of this format.
  public func read(_ bytes: [UInt8]) throws(ReportFault) -> ClassReport {
    switch self {
    case .csv: try ClassReport(csv: bytes)
    case .json, .jsonl: try ClassReport(json: bytes)
    }
  }

  public func write(_ report: ClassReport) -> [UInt8] {
    switch self {
    case .csv: report.csv
    case .json, .jsonl: report.json
    }
  }
}

/// Why a file is no report.
public struct ReportFault: Error, Equatable, Sendable {
  /// From 1.
  public let line: Int
  /// A clause.
  public let reason: String
}
