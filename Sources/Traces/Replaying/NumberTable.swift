/// Values by numbers from 1 on, of which few of many are there at a time: the handles of a trace by their slots.
///
/// Open addressing with linear probing; deleting moves what follows back, so that no gaps stay. Memory follows the most
/// values that were there at once. A table is copied when a copy of it is changed.
struct NumberTable<Value> {
  /// 0 where there is none.
  private var keys: [UInt32]
  private var values: [Value]
  private let filler: Value
  private var shift: UInt32
  private(set) var count = 0

  /// - Parameter filler: what stands where nothing does.
  init(filler: Value) {
    self.filler = filler
    keys = Array(repeating: 0, count: 16)
    values = Array(repeating: filler, count: 16)
    shift = 28
  }

  @inline(__always)
  private func home(of key: UInt32) -> Int { Int((key &* 2_654_435_769) >> shift) }

  @inline(__always)
  private func next(_ index: Int) -> Int { (index + 1) & (keys.count - 1) }

  /// Where the value of a number stands, for ``subscript(at:)``; nil where there is none.
  @inline(__always)
  func index(of key: UInt32) -> Int? {
    if key == 0 { return nil }
    var index = home(of: key)
    while keys[index] != key {
      if keys[index] == 0 { return nil }
      index = next(index)
    }
    return index
  }

  /// The value at an index that ``index(of:)`` gave since the last value came or went.
  @inline(__always)
  subscript(at index: Int) -> Value {
    get { values[index] }
    set { values[index] = newValue }
    _modify { yield &values[index] }
  }

  @inline(__always)
  subscript(key: UInt32) -> Value? {
    get { index(of: key).map { values[$0] } }
    set {
      guard let newValue else { return remove(key) }
      insert(newValue, for: key)
    }
  }

  /// Enters a value, in place of another.
  @inline(__always)
  mutating func insert(_ value: Value, for key: UInt32) {
    precondition(key != 0)
    if count * 4 >= keys.count * 3 { grow() }
    var index = home(of: key)
    while keys[index] != key {
      if keys[index] == 0 {
        keys[index] = key
        count += 1
        break
      }
      index = next(index)
    }
    values[index] = value
  }

  @inline(__always)
  mutating func remove(_ key: UInt32) {
    guard var hole = index(of: key) else { return }
    count -= 1
    var index = next(hole)
    while keys[index] != 0 {
      // What may not stand before its home stays.
      let distance = (index - home(of: keys[index])) & (keys.count - 1)
      if distance >= (index - hole) & (keys.count - 1) {
        keys[hole] = keys[index]
        values[hole] = values[index]
        hole = index
      }
      index = next(index)
    }
    keys[hole] = 0
    values[hole] = filler
  }

  private mutating func grow() {
    var larger = NumberTable(filler: filler)
    larger.shift = shift - 1
    larger.keys = Array(repeating: 0, count: keys.count * 2)
    larger.values = Array(repeating: filler, count: keys.count * 2)
    for index in keys.indices where keys[index] != 0 { larger.insert(values[index], for: keys[index]) }
    self = larger
  }

  /// All numbers and values, in no order.
  func forEach(_ body: (UInt32, Value) -> Void) {
    for index in keys.indices where keys[index] != 0 { body(keys[index], values[index]) }
  }
}
