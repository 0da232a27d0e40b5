/// A test script of the WebAssembly specification, as `wasm-tools json-from-wast` writes it.
struct Script: Decodable {
  struct Command: Decodable {
    /// What to do, or what to assert.
    let type: String
    let line: Int
    /// The name that a later command refers to a module by.
    let name: String?
    /// The file of a module, beside the script.
    let filename: String?
    /// `binary` or `text`.
    let module_type: String?
    /// The name that `register` makes a module importable by.
    let `as`: String?
    /// For `module_instance`: the name of the instance, and of the definition.
    let instance: String?
    let module: String?
    let action: Action?
    let expected: [Constant]?
  }

  struct Action: Decodable {
    /// `invoke` or `get`.
    let type: String
    /// The module's name; the last module where there is none.
    let module: String?
    let field: String
    let args: [Constant]?
  }

  /// A value that is passed, or a pattern that a result must match.
  struct Constant: Decodable {
    let type: String
    /// A number as text, the lanes of a vector, or nothing.
    let value: Content?
    /// The lanes' type.
    let lane_type: String?
    /// For `either`.
    let values: [Constant]?

    /// The value, where it is one number or word.
    var text: String? {
      if case .one(let text)? = value { text } else { nil }
    }

    enum Content: Decodable {
      case one(String)
      case lanes([String])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
          self = .one(text)
        } else {
          self = .lanes(try container.decode([String].self))
        }
      }
    }
  }

  let commands: [Command]

  /// Whether the script starts threads, each with a store of its own, and waits for them.
  var startsThreads: Bool { commands.contains { $0.type == "thread" } }
}
