@testable import Documents

/// The document with this text.
func document(_ text: String) throws(DocumentError) -> Document {
  try Document(name: "d.md", source: Array(text.utf8))
}
