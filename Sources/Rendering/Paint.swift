/// The background that colours are chosen for.
public enum Theme: String, CaseIterable, Sendable {
  /// Black or white: the colours can be read on both.
  case auto
  case dark, light
  /// No colours: bold, underlined and reversed text only.
  case mono
}

/// The roles that colours are given to.
package enum Paint: CaseIterable {
  case plain, object, name, rise, fall, end, good, faint, heading, emphasis, strong, code

  /// The parameter that ends a look.
  static let reset: StaticString = "0"

  /// The parameters of the escape sequence "Select Graphic Rendition" (ECMA-48, 8.3.117); nil for text as it is.
  func look(in style: TextStyle) -> StaticString? {
    let row = row
    return switch style.theme {
    case .mono: row.mono
    case .auto: style.hasManyColors ? row.auto.many : row.auto.sixteen
    case .dark: style.hasManyColors ? row.dark.many : row.dark.sixteen
    case .light: style.hasManyColors ? row.light.many : row.light.sixteen
    }
  }

  /// A look on a terminal with 16 colours, and on one with 256.
  private typealias Look = (sixteen: StaticString?, many: StaticString?)

  /// The one table of colours. The 16 are the terminal's own, whose shades differ; of xterm's, only red, magenta, bright
  /// blue and grey can be read on black and on white.
  private var row: (auto: Look, dark: Look, light: Look, mono: StaticString?) {
    switch self {
    case .plain: ((nil, nil), (nil, nil), (nil, nil), nil)
    case .name, .heading, .strong: (("1", "1"), ("1", "1"), ("1", "1"), "1")
    case .emphasis: (("3", "3"), ("3", "3"), ("3", "3"), "3")
    case .object: (("1;94", "1;38;5;30"), ("1;36", "1;38;5;80"), ("1;34", "1;38;5;24"), "1")
    case .code: (("94", "38;5;30"), ("36", "38;5;80"), ("34", "38;5;24"), nil)
    case .rise, .good: (("94", "38;5;28"), ("32", "38;5;77"), ("34", "38;5;22"), "1")
    case .fall: (("35", "38;5;130"), ("33", "38;5;221"), ("35", "38;5;94"), "4")
    case .end: (("1;31", "1;38;5;161"), ("1;91", "1;38;5;203"), ("1;31", "1;38;5;160"), "7")
    case .faint: (("90", "38;5;243"), ("90", "38;5;247"), ("90", "38;5;240"), "2")
    }
  }
}
