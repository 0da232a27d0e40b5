internal import Rendering
internal import Model

/// An object as pictures show it.
struct Card: Equatable {
  let object: ObjectID
  let type: String
  var value = ""
  /// The objects that it holds handles to.
  var holds: [ObjectID] = []
  /// Whether a name's handle leads to it, or may: of very many owners only the first are looked at.
  var isNamed = false
  /// Whether an earlier card of the object has the same type, line and value.
  var isKnown = false
  /// Whether the value is cut.
  var isCut = false
  /// The line that made the object; in a traced program, the place in its source.
  var line = 0
  var place: String?
  var count = 0
  /// The names that refer to the object, as many as there is room for.
  var labels: [Label] = []
  /// How many owners and pointers have no label of their own and no arrow.
  var unlabelled = 0
  var mark = Mark.none

  /// A name, or what stands where a name was.
  struct Label: Equatable {
    enum Role: String {
      /// A name that holds a handle.
      case handle
      /// A raw pointer that owns a count.
      case owning
      /// A raw pointer that owns nothing.
      case raw
      /// A count that nothing can give back.
      case lost
      /// The engine that runs a module.
      case engine
    }

    let role: Role
    let text: String
    /// More about it than there is room for; of a traced handle, the place that took it.
    var detail: String?
  }

  /// What the last step did to the object.
  enum Mark: Equatable {
    case none, made, changed, destroyed, leaked
    /// The count was this before.
    case counted(from: Int)
  }

  /// How many labels a card has at most.
  static let labelLimit = 12
  /// How many owners are looked at to find names among them: an object may have very many.
  private static let searchLimit = 32
  private static let valueLength = 60

  /// - Parameter traced: what handles lead to that sit in an object of a traced program.
  init(_ summary: ObjectSummary, holding traced: [ObjectID] = []) {
    object = summary.object
    type = summary.type.printable
    count = summary.count
    switch summary.origin {
    case .line(let line): self.line = line
    case .call(let birth):
      place = birth.site.map { "\($0.fileName):\($0.line)".printable } ?? "an unknown place"
    }
    holds = traced
    switch summary.value {
    case .text(let text): (value, isCut) = Self.start(of: text, as: \.quotedLiteral)
    case .path(let path): (value, isCut) = Self.start(of: path, as: \.printable)
    case .object(let held):
      holds = [held]
      fallthrough
    default: value = Self.text(of: summary.value)
    }
    var cellCount = 0
    for owner in summary.owners.prefix(Self.searchLimit) {
      switch owner {
      case .name(let name):
        labels.append(Label(role: .handle, text: name))
        isNamed = true
      case .raw(let name): labels.append(Label(role: .owning, text: name))
      case .lost: labels.append(Label(role: .lost, text: "lost"))
      case .engine(let module): labels.append(Label(role: .engine, text: "\(module) engine"))
      case .handle(let handle):
        if handle.inside == nil {
          labels.append(
            Label(role: handle.isRaw ? .owning : .handle, text: handle.shortName, detail: handle.detail))
          // A handle that was found in no object is the program's own, as a name's is the session's.
          isNamed = isNamed || !handle.isRaw
        } else {
          cellCount += 1
        }
      case .cell: cellCount += 1
      }
    }
    if summary.owners.count > Self.searchLimit { isNamed = true }
    let room = max(0, Self.labelLimit + 1 - labels.count)
    labels += summary.pointers.prefix(room).map { Label(role: .raw, text: $0) }
    let total = summary.owners.count - cellCount + summary.pointers.count
    if labels.count > Self.labelLimit { labels.removeLast(labels.count - Self.labelLimit) }
    unlabelled = total - labels.count
  }

  /// The object has died.
  mutating func bury() {
    count = 0
    labels.removeAll()
    unlabelled = 0
    holds.removeAll()
    isNamed = false
    mark = .destroyed
  }

  /// The value as the language writes it.
  static func text(of value: Value) -> String {
    if case .object(let held) = value { "holds \(held)" } else { value.literal.printable }
  }

  /// As much of a text as a card has room for, and whether something is missing.
  private static func start(of text: String, as written: (String) -> String) -> (String, isCut: Bool) {
    let start = cut(text, valueLength)
    return (written(start), isCut: !start.utf8.elementsEqual(text.utf8))
  }

  /// The start of a text, with a mark where something is missing.
  static func cut(_ text: String, _ length: Int) -> String {
    guard let end = text.index(text.startIndex, offsetBy: length, limitedBy: text.endIndex),
      end < text.endIndex
    else { return text }
    return text[..<end] + "…"
  }
}

extension TracedHandle {
  /// Where the count was taken, and by which thread.
  fileprivate var detail: String {
    var parts: [String] = []
    if let site { parts.append("taken at \(site)") }
    if let origin { parts.append("by a handle from \(origin)") }
    if let thread { parts.append("thread \(thread)") }
    return parts.joined(separator: ", ").printable
  }
}

extension Card {
  /// The type without its module where the whole does not fit.
  var shortType: String {
    guard type.count > Self.typeLength, let dot = type.firstIndex(of: ".") else { return type }
    return String(type[type.index(after: dot)...])
  }

  private static let typeLength = 13

  /// What the formats call the mark; empty where there is none.
  var markWord: String {
    switch mark {
    case .none: ""
    case .made: "made"
    case .changed: "changed"
    case .destroyed: "destroyed"
    case .leaked: "leaked"
    case .counted(let before): before < count ? "rose" : "fell"
    }
  }

  /// What the last step did, in a word or two.
  var markText: String {
    switch mark {
    case .none, .changed: ""
    case .made: "new"
    case .destroyed: "destroyed"
    case .leaked: "leaked"
    case .counted(let before): before < count ? "▲ \(before) → \(count)" : "▼ \(before) → \(count)"
    }
  }
}
