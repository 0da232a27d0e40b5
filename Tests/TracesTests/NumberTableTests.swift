import Testing

@testable import Traces

struct NumberTableTests {
  @Test func `a table holds what a dictionary holds, whatever comes and goes`() {
    var random = SystemRandomNumberGenerator()
    for limit: UInt32 in [8, 100, 5_000] {
      var table = NumberTable<Int>(filler: 0)
      var dictionary: [UInt32: Int] = [:]
      for step in 0..<20_000 {
        let key = UInt32.random(in: 1...limit, using: &random)
        if Bool.random(using: &random) {
          table.insert(step, for: key)
          dictionary[key] = step
        } else {
          table.remove(key)
          dictionary[key] = nil
        }
        #expect(table[key] == dictionary[key])
        if !step.isMultiple(of: 997) { continue }
        var all: [UInt32: Int] = [:]
        table.forEach { all[$0] = $1 }
        #expect(all == dictionary)
        #expect(table.count == dictionary.count)
      }
    }
  }

  @Test func `a copy stays as it was`() {
    var table = NumberTable<Int>(filler: 0)
    table.insert(1, for: 700)
    let copy = table
    table.insert(2, for: 700)
    #expect(copy[700] == 1)
    #expect(table[0] == nil)
  }
}
