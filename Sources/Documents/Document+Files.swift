extension Document {
  /// A block of code that sessions find as a file.
  public struct File: Sendable {
    /// A plain name, without a folder.
    public let name: String
    public let bytes: [UInt8]
    /// The line of the document where the block begins, from 1.
    public let line: Int
  }

  /// The document with a file that its sessions find besides those that its blocks are.
  public func adding(file name: String, _ bytes: [UInt8]) -> Document {
    var document = self
    document.files.append(File(name: name, bytes: bytes, line: 1))
    return document
  }

  /// Whether the document loads WebAssembly modules, and so needs their engine.
  public var needsEngine: Bool { blocks.lazy.flatMap(\.steps).contains(where: \.needsEngine) }
}

extension Document.Step {
  /// Whether the step is `wasm …` or `name = wasm …`.
  fileprivate var needsEngine: Bool {
    let line =
      switch action {
      case .command(let line), .prediction(let line): String(decoding: line, as: UTF8.self)
      case .question: ""
      }
    return line.split { $0 == " " || $0 == "\t" || $0 == "=" }.prefix(2).contains("wasm")
  }
}
