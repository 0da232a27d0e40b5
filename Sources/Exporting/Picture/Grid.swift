/// Where things stand in a picture: a grid of cards, each with room for labels on its left and for arrows on its right
/// and above. The page's `heap.js` has the same measures. Lengths are in pixels.
struct Grid {
  struct Point: Equatable {
    var x: Int
    var y: Int
  }

  static let cardWidth = 188
  static let cardHeight = 92
  /// The room for labels.
  static let labelWidth = 104
  /// The room for arrows that run down or up.
  static let laneWidth = 44
  /// The room for arrows that run across.
  static let laneHeight = 48
  static let labelHeight = 22
  /// How far an arrow leaves a card below its upper edge.
  static let portY = 70
  private static let laneCount = 4
  private static let laneStep = 8

  let columns: Int
  let rows: Int

  /// - Parameter places: how many places there are, empty ones too.
  init(places: Int) {
    // As broad as it is high, or broader: cards are.
    columns = max(1, (1...6).first { $0 * $0 * 4 >= places * 3 } ?? 6)
    rows = max(1, (places + columns - 1) / columns)
  }

  var width: Int { columns * (Self.labelWidth + Self.cardWidth + Self.laneWidth) }
  var height: Int { rows * (Self.laneHeight + Self.cardHeight) }

  /// The upper left corner of a card.
  func corner(of slot: Int) -> Point {
    Point(
      x: slot % columns * (Self.labelWidth + Self.cardWidth + Self.laneWidth) + Self.labelWidth,
      y: slot / columns * (Self.laneHeight + Self.cardHeight) + Self.laneHeight)
  }

  /// The corners of an arrow from a card to the upper edge of another, or of itself: to the right, along the column,
  /// along the row, down. It runs between the cards only.
  ///
  /// - Parameter entrance: the number of the arrow among those that lead to the same card.
  func route(from source: Int, to target: Int, entrance: Int) -> [Point] {
    let (from, to) = (corner(of: source), corner(of: target))
    let lane = source % Self.laneCount * Self.laneStep
    let x = from.x + Self.cardWidth + 10 + lane
    let y = to.y - 14 - lane
    let port = to.x + 30 + entrance % 6 * 22
    return [
      Point(x: from.x + Self.cardWidth, y: from.y + Self.portY), Point(x: x, y: from.y + Self.portY),
      Point(x: x, y: y), Point(x: port, y: y), Point(x: port, y: to.y - 2),
    ]
  }
}
