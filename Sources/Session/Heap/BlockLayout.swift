internal import ExternRef

/// Where things are in the block of an object: what `.layout` draws. Sizes and offsets are in bytes.
public struct BlockLayout: Sendable, Equatable {
  public let object: ObjectID
  public let kind: Kind
  public let count: Int
  public let countOffset: Int
  public let typeOffset: Int
  public let headerSize: Int
  public let paddingSize: Int
  public let valueOffset: Int
  public let valueSize: Int
  public let valueAlignment: Int
  public let blockSize: Int
  public let blockAlignment: Int
  /// Where the block is, and the bytes of the value; nil unless addresses were asked for, because both differ from run
  /// to run.
  public let address: UInt?
  public let valueBytes: [UInt8]?
}

extension Session {
  /// How the block of an object is laid out; nil when it is dead.
  func layout(of object: ObjectID) -> BlockLayout? {
    guard let record = ledger[object] else { return nil }
    return record.withHandle { handle in
      let layout = handle.layout
      return BlockLayout(
        object: object, kind: record.kind, count: handle.strongCount,
        countOffset: VMExternRef.Layout.countOffset, typeOffset: VMExternRef.Layout.typeOffset,
        headerSize: VMExternRef.Layout.headerSize, paddingSize: layout.paddingSize,
        valueOffset: layout.valueOffset, valueSize: layout.valueSize, valueAlignment: layout.valueAlignment,
        blockSize: layout.blockSize, blockAlignment: layout.blockAlignment,
        address: showsAddresses ? record.address.bits : nil,
        // SAFETY: no other thread has a handle while a line looks at the heap; the bytes are shown, not interpreted.
        valueBytes: showsAddresses ? unsafe handle.withUnsafeValueBytes { unsafe Array($0) } : nil)
    }
  }
}
