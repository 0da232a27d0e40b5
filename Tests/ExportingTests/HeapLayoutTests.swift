import Foundation
import Model
import Rendering
import Testing

@testable import Exporting

/// The `.svg` picture and the page lay heaps out alike: both are held to Tests/PageModules/heaps.json.
struct HeapLayoutTests {
  private struct Heaps: Decodable {
    let measures: [String: Int]
    let heaps: [Heap]
  }

  struct Heap: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let columns: Int
    /// The number of each object, and of what it holds.
    let objects: [[Int]]
    /// The number of each object, its column and its row.
    let places: [[Int]]
    /// The numbers of two objects, and the corners of the wire.
    let wires: [[Int]]

    var testDescription: String { name }
  }

  private static let fixture: Heaps = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "PageModules/heaps.json")
    return try! JSONDecoder().decode(Heaps.self, from: Data(contentsOf: path))
  }()

  @Test func `the page's measures are those of the picture`() throws {
    var bytes: [UInt8] = []
    Measures.json.write(to: &bytes)
    #expect(try JSONDecoder().decode([String: Int].self, from: Data(bytes)) == Self.fixture.measures)
  }

  @Test(arguments: fixture.heaps)
  func `the picture lays a heap out as the page does`(heap: Heap) {
    let cards = heap.objects.map { numbers in
      var card = Card(
        ObjectSummary(
          object: ObjectID(numbers[0]), type: "Cell", value: .null, count: 1, owners: [], pointers: [],
          address: nil, origin: .line(1)))
      card.holds = numbers.dropFirst().map { ObjectID($0) }
      return card
    }
    let layout = HeapLayout(of: cards, columns: heap.columns)
    let places = cards.compactMap { card in
      layout.spots[card.object].map { [card.object.number, $0.column, $0.row] }
    }
    #expect(places == heap.places)
    let wires = Wires(of: cards, in: layout).wires.map { wire in
      [wire.from.number, wire.to.number] + wire.points.flatMap { [$0.x, $0.y] }
    }
    #expect(wires == heap.wires)
  }
}
