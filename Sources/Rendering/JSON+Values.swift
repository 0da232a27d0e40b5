package import Model

extension JSON {
  init(_ object: ObjectID) { self = .integer(object.number) }

  /// An owner as the language writes it.
  init(_ owner: Owner) {
    switch owner {
    case .name(let name), .raw(let name): self = .string(name)
    case .cell(let object), .engine(let object): self = .string(object.description)
    case .lost: self = .null
    case .handle(let handle): self = .object(handle.fields)
    }
  }

  /// The name that an owner is; null where the owner is something else.
  init(nameOf owner: Owner?) {
    if case .name(let name) = owner { self = .string(name) } else { self = .null }
  }

  package init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .text(let text), .path(let text), .symbol(let text): self = .string(text)
    case .object(let object): self = .string(object.description)
    case .summary(let summary): self = JSON(summary)
    case .pointer(let pointer): self = JSON(pointer)
    case .owners(let report): self = JSON(report)
    case .interface(let interface): self = JSON(interface)
    case .table(let contents): self = JSON(contents)
    }
  }

  init(_ summary: ObjectSummary) {
    let line: Int
    switch summary.origin {
    case .line(let number): line = number
    case .call(let birth):
      self = .object(summary.fields(of: birth))
      return
    }
    self = .object([
      ("object", JSON(summary.object)), ("type", .string(summary.type)),
      ("value", JSON(summary.value)),
      ("count", .integer(summary.count)), ("owners", .array(summary.owners.map { JSON($0) })),
      ("pointers", .array(summary.pointers.map(JSON.string))), ("line", .integer(line)),
    ])
  }

  init(_ pointer: PointerSummary) {
    self = .object([
      ("name", .string(pointer.name)), ("pointer", JSON(pointer.object)),
      ("owns", .bool(pointer.ownership == .one)), ("dangling", .bool(pointer.target == nil)),
      ("destroyed", JSON(pointer.destroyedOn)), ("object", pointer.target.map { JSON($0) } ?? .null),
    ])
  }

  init(_ name: NameSummary) {
    switch name.role {
    case .handle(let count):
      self = .object([
        ("name", .string(name.name)), ("object", JSON(name.object)), ("holds", "handle"),
        ("count", .integer(count)),
      ])
    case .raw(let ownsCount, let isDangling):
      self = .object([
        ("name", .string(name.name)), ("object", JSON(name.object)), ("holds", "raw pointer"),
        ("owns", .bool(ownsCount)), ("dangling", .bool(isDangling)),
      ])
    }
  }

  init(_ watched: Event.WatchedCount) {
    switch watched.state {
    case .unbound:
      self = .object([("name", .string(watched.name)), ("object", .null), ("count", .null)])
    case .bound(let object, let before, let count):
      self = .object([
        ("name", .string(watched.name)), ("object", JSON(object)), ("before", JSON(before)),
        ("count", .integer(count)),
      ])
    }
  }

  init(_ verb: VerbHelp) {
    self = .object([
      ("verb", .string(verb.name)), ("usage", .string(verb.usage)), ("summary", .string(verb.summary)),
      ("example", .array(verb.example.map(JSON.string))),
    ])
  }

  init(_ report: OwnerReport) {
    let object = report.object
    self = .object(
      [
        ("object", JSON(object.object)), ("type", .string(object.type)),
        ("count", .integer(object.count)),
        ("owners", .array(report.shares.map { JSON($0) })),
        ("pointers", .array(object.pointers.map(JSON.string))), ("complete", .bool(report.isComplete)),
      ] + (object.birth.map { $0.fields } ?? []))
  }

  private init(_ share: OwnerReport.Share) {
    self =
      switch share.owner {
      case .name(let name): .object([("kind", "name"), ("name", .string(name))])
      case .raw(let name): .object([("kind", "raw pointer"), ("name", .string(name))])
      case .lost: .object([("kind", "lost raw pointer")])
      case .cell(let cell): .object([("kind", "cell"), ("cell", JSON(cell))] + JSON.fields(of: share.route))
      case .engine(let module):
        .object([("kind", "engine"), ("module", JSON(module))] + JSON.fields(of: share.route))
      case .handle(let handle):
        .object(
          [("kind", handle.isRaw ? "raw pointer" : "handle")] + handle.fields + (share.route?.fields ?? []))
      }
  }

  private static func fields(of route: Route?) -> [(String, JSON)] {
    [
      ("name", JSON(nameOf: route?.root)),
      ("path", route.map { .array($0.objects.map { JSON($0) }) } ?? .null),
    ]
  }
}
