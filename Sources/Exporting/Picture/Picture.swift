internal import Rendering
internal import Model

/// The heap at a moment as an SVG picture (w3.org/TR/SVG2) that needs nothing else and follows the reader's choice of
/// light or dark.
struct Picture {
  private(set) var bytes: [UInt8] = []
  private let scene: Scene
  private let cards: [Card]
  private let grid: Grid

  private static let margin = 28
  private static let titleHeight = 44
  private static let noteHeight = 26
  private static let labelColumns = 7
  private static let valueColumns = 17

  init(of scene: Scene, title: String) {
    self.scene = scene
    cards = scene.cardsInOrder
    grid = Grid(places: (cards.last?.slot ?? -1) + 1)
    draw(title)
  }

  // MARK: Parts

  private mutating func draw(_ title: String) {
    let notes = self.notes
    let width = max(480, grid.width) + 2 * Self.margin
    let heapTop = Self.margin + Self.titleHeight - Grid.laneHeight / 2
    let notesTop = heapTop + (cards.isEmpty ? Grid.laneHeight : grid.height) + 30
    let height = notesTop + notes.count * Self.noteHeight + Self.margin - 10
    write(
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      role="img" aria-labelledby="title summary">
      <title id="title">\(title.escapedForMarkup)</title>
      <desc id="summary">\(summary.escapedForMarkup)</desc>
      <style>
      \(String(decoding: PackageResources.picture_css, as: UTF8.self))</style>
      <defs>\(marker("handle"))\(marker("cell"))\(marker("raw"))</defs>
      <rect class="paper" width="\(width)" height="\(height)"/>
      <text class="title" x="\(Self.margin)" y="\(Self.margin + 16)">\(Card.cut(title, 80).escapedForMarkup)</text>
      <g transform="translate(\(Self.margin) \(heapTop))">

      """)
    drawArrows()
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

  private var notes: [String] {
    var notes: [String] = []
    if cards.isEmpty { notes.append("No objects live.") }
    for (name, object) in scene.danglingPointers {
      notes.append("\(name): dangling raw pointer; \(object) was destroyed")
    }
    let omitted = scene.omittedCount
    if omitted > 0 { notes.append("\(omitted) more \(omitted == 1 ? "object is" : "objects are") left out") }
    return notes
  }

  // MARK: Cards

  private mutating func draw(_ card: Card) {
    let corner = grid.corner(of: card.slot)
    var classes = "card"
    if card.mark != .none { classes += " \(card.markWord)" }
    let value = Self.fit(card.value, Self.valueColumns)
    let right = Grid.cardWidth - 14
    let titleWidth = 22 + 11 * card.object.description.count + 9 * card.type.count
    // A long number needs the room; the tooltip has the type.
    let type = titleWidth > right - 19 * String(card.count).count ? "" : card.type
    write(
      """
      <g class="\(classes)" transform="translate(\(corner.x) \(corner.y))">
      <title>\(card.object) \(card.type) \(card.value.escapedForMarkup)</title>
      <rect width="\(Grid.cardWidth)" height="\(Grid.cardHeight)" rx="10"/>
      <text x="14" y="27"><tspan class="object">\(card.object)</tspan><tspan class="type" dx="8">\(type)\
      </tspan></text>
      <text class="mark" x="14" y="50">\(card.markText.escapedForMarkup)</text>
      <text class="value" x="14" y="76">\(value.escapedForMarkup)</text>
      <text class="count" x="\(right)" y="37">\(card.count)</text>
      <text class="unit" x="\(right)" y="52">count</text>
      </g>

      """)
    for (index, label) in card.labels.enumerated() {
      draw(label.text, role: label.role.rawValue, at: corner, index: index)
    }
    if card.unlabelled > 0 {
      draw("+\(card.unlabelled)", role: "more", at: corner, index: card.labels.count)
    }
  }

  private mutating func draw(_ text: String, role: String, at corner: Grid.Point, index: Int) {
    let shown = Self.fit(text, Self.labelColumns)
    let width = max(26, DisplayWidth.of(shown) * 8 + 16)
    let right = corner.x - 30
    let top = corner.y + 2 + index * Grid.labelHeight
    let middle = top + 10
    write(
      """
      <g class="label \(role)"><title>\(text.escapedForMarkup)</title>\
      <rect x="\(right - width)" y="\(top)" width="\(width)" height="20" rx="10"/>\
      <text x="\(right - width / 2)" y="\(top + 14)">\(shown.escapedForMarkup)</text>
      """)
    switch role {
    case "more": break
    case "owning", "lost":
      // A double line, since colour alone must not tell.
      write(
        "<path class=\"line\" d=\"M\(right + 2) \(middle - 2)H\(corner.x - 8)M\(right + 2) \(middle + 2)H\(corner.x - 8)\"/>"
      )
      write(
        "<path class=\"head\" d=\"M\(corner.x - 10) \(middle - 5)L\(corner.x - 1) \(middle)L\(corner.x - 10) \(middle + 5)z\"/>"
      )
    default:
      write(
        "<path class=\"line\" marker-end=\"url(#\(role == "raw" ? "raw" : "handle"))\" d=\"M\(right + 2) \(middle)H\(corner.x - 1)\"/>"
      )
    }
    write("</g>\n")
  }

  private static func fit(_ text: String, _ columns: Int) -> String {
    let text = text.printable
    return DisplayWidth.of(text) <= columns ? text : DisplayWidth.prefix(of: text, columns: columns - 1) + "…"
  }

  // MARK: Arrows

  private mutating func drawArrows() {
    var entrances: [ObjectID: Int] = [:]
    for card in cards {
      guard let held = card.holds, let target = scene.cards[held] else { continue }
      let entrance = entrances[held, default: 0]
      entrances[held] = entrance + 1
      let points = grid.route(from: card.slot, to: target.slot, entrance: entrance)
      write("<path class=\"arrow\" marker-end=\"url(#cell)\" d=\"\(Self.path(through: points))\"/>\n")
    }
  }

  /// A line with rounded corners.
  private static func path(through points: [Grid.Point]) -> String {
    var path = "M\(points[0].x) \(points[0].y)"
    for index in 1..<points.count - 1 {
      let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
      let radius = min(8, distance(before, corner) / 2, distance(corner, after) / 2)
      let (from, to) = (toward(before, from: corner, radius), toward(after, from: corner, radius))
      path += "L\(from.x) \(from.y)Q\(corner.x) \(corner.y) \(to.x) \(to.y)"
    }
    return path + "L\(points[points.count - 1].x) \(points[points.count - 1].y)"
  }

  private static func distance(_ a: Grid.Point, _ b: Grid.Point) -> Int { abs(a.x - b.x) + abs(a.y - b.y) }

  private static func toward(_ point: Grid.Point, from corner: Grid.Point, _ length: Int) -> Grid.Point {
    Grid.Point(
      x: corner.x + (point.x - corner.x).signum() * length,
      y: corner.y + (point.y - corner.y).signum() * length)
  }
}
