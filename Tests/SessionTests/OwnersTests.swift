@testable import Model
@testable import Session
import Testing

struct OwnersTests {
  @Test(arguments: 0..<8)
  func `they come and go as the elements of an array do`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var owners = Owners()
    var expected: [Owner] = []
    for _ in 0..<200 {
      let owner = Owner.name(["a", "b", "c"].randomElement(using: &random)!)
      // They leave more often than they come: most objects have few.
      if Int.random(in: 0..<5, using: &random) < 2 {
        owners.append(owner)
        expected.append(owner)
      } else {
        owners.removeLast(equalTo: owner)
        if let index = expected.lastIndex(of: owner) { expected.remove(at: index) }
      }
      #expect(Array(owners) == expected)
      #expect(owners == Owners(expected))
    }
  }
}
