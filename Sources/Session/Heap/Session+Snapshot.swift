internal import ExternRef
public import Model

// A session as it stands, as plain values. Each count is read from the handle, and looking changes none.
extension Session {
  /// The names and objects as they stand, with each count read from the handle.
  ///
  /// - Complexity: O(*n*) in the number of names and objects.
  public var snapshot: Snapshot {
    Snapshot(names: nameSummaries, objects: ledger.objects.compactMap(summary(of:)))
  }

  /// The names that hold something, in the order of binding.
  public var nameSummaries: [NameSummary] {
    names.bound.compactMap { binding in
      guard let object = binding.object else { return nil }
      let role: NameSummary.Role =
        if let pointer = binding.rawPointer {
          .raw(ownsCount: pointer.ownership == .one, isDangling: pointer.isDangling)
        } else {
          .handle(count: binding.withHandle { $0.handle.strongCount })
        }
      return NameSummary(name: binding.name, object: object, role: role)
    }
  }

  /// An object as it stands; nil when it is dead.
  public func summary(of object: ObjectID) -> ObjectSummary? {
    ledger[object].map { record in
      record.withHandle { handle in
        ObjectSummary(
          object: object, type: record.kind.typeName, value: record.kind.describe(handle) ?? .null,
          count: handle.strongCount, owners: record.owners, pointers: record.pointers,
          address: heap.showsAddresses ? Address(of: handle).bits : nil, origin: .line(record.line))
      }
    }
  }

  /// A raw pointer and what it points at; nil where the name holds none.
  func pointerSummary(of binding: Binding) -> PointerSummary? {
    guard let pointer = binding.rawPointer else { return nil }
    let target = summary(of: pointer.object)
    return PointerSummary(
      name: binding.name, object: pointer.object, ownership: pointer.ownership, target: target,
      destroyedOn: pointer.destroyedOn, reuse: target == nil ? reuse(of: pointer) : .none)
  }

  /// How the block of an object is laid out; nil when it is dead.
  func layout(of object: ObjectID) -> BlockLayout? {
    guard let record = ledger[object] else { return nil }
    return record.withHandle { handle in
      let layout = handle.layout
      return BlockLayout(
        object: object, type: record.kind.typeName, count: handle.strongCount,
        countOffset: VMExternRef.Layout.countOffset, typeOffset: VMExternRef.Layout.typeOffset,
        headerSize: VMExternRef.Layout.headerSize, paddingSize: layout.paddingSize,
        valueOffset: layout.valueOffset, valueSize: layout.valueSize, valueAlignment: layout.valueAlignment,
        blockSize: layout.blockSize, blockAlignment: layout.blockAlignment,
        address: heap.showsAddresses ? record.address.bits : nil,
        // SAFETY: no other thread has a handle while a line looks at the heap; the bytes are shown, not interpreted.
        valueBytes: heap.showsAddresses ? unsafe handle.withUnsafeValueBytes { unsafe Array($0) } : nil)
    }
  }
}
