/// Where things are in the block of an object: what `.layout` draws. Sizes and offsets are in bytes.
public struct BlockLayout: Sendable, Equatable {
  public let object: ObjectID
  public let type: String
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

  package init(
    object: ObjectID, type: String, count: Int, countOffset: Int, typeOffset: Int, headerSize: Int,
    paddingSize: Int, valueOffset: Int, valueSize: Int, valueAlignment: Int, blockSize: Int,
    blockAlignment: Int, address: UInt?, valueBytes: [UInt8]?
  ) {
    self.object = object
    self.type = type
    self.count = count
    self.countOffset = countOffset
    self.typeOffset = typeOffset
    self.headerSize = headerSize
    self.paddingSize = paddingSize
    self.valueOffset = valueOffset
    self.valueSize = valueSize
    self.valueAlignment = valueAlignment
    self.blockSize = blockSize
    self.blockAlignment = blockAlignment
    self.address = address
    self.valueBytes = valueBytes
  }
}
