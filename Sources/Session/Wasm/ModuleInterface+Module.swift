internal import Model
internal import WasmEngine

extension ModuleInterface {
  init(_ module: WasmEngine.Module, of object: ObjectID) {
    self.init(
      object: object, exports: module.exports.map { Item(module: nil, name: $0.name, $0.type) },
      imports: module.imports.map { Item(module: $0.module, name: $0.name, $0.type) })
  }
}

extension ModuleInterface.Item {
  fileprivate init(module: String?, name: String, _ type: ExternType) {
    let (kind, text): (String, String) =
      switch type {
      case .function(let type): ("function", type.description)
      case .table(let element): ("table", element.rawValue)
      case .global(let content, let isMutable):
        ("global", (isMutable ? "mutable " : "") + content.rawValue)
      case .memory: ("memory", "")
      case .other: ("something else", "")
      }
    self.init(module: module, name: name, kind: kind, type: text)
  }
}
