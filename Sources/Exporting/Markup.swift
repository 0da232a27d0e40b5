internal import Model

extension String {
  /// The text for a place between tags or in an attribute's quotes, where none of it is markup; what would hide or
  /// reorder other text is written as an escape of the shell's language.
  var escapedForMarkup: String {
    printable.respelled { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}
