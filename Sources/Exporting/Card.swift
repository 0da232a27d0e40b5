internal import Rendering
internal import Model

/// An object as pictures show it.
struct Card: Equatable {
  let object: ObjectID
  let type: String
  /// The place in the grid, row by row from 0. A card stays where it is, so that two pictures can be compared by eye.
  var slot: Int
  var value = ""
  /// The object that a cell holds.
  var holds: ObjectID?
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
      /// A count that nobody can give back.
      case lost
      /// The engine that runs a module.
      case engine
    }

    let role: Role
    let text: String
  }

  /// What the last step did to the object.
  enum Mark: Equatable {
    case none, made, changed, destroyed, leaked
    /// The count was this before.
    case counted(from: Int)
  }

  /// How many labels stand beside a card.
  static let labelLimit = 4
  /// How many owners are looked at to find names among them: an object may have very many.
  private static let searchLimit = 32
  private static let valueLength = 60

  init(_ object: ObjectID, _ type: String, slot: Int) {
    self.object = object
    self.type = type.printable
    self.slot = slot
  }

  mutating func update(from summary: ObjectSummary) {
    count = summary.count
    value = Self.text(of: summary.value)
    holds = if case .object(let held) = summary.value { held } else { nil }
    labels.removeAll(keepingCapacity: true)
    var cellCount = 0
    for owner in summary.owners.prefix(Self.searchLimit) {
      switch owner {
      case .name(let name): labels.append(Label(role: .handle, text: name))
      case .raw(let name): labels.append(Label(role: .owning, text: name))
      case .lost: labels.append(Label(role: .lost, text: "lost"))
      case .engine(let module): labels.append(Label(role: .engine, text: "\(module) engine"))
      case .handle(let handle):
        if handle.inside == nil {
          labels.append(Label(role: handle.isRaw ? .owning : .handle, text: handle.shortName))
        } else {
          cellCount += 1
        }
      case .cell: cellCount += 1
      }
    }
    let room = max(0, Self.labelLimit + 1 - labels.count)
    labels += summary.pointers.prefix(room).map { Label(role: .raw, text: $0) }
    let total = summary.owners.count - cellCount + summary.pointers.count
    if total > Self.labelLimit { labels.removeLast(labels.count - min(labels.count, Self.labelLimit - 1)) }
    unlabelled = total - labels.count
  }

  /// The object has died.
  mutating func bury() {
    count = 0
    labels.removeAll()
    unlabelled = 0
    holds = nil
    mark = .destroyed
  }

  /// The value as the language writes it, cut where it is long.
  private static func text(of value: Value) -> String {
    switch value {
    case .object(let held): "holds \(held)"
    case .text(let text): cut(text, valueLength).quotedLiteral
    case .path(let path): cut(path, valueLength).printable
    default: value.literal.printable
    }
  }

  /// The start of a text, with a mark where something is missing.
  static func cut(_ text: String, _ length: Int) -> String {
    guard let end = text.index(text.startIndex, offsetBy: length, limitedBy: text.endIndex),
      end < text.endIndex
    else { return text }
    return text[..<end] + "…"
  }
}

extension Card {
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
