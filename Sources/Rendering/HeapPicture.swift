internal import Session

/// A picture of the heap for a terminal: a column of boxes, one an object, with the names that refer to it on the left
/// and the arrows from cell to object on the right.
///
/// Boxes stand in the order of creation and have the same width, whatever is in them, so that two pictures of one
/// session can be compared by eye. What the last line touched has a heavy outline and tells its count before and after.
struct HeapPicture {
  private let view: HeapView
  private let style: TextStyle
  private let effects: [ObjectID: LineEffect]
  private let changedValues: Set<ObjectID>
  private var canvas: Canvas

  /// The widest box, and the columns on its left: labels, a blank, an arrow.
  private let box: ClosedRange<Int>
  private let labelColumns: Int
  /// How many arrows can run beside each other on the right.
  private let laneCount: Int
  /// For each object that is drawn: the row of its top border and its first row inside.
  private var places: [ObjectID: (top: Int, inside: Int)] = [:]

  private static let widest = 100
  private static let arrowColumns = 3

  init(_ view: HeapView, style: TextStyle) {
    self.view = view
    self.style = style
    let lastEffects = view.lastLine?.effects ?? []
    effects = Dictionary(lastEffects.map { ($0.object, $0) }, uniquingKeysWith: { $1 })
    changedValues = Set(
      (view.lastLine?.events ?? []).compactMap {
        if case .changed(let object, _) = $0 { object } else { nil }
      })
    let width = min(style.width ?? 80, Self.widest)
    laneCount = width >= 60 ? 6 : width >= 40 ? 3 : 0
    let needed = view.snapshot.names.map(\.name.utf8.count).max() ?? 0
    // Steps, so that not every longer name shifts the picture.
    labelColumns = min(max(4, (needed + 3) / 4 * 4), max(4, width / 4))
    let left = labelColumns + 1 + Self.arrowColumns
    box = left...max(left + 12, min(left + 37, width - 1 - 2 * (laneCount + 1)))
    canvas = Canvas(columns: max(width, box.upperBound + 1))
    draw()
  }

  func write(to text: inout TextBuffer) {
    canvas.write(to: &text)
  }

  // MARK: Parts

  private mutating func draw() {
    var row = 0
    for object in view.snapshot.objects {
      row = draw(object, at: row)
    }
    drawEdges()
  }

  /// Draws an object with the names that refer to it.
  ///
  /// - Returns: the row below it.
  private mutating func draw(_ object: ObjectSummary, at top: Int) -> Int {
    let labels = labels(of: object)
    let inside = top + 1
    let bottom = inside + max(1, labels.count)
    places[object.object] = (top, inside)
    let isTouched = effects[object.object] != nil || changedValues.contains(object.object)
    canvas.box(rows: top...bottom, columns: box, heavy: isTouched)
    header(of: object, row: top)
    let room = box.count - 4
    canvas.write(fit(value(of: object), room), row: inside, column: box.lowerBound + 2)
    if let address = object.address {
      canvas.write(
        fit(" 0x\(String(address, radix: 16)) ", room), row: bottom, column: box.lowerBound + 2, .faint)
    }
    for (index, label) in labels.enumerated() { draw(label, row: inside + index) }
    return bottom + 1
  }

  private mutating func header(of object: ObjectSummary, row: Int) {
    let title = " \(object.object) \(object.kind.typeName) "
    var count = " count \(object.count) "
    var paint = Paint.plain
    if let effect = effects[object.object] {
      if let before = effect.before {
        if before != object.count { count = style.spell(" count \(before) → \(object.count) ") }
        paint = object.count > before ? .rise : object.count < before ? .fall : .plain
      } else {
        count = " new, count \(object.count) "
        paint = .rise
      }
    }
    canvas.write(fit(title, box.count - 2), row: row, column: box.lowerBound + 1, .object)
    let column = box.upperBound - count.count
    if column > box.lowerBound + 1 + title.count { canvas.write(count, row: row, column: column, paint) }
  }

  private func value(of object: ObjectSummary) -> String {
    if case .object(let held) = object.value { return "holds \(held)" }
    return style.escape(object.value.literal)
  }

  /// Cuts text to a number of columns, with a mark where something is missing.
  private func fit(_ text: String, _ columns: Int) -> String {
    guard DisplayWidth.of(text) > columns else { return text }
    let ellipsis = style.ellipsis
    return DisplayWidth.prefix(of: text, columns: columns - ellipsis.count) + ellipsis
  }

  // MARK: Names

  private struct Label {
    let text: String
    let arrow: String
    let paint: Paint
  }

