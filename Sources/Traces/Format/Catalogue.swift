internal import Model
internal import SystemPackage

/// What the slots of a trace introduce: types, places in the source, threads; and texts, which stay in the file until
/// they are shown.
///
/// The program may introduce the same thing more than once. It has one index here. What is known is never taken back, so
/// that all moments share one catalogue.
final class Catalogue {
  struct TypeEntry: Hashable {
    let name: String
    let valueSize: Int
    let isClass: Bool
  }

  struct ThreadEntry {
    let systemNumber: UInt64
    let name: String
  }

  private(set) var types: [TypeEntry] = []
  private(set) var sites: [Site] = []
  private var isOfLibrary: [Bool] = []
  private(set) var threads: [UInt32: ThreadEntry] = [:]
  private var typeIndices: [TypeEntry: UInt32] = [:]
  private var siteIndices: [Site: UInt32] = [:]
  /// By the slot that introduced it, an index and 1.
  private var typesBySlot = NumberTable<UInt32>(filler: 0)
  private var sitesBySlot = NumberTable<UInt32>(filler: 0)

  /// How long a name may be that is kept.
  private static let nameLimit = 65_536

  /// Takes in what a slot introduces.
  ///
  /// - Returns: false where the introduction is not complete.
  func introduce(_ slot: Slot, at index: Int, in file: TraceFile) throws(TraceError) -> Bool {
    let nameLength = Int(slot.place)
    switch slot.kind {
    case .type:
      guard let name = try name(nameLength, after: index, in: file) else { return false }
      let entry = TypeEntry(name: name, valueSize: Int(clamping: slot.block), isClass: slot.text & 1 != 0)
      typesBySlot[UInt32(index)] = Self.index(of: entry, in: &types, &typeIndices) + 1
    case .place:
      let functionLength = Int(slot.handle)
      guard nameLength <= Self.nameLimit, functionLength <= Self.nameLimit,
        let bytes = try file.payload(after: index, byteCount: nameLength + functionLength)
      else { return false }
      let site = Site(
        file: String(decoding: bytes[..<nameLength], as: UTF8.self), line: Int(slot.text),
        function: String(decoding: bytes[nameLength...], as: UTF8.self))
      sitesBySlot[UInt32(index)] = Self.index(of: site, in: &sites, &siteIndices) + 1
      if isOfLibrary.count < sites.count { isOfLibrary.append(site.isOfLibrary) }
    case .thread:
      guard let name = try name(nameLength, after: index, in: file) else { return false }
      threads[slot.thread] = ThreadEntry(systemNumber: slot.block, name: name)
    default:
      break
    }
    return true
  }

  private func name(_ length: Int, after index: Int, in file: TraceFile) throws(TraceError) -> String? {
    guard length <= Self.nameLimit, let bytes = try file.payload(after: index, byteCount: length) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func index<Entry: Hashable>(
    of entry: Entry, in entries: inout [Entry], _ indices: inout [Entry: UInt32]
  ) -> UInt32 {
    if let index = indices[entry] { return index }
    let index = UInt32(entries.count)
    entries.append(entry)
    indices[entry] = index
    return index
  }

  // MARK: By number

  /// The index of the place that a slot introduced, and 1; 0 where it introduced none.
  @inline(__always)
  func site(_ slot: UInt32) -> UInt32 { slot == 0 ? 0 : sitesBySlot[slot] ?? 0 }

  @inline(__always)
  func type(_ slot: UInt32) -> UInt32 { slot == 0 ? 0 : typesBySlot[slot] ?? 0 }

  /// Whether a place is in the library itself.
  func isOfLibrary(_ number: UInt32) -> Bool { number != 0 && isOfLibrary[Int(number) - 1] }

  /// - Parameter number: an index and 1; 0 is none.
  func site(numbered number: UInt32) -> Site? { number == 0 ? nil : sites[Int(number) - 1] }

  func type(numbered number: UInt32) -> TypeEntry? { number == 0 ? nil : types[Int(number) - 1] }
}
