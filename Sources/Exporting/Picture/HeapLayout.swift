internal import Model

/// Where the cards of a picture stand: in columns and rows. What holds stands to the left of what it holds; a chain that
/// is longer than the picture is wide goes on in the next row, as text does.
///
/// The page's `layout.js` does the same for a whole recording at once.
struct HeapLayout {
  struct Spot: Equatable {
    var column: Int
    var row: Int
  }

  private(set) var spots: [ObjectID: Spot] = [:]
  private(set) var columns = 1
  private(set) var rows = 1

  private static let widest = 8
  /// How broad a picture should be, for its height.
  private static let aspect = 1.7

  /// The layout whose shape fits a page or a screen best.
  init(of cards: [Card]) {
    let components = Self.components(of: cards)
    defer { Self.takeApart(components) }
    let chain = (components.flatMap(\.self).map(\.height).max() ?? 0) + 1
    var best: (layout: HeapLayout, score: Double)?
    for wide in 1...Self.widest {
      let layout = HeapLayout(components, columns: wide)
      let scale = min(
        Self.aspect / Double(layout.columns * Wires.columnPitch + Measures.laneWidth),
        1 / Double(layout.rows * Wires.rowPitch + Measures.channelHeight))
      let folds = min((chain + wide - 1) / wide, 6) - 1
      // A fold costs more than text that is a little smaller.
      let score = (0..<folds).reduce(scale) { score, _ in score * 0.7 }
      if best.map({ score > $0.score }) ?? true { best = (layout, score) }
    }
    if let best { self = best.layout }
  }

  /// The layout for a picture of so many columns at most.
  init(of cards: [Card], columns: Int) {
    let components = Self.components(of: cards)
    defer { Self.takeApart(components) }
    self.init(components, columns: columns)
  }

  private init(_ components: [[Node]], columns wide: Int) {
    var taken: [[Bool]] = []
    func isFree(_ row: Int, _ column: Int) -> Bool { row >= taken.count || !taken[row][column] }
    var start = 0
    for members in components {
      let block = Self.block(of: members, columns: wide)
      var (row, column) = (start, 0)
      while !(row..<row + block.rows).allSatisfy({ y in
        (column..<column + block.columns).allSatisfy { isFree(y, $0) }
      }) {
        column += 1
        if column + block.columns > wide { (row, column) = (row + 1, 0) }
      }
      while taken.count < row + block.rows { taken.append(Array(repeating: false, count: wide)) }
      for y in row..<row + block.rows {
        for x in column..<column + block.columns { taken[y][x] = true }
      }
      while start < taken.count, taken[start].allSatisfy(\.self) { start += 1 }
      for (object, spot) in block.spots {
        spots[object] = Spot(column: column + spot.column, row: row + spot.row)
      }
      columns = max(columns, column + block.columns)
      rows = max(rows, row + block.rows)
    }
  }

  // MARK: Structure

  private final class Node {
    let object: ObjectID
    var holds: [Node] = []
    var holders: [Node] = []
    /// All that it holds or is held by, with the edges that close cycles.
    var company: [Node] = []
    /// The longest way to an object that holds nothing.
    var height = 0
    var isPlaced = false

    init(_ object: ObjectID) { self.object = object }
  }

  /// Breaks the cycles in which nodes refer to each other: without this they would never go.
  private static func takeApart(_ components: [[Node]]) {
    for node in components.joined() { (node.holds, node.holders, node.company) = ([], [], []) }
  }

  /// Objects that hold one another, in the order of the oldest of each.
  private static func components(of cards: [Card]) -> [[Node]] {
    let nodes = cards.map { Node($0.object) }
    let byObject = Dictionary(uniqueKeysWithValues: nodes.map { ($0.object, $0) })
    let edges = zip(nodes, cards).flatMap { node, card in
      card.holds.compactMap { byObject[$0] }.map { (node, $0) }
    }
    // Most that is held is older than what holds it; the others close cycles.
    for (holder, held) in edges.filter({ $0.1.object < $0.0.object })
      + edges.filter({ $0.1.object >= $0.0.object })
    {
      holder.company.append(held)
      held.company.append(holder)
      guard holder !== held, !leads(from: held, to: holder) else { continue }
      holder.holds.append(held)
      held.holders.append(holder)
    }
    measureHeights(nodes)
    return nodes.compactMap { start in
      guard !start.isPlaced else { return nil }
      start.isPlaced = true
      var members = [start]
      var next = 0
      while next < members.count {
        for other in members[next].company where !other.isPlaced {
          other.isPlaced = true
          members.append(other)
        }
        next += 1
      }
      return members
    }
  }

  private static func leads(from start: Node, to goal: Node) -> Bool {
    var seen: Set<ObjectID> = []
    var walk = [start]
    while let node = walk.popLast() {
      if node === goal { return true }
      if seen.insert(node.object).inserted { walk += node.holds }
    }
    return false
  }

  private static func measureHeights(_ nodes: [Node]) {
    var waiting = Dictionary(uniqueKeysWithValues: nodes.map { ($0.object, $0.holds.count) })
    var walk = nodes.filter { $0.holds.isEmpty }
    while let node = walk.popLast() {
      for holder in node.holders {
        holder.height = max(holder.height, node.height + 1)
        waiting[holder.object, default: 0] -= 1
        if waiting[holder.object] == 0 { walk.append(holder) }
      }
    }
  }

  /// The places within the block of a component.
  private static func block(
    of members: [Node], columns wide: Int
  ) -> (spots: [ObjectID: Spot], columns: Int, rows: Int) {
    let top = members.map(\.height).max() ?? 0
    let width = min(wide, top + 1)
    /// The columns that are taken in each row of each band.
    var bands: [[Set<Int>]] = Array(repeating: [], count: top / width + 1)
    var places: [ObjectID: (band: Int, spot: Spot)] = [:]
    for node in members.sorted(by: { ($1.height, $0.object) < ($0.height, $1.object) }) {
      let (band, column) = (top - node.height).quotientAndRemainder(dividingBy: width)
      let beside = (node.holders + node.holds).lazy.compactMap { places[$0.object] }.first { $0.band == band }
      let wish = beside.map(\.spot.row) ?? 0
      var row = wish
      if row < bands[band].count, bands[band][row].contains(column) {
        row = bands[band].firstIndex { !$0.contains(column) } ?? bands[band].count
      }
      while bands[band].count <= row { bands[band].append([]) }
      bands[band][row].insert(column)
      places[node.object] = (band, Spot(column: column, row: row))
    }
    var tops: [Int] = []
    var rows = 0
    for band in bands {
      tops.append(rows)
      rows += band.count
    }
    let spots = places.mapValues { Spot(column: $0.spot.column, row: tops[$0.band] + $0.spot.row) }
    return (spots, width, rows)
  }
}
