/// A line of a session as it was typed, with what it did.
public struct RecordedLine: Sendable, Equatable {
  /// What kind of moment of a session the line is.
  public enum Role: String, Sendable, Equatable {
    /// A line that was typed.
    case line
    /// A line about the session, which is no part of its script.
    case aside
    /// A question to the reader, whose answer is in the events.
    case question
    /// The end of the session.
    case end
  }

  /// The number of the line among those that the session was given, from 1.
  public let number: Int
  /// Where the line comes from a file that line `number` asked to read: its number in that file.
  public let nestedNumber: Int?
  public let text: String
  public let role: Role
  public let failed: Bool
  /// What the line did, without the owners that follow from the events before.
  public let events: [Event]

  package init(
    number: Int, nestedNumber: Int? = nil, text: String, role: Role = .line, failed: Bool,
    events: [Event] = []
  ) {
    self.number = number
    self.nestedNumber = nestedNumber
    self.text = text
    self.role = role
    self.failed = failed
    self.events = events
  }

  /// A line with what it did.
  package init(
    number: Int, nestedNumber: Int? = nil, text: String, role: Role = .line, recording events: [Event]
  ) {
    self.init(
      number: number, nestedNumber: nestedNumber, text: text, role: role,
      failed: events.holdError, events: events.map(\.withoutOwners))
  }

  /// The number that messages call the line by, and that objects keep as that of their making.
  package var madeOn: Int { nestedNumber ?? number }

  /// Whether the line failed and left everything as it was. Where code of a module ran before it failed, that is not
  /// known: the module keeps memory and numbers that no event is about.
  package var hadNoEffect: Bool {
    failed
      && !events.contains {
        if case .error(let diagnostic) = $0 { diagnostic.code.endsRunningCode } else { $0.changesSomething }
      }
  }
}
