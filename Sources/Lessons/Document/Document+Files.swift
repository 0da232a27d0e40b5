internal import Session

extension Document {
  /// A block of code that sessions find as a file.
  public struct File: Sendable {
    /// A plain name, without a folder.
    public let name: String
    public let bytes: [UInt8]
    /// What messages call the document, and the line of it where the block begins, from 1.
    let origin: (document: String, line: Int)
  }

  /// Why the document cannot run here; nil when it can. A document that loads WebAssembly modules needs their engine.
  public var obstacle: DocumentError? {
    blocks.lazy.flatMap(\.steps).contains(where: \.needsEngine)
      ? WebAssembly.obstacle.map { DocumentError($0, in: name) } : nil
  }
}

extension Document.Step {
  /// Whether the step is `wasm …` or `name = wasm …`.
  fileprivate var needsEngine: Bool {
    let line =
      switch action {
      case .command(let line), .prediction(let line): String(decoding: line, as: UTF8.self)
      }
    return line.split { $0 == " " || $0 == "\t" || $0 == "=" }.prefix(2).contains("wasm")
  }
}
