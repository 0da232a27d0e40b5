internal import Model

/// The wires from cards to what they hold. They run between the cards only: in the lanes between columns and in the
/// channels between rows, side by side where they run together. The page's `wires.js` does the same.
struct Wires {
  struct Point: Equatable {
    var x: Int
    var y: Int
  }

  struct Wire {
    let from: ObjectID
    let to: ObjectID
    /// Its corners.
    let points: [Point]
  }

  static let columnPitch = Measures.cardWidth + Measures.laneWidth
  static let rowPitch = Measures.channelHeight + Measures.labelHeight + Measures.cardHeight

  private(set) var wires: [Wire] = []
  private var tracks = Tracks()
  private var entrances: [ObjectID: Int] = [:]

  init(of cards: [Card], in layout: HeapLayout) {
    // However many handles an object has to another, it is one wire.
    let links = cards.flatMap { card in
      var seen: Set<ObjectID> = []
      return card.holds.filter { seen.insert($0).inserted }.map { (card.object, $0) }
    }
    let known = links.compactMap { from, to -> (ObjectID, ObjectID, HeapLayout.Spot, HeapLayout.Spot)? in
      guard let start = layout.spots[from], let end = layout.spots[to] else { return nil }
      return (from, to, start, end)
    }
    func isStraight(_ start: HeapLayout.Spot, _ end: HeapLayout.Spot) -> Bool {
      start.row == end.row && end.column == start.column + 1
    }
    // Straight wires come first: they have no choice.
    for (from, to, start, end) in known.filter({ isStraight($0.2, $0.3) })
      + known.filter({ !isStraight($0.2, $0.3) })
    {
      let entrance = entrances[to, default: 0]
      entrances[to] = entrance + 1
      wires.append(
        Wire(
          from: from, to: to,
          points: route(from: start, to: end, entrance, isStraight: isStraight(start, end))))
    }
  }

  /// The upper left corner of a card.
  static func corner(of spot: HeapLayout.Spot) -> Point {
    Point(
      x: spot.column * columnPitch + Measures.laneWidth,
      y: spot.row * rowPitch + Measures.channelHeight + Measures.labelHeight)
  }

  private mutating func route(
    from: HeapLayout.Spot, to: HeapLayout.Spot, _ entrance: Int, isStraight: Bool
  ) -> [Point] {
    let (start, end) = (Self.corner(of: from), Self.corner(of: to))
    let out = Point(x: start.x + Measures.cardWidth, y: start.y + Measures.portY)
    // The first comes in on the level on which wires leave, the others around it.
    let shift = (entrance % 7 + 1) / 2 * (entrance % 7 % 2 == 1 ? -10 : 10)
    let into = Point(x: end.x - 1, y: end.y + Measures.portY + shift)
    if isStraight, shift == 0 { return [out, into] }
    let exit = from.column + 1
    if to.column == exit {
      let x = out.x + Self.offset(tracks.take(.lane(exit), from: out.y, to: into.y))
      return [out, Point(x: x, y: out.y), Point(x: x, y: into.y), into]
    }
    // Below its row where it leads back or on in it, else on the near side of the row that it leads to.
    let channel = to.row > from.row ? to.row : to.row + 1
    let level = channel * Self.rowPitch
    let x1 = out.x + Self.offset(tracks.take(.lane(exit), from: out.y, to: level))
    let x2 =
      end.x - Measures.laneWidth + Self.offset(tracks.take(.lane(to.column), from: level, to: into.y))
    let y = level + 7 + tracks.take(.channel(channel), from: x1, to: x2) % 3 * Measures.wireStep
    return [
      out, Point(x: x1, y: out.y), Point(x: x1, y: y), Point(x: x2, y: y), Point(x: x2, y: into.y), into,
    ]
  }

  private static func offset(_ track: Int) -> Int { 8 + track % 5 * Measures.wireStep }

  /// Which of the tracks of a lane or channel are taken where.
  private struct Tracks {
    enum Way: Hashable {
      case lane(Int)
      case channel(Int)
    }

    private var taken: [Way: [[Range<Int>]]] = [:]

    mutating func take(_ way: Way, from start: Int, to end: Int) -> Int {
      let range = min(start, end)..<max(start, end)
      let tracks = taken[way, default: []]
      let track = tracks.firstIndex { $0.allSatisfy { !$0.overlaps(range) } } ?? tracks.count
      if track == tracks.count { taken[way, default: []].append([]) }
      taken[way]?[track].append(range)
      return track
    }
  }
}
