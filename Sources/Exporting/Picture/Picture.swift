internal import Rendering
internal import Model

/// The heap at a moment as an SVG picture (w3.org/TR/SVG2) that needs nothing else and follows the reader's choice of
/// light or dark.
struct Picture {
  /// How many cards are drawn.
  static let limit = 60

  private(set) var bytes: [UInt8] = []
  private let notes: [String]
  private let cards: [Card]
  private let layout: HeapLayout
  /// The objects that no name reaches, and the cycles among them.
  private let unreached: Set<ObjectID>
  private let cycles: [Cycle]
  private let isTrace: Bool

  private static let margin = 28
  private static let titleHeight = 44
  private static let noteHeight = 26
  private static let valueColumns = 16
  private static let typeColumns = 15

  init(of recording: Recording, after moment: Int) {
    var scene = Scene(recording.beginning)
    var touches: [ObjectID: Int] = [:]
    for (index, step) in recording.steps.prefix(moment).enumerated() {
      scene.advance(over: step)
      if step.isFresh { touches.removeAll() }
      for card in scene.cards { touches[card.object] = index + 1 }
    }
    let recent = moment > 0 ? scene.cards : []
    let changed = Dictionary(recent.map { ($0.object, $0) }) { $1 }
    let snapshot = scene.state.snapshot
    let all =
      snapshot.objects.map { changed[$0.object] ?? Card($0) } + recent.filter { $0.mark == .destroyed }
    let unreached = Self.unreached(in: all)
    let graph = HeapGraph(snapshot)
    self.unreached = unreached
    cycles = graph.tangles { unreached.contains(graph.objects[$0].object) }.map { Cycle($0, in: graph) }
    isTrace = recording.isTrace
    // Those that were touched last.
    let latest = all.sorted {
      (touches[$0.object] ?? 0, $0.object) > (touches[$1.object] ?? 0, $1.object)
    }
    cards = latest.prefix(Self.limit).sorted { $0.object < $1.object }
    layout = HeapLayout(of: cards)
    notes = Self.notes(
      scene.danglingPointers, unreached, cycles, isTrace: isTrace, live: snapshot.objects.count,
      isEmpty: cards.isEmpty, omitted: all.count - cards.count)
    draw(recording.title)
  }

  /// The living objects that neither a name's handle, a raw pointer that owns a count nor an engine leads to.
  private static func unreached(in cards: [Card]) -> Set<ObjectID> {
    let byObject = Dictionary(uniqueKeysWithValues: cards.map { ($0.object, $0) })
    var unreached = Set(cards.lazy.filter { $0.mark != .destroyed }.map(\.object))
    var walk = cards.filter { $0.isNamed || $0.labels.contains { $0.role == .owning || $0.role == .engine } }
    while let card = walk.popLast() {
      if unreached.remove(card.object) != nil { walk += card.holds.compactMap { byObject[$0] } }
    }
    return unreached
  }

  // MARK: Parts

