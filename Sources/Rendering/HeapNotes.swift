internal import Model

/// What the pictures of the heap say about an object: the names that refer to it, its value, its count.
struct HeapNotes {
  private let view: HeapView
  private let style: TextStyle
  private let effects: [ObjectID: LineEffect]
  private let marked: Set<ObjectID>

  init(_ view: HeapView, style: TextStyle) {
    self.view = view
    self.style = style
    marked = view.marked
    effects = Dictionary(
      (view.lastLine?.effects ?? []).map { ($0.object, $0) }, uniquingKeysWith: { $1 })
  }

  /// Whether the last line, or a race, has to do with the object.
  func isMarked(_ object: ObjectSummary) -> Bool { marked.contains(object.object) }

  /// The count, also as it was where the last line changed it.
  func count(of object: ObjectSummary) -> String {
    if object.object == view.racing { return "racing, count \(object.count)" }
    guard let effect = effects[object.object] else { return "count \(object.count)" }
    guard let before = effect.before else { return "new, count \(object.count)" }
    return before == object.count ? "count \(before)" : style.spell("count \(before) → \(object.count)")
  }

  /// The same without the word: for where it is narrow.
  func shortCount(of object: ObjectSummary) -> String {
    object.object == view.racing ? "race \(object.count)" : count(of: object).replacing("count ", with: "")
  }

  func paint(of object: ObjectSummary) -> Paint {
    if object.object == view.racing { return .rise }
    guard let effect = effects[object.object] else { return .plain }
    guard let before = effect.before else { return .rise }
    return object.count > before ? .rise : object.count < before ? .fall : .plain
  }

  func value(of object: ObjectSummary) -> String {
    if case .object(let held) = object.value { return "holds \(held)" }
    return style.escape(object.value.literal)
  }

  // MARK: Names

  /// Names that refer to an object in the same way.
  struct Label {
    let names: [String]
    let arrow: String
    let paint: Paint
  }

  func labels(of object: ObjectSummary) -> [Label] {
    var handles: [String] = []
    var owning: [String] = []
    var lostCount = 0
    for owner in object.owners {
      switch owner {
      case .name(let name): handles.append(name)
      case .raw(let name): owning.append(name)
      case .lost: lostCount += 1
      case .handle(let handle):
        if handle.inside == nil {
          handle.isRaw ? owning.append(handle.shortName) : handles.append(handle.shortName)
        }
      case .cell, .engine: break
      }
    }
    var labels: [Label] = []
    func add(_ names: [String], _ arrow: String, _ paint: Paint) {
      if !names.isEmpty { labels.append(Label(names: names, arrow: arrow, paint: paint)) }
    }
    add(handles, style.usesUnicode ? "──▶" : "-->", .name)
    add(owning, style.usesUnicode ? "══▶" : "==>", .name)
    let lost = lostCount == 0 ? [] : [lostCount == 1 ? "lost" : "lost \(lostCount)"]
    add(lost, style.usesUnicode ? "══▶" : "==>", .end)
    add(Array(object.pointers), style.usesUnicode ? "╌╌▶" : "..>", .faint)
    return labels
  }

  /// The columns that names take in a picture of this width. It grows in steps, so that not every longer name shifts
  /// the picture.
  func labelColumns(of width: Int) -> Int {
    let needed = max(
      view.snapshot.names.map(\.name.utf8.count).max() ?? 0,
      view.snapshot.objects.lazy.flatMap { $0.owners.prefix(1) }.map(Self.columns).max() ?? 0)
    return min(max(4, (needed + 3) / 4 * 4), max(4, width / 4))
  }

  private static func columns(of owner: Owner) -> Int {
    if case .handle(let handle) = owner, handle.inside == nil { handle.shortName.utf8.count } else { 0 }
  }

  /// As many of the names as there is room for, and the number of the others.
  func join(_ names: [String], columns: Int) -> String {
    var text = names[0]
    for (index, name) in names.enumerated().dropFirst() {
      let rest = names.count - index
      let next = text + "," + name
      let tail = rest > 1 ? "+\(rest - 1)" : ""
      guard next.count + tail.count <= columns else {
        return style.fit(text, columns - "+\(rest)".count) + "+\(rest)"
      }
      text = next
    }
    return style.fit(text, columns)
  }
}

extension TextStyle {
  /// Cuts text to a number of columns, with a mark where something is missing.
  func fit(_ text: String, _ columns: Int) -> String {
    guard DisplayWidth.of(text) > columns else { return text }
    let ellipsis = ellipsis
    return DisplayWidth.prefix(of: text, columns: columns - ellipsis.count) + ellipsis
  }
}
