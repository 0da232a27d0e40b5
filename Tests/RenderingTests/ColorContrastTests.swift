@testable import Model
@testable import Rendering
@testable import Session
import Testing

/// Colours hold on the backgrounds that they are made for, and help breaks no word.
struct ColorContrastTests {
  @Test(arguments: Paint.allCases, [Theme.auto, .dark, .light])
  func `each colour can be read on its backgrounds`(paint: Paint, theme: Theme) throws {
    for hasManyColors in [false, true] {
      let style = TextStyle(usesColor: true, theme: theme, hasManyColors: hasManyColors)
      guard let look = paint.look(in: style), let color = Self.color(of: look.description) else { continue }
      // 3 is what WCAG 2.1 asks of large text, and the most that 16 colours can give on both.
      let least = hasManyColors ? 4.0 : 3.0
      if theme != .light { #expect(Self.contrast(color, 0) >= least, "\(paint) \(theme) on black") }
      if theme != .dark { #expect(Self.contrast(color, 1) >= least, "\(paint) \(theme) on white") }
    }
  }

  @Test func `mono has no colours`() {
    for paint in Paint.allCases {
      let look = paint.look(in: TextStyle(usesColor: true, theme: .mono))
      #expect(look.map { Self.color(of: $0.description) == nil } ?? true)
    }
  }

  @Test func `help breaks no word in 40 columns`() {
    let words = Set(Self.help(columns: nil).split { $0 == " " || $0 == "\n" || $0 == "|" })
    for columns in [40, 60, 80] {
      let help = Self.help(columns: columns)
      let broken = help.split { $0 == " " || $0 == "\n" || $0 == "|" }.filter { !words.contains($0) }
      #expect(broken.isEmpty, "\(columns)")
      #expect(help.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= columns })
    }
  }

  private static func help(columns: Int?) -> String {
    let style = TextStyle(width: columns)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render([.report(.help(.overview(CommandTable.help)))], into: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  // MARK: Contrast (WCAG 2.1)

  private static func contrast(_ color: [Double], _ background: Double) -> Double {
    let light = luminance(color) + 0.05
    return max(light, background + 0.05) / min(light, background + 0.05)
  }

  private static func luminance(_ color: [Double]) -> Double {
    zip(color, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.1 * linear($1.0 / 255) }
  }

  private static func linear(_ part: Double) -> Double {
    // A power of 2.4 without a library: the square, times a fifth root squared found by Newton's method.
    if part <= 0.03928 { return part / 12.92 }
    let base = (part + 0.055) / 1.055
    var root = 1.0
    for _ in 0..<60 { root -= (root * root * root * root * root - base) / (5 * root * root * root * root) }
    return base * base * root * root
  }

  /// The colour that the parameters of an escape sequence ask for, as xterm shows it.
  private static func color(of look: String) -> [Double]? {
    let numbers = look.split(separator: ";").compactMap { Int($0) }
    if let index = numbers.firstIndex(of: 38) { return many(numbers[index + 2]) }
    for number in numbers {
      if (30...37).contains(number) { return sixteen[number - 30] }
      if (90...97).contains(number) { return sixteen[number - 82] }
    }
    return nil
  }

  private static func many(_ number: Int) -> [Double] {
    if number >= 232 { return Array(repeating: Double(8 + 10 * (number - 232)), count: 3) }
    let levels = [0.0, 95, 135, 175, 215, 255]
    let place = number - 16
    return [levels[place / 36], levels[place / 6 % 6], levels[place % 6]]
  }

  /// xterm's own sixteen.
  private static let sixteen: [[Double]] = [
    [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255], [255, 0, 255], [0, 255, 255],
    [255, 255, 255],
  ]
}