  private mutating func draw(_ title: String) {
    let heapTop = Self.margin + Self.titleHeight - Measures.channelHeight
    let size = (
      width: layout.columns * Wires.columnPitch + Measures.laneWidth,
      height: layout.rows * Wires.rowPitch + Measures.channelHeight
    )
    let width = max(480, size.width) + 2 * Self.margin
    let notesTop = heapTop + (cards.isEmpty ? Measures.labelHeight : size.height) + 30
    let height = notesTop + notes.count * Self.noteHeight + Self.margin - 10
    write(
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      role="img" aria-labelledby="title summary">
      <title id="title">\(title.escapedForMarkup)</title>
      <desc id="summary">\(summary.escapedForMarkup)</desc>
      <style>
      \(String(decoding: PackageResources.picture_css, as: UTF8.self))</style>
      <defs>\(marker("cell"))\(marker("cycle"))</defs>
      <rect class="paper" width="\(width)" height="\(height)"/>
      <text class="title" x="\(Self.margin)" y="\(Self.margin + 16)">\(Card.cut(title, 80).escapedForMarkup)</text>
      <g transform="translate(\(Self.margin) \(heapTop))">

      """)
    drawWires()
    for card in cards { draw(card) }
    write("</g>\n")
    for (index, note) in notes.enumerated() {
      write(
        "<text class=\"note\" x=\"\(Self.margin)\" y=\"\(notesTop + index * Self.noteHeight)\">"
          + "\(note.escapedForMarkup)</text>\n")
    }
    write("</svg>\n")
  }

  private mutating func write(_ text: String) {
    bytes += text.utf8
  }

  private func marker(_ kind: String) -> String {
    "<marker id=\"\(kind)\" class=\"\(kind)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
      + "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker>"
  }

  /// The picture in a sentence, for those who do not see it.
  private var summary: String {
    let live = cards.filter { $0.mark != .destroyed }
    let told = live.prefix(20).map { card in
      "\(card.object) \(card.type) \(card.value), count \(card.count)"
    }
    return live.isEmpty ? "No objects live." : told.joined(separator: "; ") + "."
  }

  private static func notes(
    _ dangling: [(name: String, object: ObjectID)], _ unreached: Set<ObjectID>, _ cycles: [Cycle],
    isTrace: Bool, live: Int, isEmpty: Bool, omitted: Int
  ) -> [String] {
    var notes: [String] = []
    if isEmpty { notes.append("No objects live.") }
    let outside = isTrace ? "owner outside" : "name"
    if !unreached.isEmpty {
      let named = unreached.sorted().prefix(8).map(\.description).joined(separator: ", ")
      let more = unreached.count > 8 ? " and \(unreached.count - 8) more" : ""
      notes.append("No \(outside) reaches \(named)\(more)")
    }
    for cycle in cycles.prefix(3) {
      let way = cycle.objects.prefix(8).map(\.description) + (cycle.objects.count > 8 ? ["…"] : [])
      let edge = cycle.edge(cycle.best)
      let path = (way + [cycle.objects[0].description]).joined(separator: " → ")
      notes.append("\(path): breaking \(edge.from) → \(edge.to) frees \(cycle.frees[cycle.best])")
    }
    if cycles.count > 3 { notes.append("\(cycles.count - 3) more \(cycles.count == 4 ? "cycle" : "cycles")") }
    for (name, object) in dangling { notes.append("\(name): dangling raw pointer; \(object) was destroyed") }
    if omitted > 0 { notes.append("\(omitted) more \(omitted == 1 ? "object is" : "objects are") left out") }
    return notes
  }

  // MARK: Cards

  private mutating func draw(_ card: Card) {
    guard let spot = layout.spots[card.object] else { return }
    let corner = Wires.corner(of: spot)
    var classes = "card"
    if card.mark != .none { classes += " \(card.markWord)" }
    if unreached.contains(card.object) { classes += " unreached" }
    let right = Measures.cardWidth - 12
    // What the step did stands in the place of the type; the tooltip has both.
    let note = card.markText.isEmpty ? Self.fit(card.shortType, Self.typeColumns) : card.markText
    write(
      """
      <g class="\(classes)" transform="translate(\(corner.x) \(corner.y))">
      <title>\(card.object) \(card.type) \(card.value.escapedForMarkup)</title>
      <rect width="\(Measures.cardWidth)" height="\(Measures.cardHeight)" rx="10"/>
      <text class="object" x="12" y="23">\(card.object)</text>
      <text class="\(card.markText.isEmpty ? "type" : "mark")" x="12" y="44">\(note.escapedForMarkup)</text>
      <text class="value" x="12" y="70">\(Self.fit(card.value, Self.valueColumns).escapedForMarkup)</text>
      <text class="count" x="\(right)" y="32">\(card.count)</text>
      <text class="unit" x="\(right)" y="47">count</text>
      </g>

      """)
    var labels = card.labels.map { (text: $0.text, role: $0.role.rawValue) }
    if unreached.contains(card.object) {
      labels.insert((isTrace ? "no owner outside" : "no name reaches it", "nobody"), at: 0)
    }
    let most = labels.count + (card.unlabelled > 0 ? 1 : 0) > 3 ? 2 : 3
    let rest = labels.count - min(most, labels.count) + card.unlabelled
    labels = Array(labels.prefix(most))
    if rest > 0 { labels.append(("+\(rest)", "more")) }
    var x = corner.x
    for (index, label) in labels.enumerated() {
      let room = (corner.x + Measures.cardWidth - x) / (labels.count - index) - 4
      x += draw(label.text, role: label.role, x: x, y: corner.y - Measures.labelHeight, room: room) + 5
    }
  }

  /// Draws a label above a card.
  ///
  /// - Returns: its width.
  private mutating func draw(_ text: String, role: String, x: Int, y: Int, room: Int) -> Int {
    let shown = Self.fit(text, max(2, (room - 16) / 8))
    let width = max(26, DisplayWidth.of(shown) * 8 + 16)
    write(
      """
      <g class="label \(role)"><title>\(text.escapedForMarkup)</title>\
      <rect x="\(x)" y="\(y)" width="\(width)" height="19" rx="9"/>\
      <text x="\(x + width / 2)" y="\(y + 14)">\(shown.escapedForMarkup)</text>
      """)
    let (middle, top, bottom) = (x + 15, y + 20, y + Measures.labelHeight)
    switch role {
    case "more", "nobody": break
    case "owning", "lost":
      // A double line, since colour alone must not tell.
      write(
        "<path class=\"line\" d=\"M\(middle - 2) \(top)V\(bottom - 5)M\(middle + 2) \(top)V\(bottom - 5)\"/>")
    default: write("<path class=\"line\" d=\"M\(middle) \(top)V\(bottom - 5)\"/>")
    }
    if role != "more", role != "nobody" {
      write(
        "<path class=\"head\" d=\"M\(middle - 4) \(bottom - 6)L\(middle) \(bottom)L\(middle + 4) \(bottom - 6)z\"/>"
      )
    }
    write("</g>\n")
    return width
  }

  private static func fit(_ text: String, _ columns: Int) -> String {
    let text = text.printable
    return DisplayWidth.of(text) <= columns ? text : DisplayWidth.prefix(of: text, columns: columns - 1) + "…"
  }

  // MARK: Wires

  private mutating func drawWires() {
    let breaks = Dictionary(
      cycles.map { ($0.edge($0.best), $0.frees[$0.best]) }, uniquingKeysWith: { first, _ in first })
    for wire in Wires(of: cards, in: layout).wires {
      let freed = breaks[Snapshot.Edge(from: wire.from, to: wire.to)]
      let kind = unreached.contains(wire.from) && leads(from: wire.to, to: wire.from) ? "cycle" : "cell"
      let look = freed == nil ? kind : "\(kind) break"
      write(
        "<path class=\"wire \(look)\" marker-end=\"url(#\(kind))\" d=\"\(Self.path(through: wire.points))\"/>\n"
      )
      if let freed { drawSign(on: wire.points, freeing: freed) }
    }
  }

  /// Marks the edge to break, on its longest part.
  private mutating func drawSign(on points: [Wires.Point], freeing count: Int) {
    let parts = zip(points, points.dropFirst())
    guard let longest = parts.max(by: { Self.distance($0.0, $0.1) < Self.distance($1.0, $1.1) }) else {
      return
    }
    let (x, y) = ((longest.0.x + longest.1.x) / 2, (longest.0.y + longest.1.y) / 2)
    write(
      "<g class=\"sign\" transform=\"translate(\(x) \(y))\"><title>Break here: frees \(count)</title>"
        + "<path class=\"cut\" d=\"M-6 -8L6 8M6 -8L-6 8\"/></g>\n")
  }

  private func leads(from start: ObjectID, to goal: ObjectID) -> Bool {
    let holds = Dictionary(uniqueKeysWithValues: cards.map { ($0.object, $0.holds) })
    var seen: Set<ObjectID> = []
    var walk = [start]
    while let object = walk.popLast() {
      if object == goal { return true }
      if seen.insert(object).inserted { walk += holds[object] ?? [] }
    }
    return false
  }

  /// A line with rounded corners.
  private static func path(through points: [Wires.Point]) -> String {
    var path = "M\(points[0].x) \(points[0].y)"
    for index in 1..<points.count - 1 {
      let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
      let radius = min(9, distance(before, corner) / 2, distance(corner, after) / 2)
      let (from, to) = (toward(before, from: corner, radius), toward(after, from: corner, radius))
      path += "L\(from.x) \(from.y)Q\(corner.x) \(corner.y) \(to.x) \(to.y)"
    }
    return path + "L\(points[points.count - 1].x) \(points[points.count - 1].y)"
  }

  private static func distance(_ a: Wires.Point, _ b: Wires.Point) -> Int { abs(a.x - b.x) + abs(a.y - b.y) }

  private static func toward(_ point: Wires.Point, from corner: Wires.Point, _ length: Int) -> Wires.Point {
    Wires.Point(
      x: corner.x + (point.x - corner.x).signum() * length,
      y: corner.y + (point.y - corner.y).signum() * length)
  }
}
