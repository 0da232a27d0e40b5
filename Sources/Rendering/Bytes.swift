extension [UInt8] {
  /// Appends a number's digits, without a string for them.
  mutating func append(decimal number: Int) {
    // Most counts have one digit.
    if number >= 0, number < 10 { return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number)) }
    append(addingCapacity: 20) { bytes in
      var digits = InlineArray<20, UInt8>(repeating: 0)
      var start = digits.count
      var rest = number.magnitude
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 { bytes.append(UInt8(ascii: "-")) }
      for index in start..<digits.count { bytes.append(digits[index]) }
    }
  }
}

extension OutputSpan<UInt8> {
  /// - Precondition: there is room for them.
  mutating func append(all bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }
}
