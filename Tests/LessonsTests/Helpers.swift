import Foundation
import Documents
import Session

/// The document with this text.
func document(_ text: String) throws(DocumentError) -> Document {
  try Document(name: "d.md", source: Array(text.utf8))
}

/// A document of one block.
func block(_ lines: String) throws(DocumentError) -> Document {
  try document("```externref\n\(lines)\n```\n")
}

/// wasmtime's library, for all tests.
let webAssembly = WebAssembly()

/// The package's folder.
let packageFolder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
