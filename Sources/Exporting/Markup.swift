internal import Model

extension String {
  /// The text for a place between tags or in an attribute's quotes, where none of it is markup; what would hide or
  /// reorder other text is written as an escape of the shell's language.
  var escapedForMarkup: String {
    var escaped = ""
    for scalar in printable.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
