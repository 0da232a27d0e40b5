internal import Model

// As with events, fields may be added; none may change or go.
extension JSON {
  init(_ interface: ModuleInterface) {
    self = .object([
      ("object", JSON(interface.object)), ("exports", .array(interface.exports.map { JSON($0) })),
      ("imports", .array(interface.imports.map { JSON($0) })),
    ])
  }

  private init(_ item: ModuleInterface.Item) {
    let module: [(String, JSON)] = item.module.map { [("module", .string($0))] } ?? []
    self = .object(
      module + [("name", .string(item.name)), ("kind", .string(item.kind)), ("type", .string(item.type))])
  }

  init(_ contents: TableContents) {
    self = .object([
      ("size", .integer(contents.size)), ("element", .string(contents.element)),
      (
        "slots",
        .array(contents.slots.map { .object([("index", .integer($0.index)), ("value", JSON($0.value))]) })
      ),
      ("omitted", .integer(contents.omitted)),
    ])
  }
}
