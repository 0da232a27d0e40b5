/// Every way a line can fail. The codes are stable: scripts and documents may name them.
public enum ErrorCode: String, CaseIterable, Sendable {
  case unknownVerb = "E0001"
  case unknownName = "E0002"
  case usage = "E0003"
  case unterminatedString = "E0004"
  case badEscape = "E0005"
  case departedName = "E0006"
  case danglingPointer = "E0007"
  case wrongRole = "E0008"
  case wrongType = "E0009"
  case sharedImmutability = "E0010"
  case badNumber = "E0011"
  case invalidUTF8 = "E0012"
  case controlCharacter = "E0013"
  case lineTooLong = "E0014"
  case expectation = "E0015"
  case system = "E0016"
  case unusableFile = "E0017"
  case unknownType = "E0018"
  case nothingOwned = "E0019"
  case nothingToBind = "E0020"
  case emptyCell = "E0021"
  case overflow = "E0022"
  case badName = "E0023"
  case repeatedName = "E0024"
  case interrupted = "E0025"
  case nesting = "E0026"
  case forgottenLines = "E0027"
  case bookkeeping = "E0028"
  case outsideScope = "E0029"
  case document = "E0030"
  case notReproducible = "E0031"
  case noPane = "E0032"
  case noPage = "E0033"
  case noEngine = "E0034"
  case badModule = "E0035"
  case missingImport = "E0036"
  case trap = "E0037"
  case guestArgument = "E0038"
  case guestLimit = "E0039"
  case otherProgram = "E0040"
  case badTrace = "E0041"
  case noWayBack = "E0042"

  /// Whether the error may end code of a module that has begun to run.
  var endsRunningCode: Bool { self == .trap || self == .guestLimit || self == .interrupted }
}

/// The story behind an error's code.
public struct ErrorStory: Sendable, Equatable {
  public let code: ErrorCode
  /// What went wrong, in a few words.
  public let title: String
  /// Paragraphs of plain text.
  public let paragraphs: [String]

  package init(code: ErrorCode, title: String, paragraphs: [String]) {
    self.code = code
    self.title = title
    self.paragraphs = paragraphs
  }
}