  private func labels(of object: ObjectSummary) -> [Label] {
    var handles: [String] = []
    var owning: [String] = []
    var lostCount = 0
    for owner in object.owners {
      switch owner {
      case .name(let name): handles.append(name)
      case .raw(let name): owning.append(name)
      case .lost: lostCount += 1
      case .cell: break
      }
    }
    var labels: [Label] = []
    func add(_ names: [String], _ arrow: String, _ paint: Paint) {
      if !names.isEmpty { labels.append(Label(text: join(names), arrow: arrow, paint: paint)) }
    }
    add(handles, style.usesUnicode ? "──▶" : "-->", .name)
    add(owning, style.usesUnicode ? "══▶" : "==>", .name)
    if lostCount > 0 {
      add([lostCount == 1 ? "lost" : "lost \(lostCount)"], style.usesUnicode ? "══▶" : "==>", .end)
    }
    add(object.pointers, style.usesUnicode ? "╌╌▶" : "..>", .faint)
    return labels
  }

  /// As many of the names as there is room for, and the number of the others.
  private func join(_ names: [String]) -> String {
    var text = names[0]
    for (index, name) in names.enumerated().dropFirst() {
      let rest = names.count - index
      let next = text + "," + name
      let tail = rest > 1 ? "+\(rest - 1)" : ""
      guard next.count + tail.count <= labelColumns else {
        return fit(text, labelColumns - "+\(rest)".count) + "+\(rest)"
      }
      text = next
    }
    return fit(text, labelColumns)
  }

  private mutating func draw(_ label: Label, row: Int) {
    canvas.write(label.text, row: row, column: labelColumns - label.text.count, label.paint)
    canvas.write(label.arrow, row: row, column: labelColumns + 1)
  }

  // MARK: Arrows

  private mutating func drawEdges() {
    var sources: [ObjectID: [Int]] = [:]
    for edge in view.snapshot.edges {
      if let source = places[edge.from], places[edge.to] != nil {
        sources[edge.to, default: []].append(source.inside)
      }
    }
    // Arrows to one object share a lane; lanes are given to the oldest objects first, the nearest free one each.
    var taken: [[ClosedRange<Int>]] = Array(repeating: [], count: laneCount)
    for object in view.snapshot.objects {
      guard let rows = sources[object.object], let target = places[object.object]?.top,
        let low = rows.min(), let high = rows.max()
      else { continue }
      let span = min(low, target)...max(high, target)
      guard let lane = taken.indices.first(where: { !taken[$0].contains { $0.overlaps(span) } }) else {
        continue
      }
      taken[lane].append(span)
      draw(from: rows, to: target, column: box.upperBound + 3 + 2 * lane, span)
    }
  }

  private mutating func draw(from rows: [Int], to target: Int, column: Int, _ span: ClosedRange<Int>) {
    canvas.vertical(column: column, from: span.lowerBound, to: span.upperBound)
    canvas.horizontal(row: target, from: box.upperBound + 1, to: column)
    canvas.write(style.usesUnicode ? "◀" : "<", row: target, column: box.upperBound + 1)
    for row in rows { canvas.horizontal(row: row, from: box.upperBound, to: column) }
  }
}

extension TextRenderer {
  /// How many things a line of the legend names before it only counts them.
  private static let namedInLegend = 6

  /// Draws the heap.
  func render(_ view: HeapView, into text: inout TextBuffer) {
    let snapshot = view.snapshot
    if snapshot.objects.isEmpty, view.omittedCount == 0 { note("no objects live", into: &text) }
    HeapPicture(view, style: style).write(to: &text)
    let dangling = snapshot.names.filter(\.role.isDangling)
    for name in dangling.prefix(Self.namedInLegend) { render(name, into: &text) }
    if dangling.count > Self.namedInLegend {
      note("and \(dangling.count - Self.namedInLegend) more dangling pointers", into: &text)
    }
    gone(in: view.lastLine, into: &text)
    if view.omittedCount > 0 {
      note("\(view.omittedCount) more objects are left out; .heap h draws what h leads to", into: &text)
    }
  }

  private func gone(in line: RecordedLine?, into text: inout TextBuffer) {
    var gone: [(ObjectID, Kind)] = []
    for case .destroyed(let object, let kind) in line?.events ?? [] { gone.append((object, kind)) }
    guard !gone.isEmpty else { return }
    text.segment { $0.write("destroyed", .end) }
    for (index, (object, kind)) in gone.prefix(Self.namedInLegend).enumerated() {
      let body: (inout TextBuffer) -> Void = {
        $0.write(object)
        $0.write(" \(kind.typeName)")
      }
      if index == 0 { text.segment(body) } else { text.item(body) }
    }
    if gone.count > Self.namedInLegend {
      text.item { $0.write("and \(gone.count - Self.namedInLegend) more") }
    }
    text.newline()
  }
}
