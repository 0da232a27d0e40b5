package import Files
package import Model
internal import SystemPackage

/// The trace of another program: what happened in it to its handles, and what lived when.
///
/// The file is read as far as a question needs it, and never held in memory. Going through it once leaves copies of the
/// state here and there, so that moments in the middle are near.
package final class Trace {
  package let path: String
  private let file: GrowingFile
  private(set) var header: Header
  private let log: TraceFile
  /// Reads names and texts, which stand anywhere.
  private let names: TraceFile

  let catalogue = Catalogue()
  package private(set) var marks: [Mark] = []
  /// How far the catalogue and the marks are known.
  private var knownSlot = Slot.first
  /// The state at the end of what has been read so far.
  private var latest = Replay()
  private var checkpoints: [Replay] = []
  /// How often states are kept on the way, where moments will be asked for.
  private let checkpointEvents: Int?
  /// Whether a slot in flight is waited for, because its program runs.
  private var isFollowing = false
  private var texts: [UInt32: String] = [:]

  /// How many slots are read at once, and how many names and texts.
  private static let logPiece = 1 << 15
  private static let namePiece = 1 << 7
  /// How many events are between two copies of the state for each value in it, at least.
  private static let eventsPerValue = 8
  private static let keptTexts = 10_000

  /// A moment that the program named.
  package struct Mark: Sendable {
    /// The slot of its name.
    let text: UInt32
    let slot: UInt32
    /// Its number among all events.
    package let event: Int
    /// In milliseconds since the trace began.
    package let time: Int
    package let liveCount: Int
    let site: UInt32
    package let thread: Int?
  }

  /// - Parameter checkpointEvents: how many events are between two copies of the state, at least; nil where only the end
  ///   will be asked for.
  package convenience init(path: String, checkpointEvents: Int? = 500_000) throws(TraceError) {
    let file: GrowingFile
    do throws(FileProblem) {
      file = try GrowingFile(path: path)
    } catch {
      throw TraceError(error)
    }
    try self.init(file, path: path, checkpointEvents: checkpointEvents)
  }

  /// - Parameter path: what messages call the file.
  package init(_ file: GrowingFile, path: String, checkpointEvents: Int? = 500_000) throws(TraceError) {
    self.path = path
    self.file = file
    self.checkpointEvents = checkpointEvents
    header = try Header(of: file)
    log = TraceFile(file, pieceCount: Self.logPiece)
    names = TraceFile(file, pieceCount: Self.namePiece)
  }

  /// Whether a file begins as a trace does.
  package static func isTrace(_ path: String) -> Bool {
    let beginning = try? GrowingFile(path: path).bytes(from: 0, count: Header.mark.count)
    return beginning == Header.mark
  }

  // MARK: Going on

  /// Takes in slots until so many events are done, or the log ends.
  ///
  /// - Parameters:
  ///   - observe: is given each event with the state after it.
  ///   - searched: is given the state after each search that is complete.
  /// - Complexity: O(*n*) on average in the number of slots.
  func advance(
    _ replay: inout Replay, toEvent limit: Int = .max,
    observe: ((Replay.Step, Replay) -> Void)? = nil, searched: ((Replay) -> Void)? = nil
  ) throws(TraceError) {
    let catalogue = catalogue
    while replay.nextSlot < header.end, replay.eventCount < limit {
      let (words, range) = try log.piece(from: replay.nextSlot, to: header.end)
      if range.isEmpty { return }
      let pause = min(limit, nextCheckpoint(replay))
      for at in stride(from: range.lowerBound, to: range.upperBound, by: Slot.wordCount) {
        let slot = Slot(words, at: at)
        guard let kind = slot.kind else {
          if slot.isInFlight {
            if isFollowing { return }
            replay.noteInFlight()
          } else {
            replay.noteDamage()
          }
          continue
        }
        if kind.isEvent {
          let event = replay.nextSlot
          let step = replay.apply(slot, kind, in: catalogue)
          if kind == .mark, event >= knownSlot { note(step, at: event, in: replay) }
          observe?(step, replay)
          if replay.eventCount >= pause { break }
        } else if kind == .more {
          replay.skip()
        } else if kind.rawValue < Slot.Kind.more.rawValue {
          if replay.nextSlot >= knownSlot {
            let isComplete = try catalogue.introduce(slot, at: replay.nextSlot, in: names)
            if !isComplete {
              if isFollowing { return }
              replay.noteDamage()
              continue
            }
          }
          replay.skip()
        } else {
          replay.note(slot)
          if kind == .searched { searched?(replay) }
        }
      }
      knownSlot = max(knownSlot, replay.nextSlot)
      if replay.eventCount >= nextCheckpoint(replay) { checkpoints.append(replay) }
    }
  }

  /// After how many events the next copy of the state is due.
  private func nextCheckpoint(_ replay: Replay) -> Int {
    guard let checkpointEvents else { return .max }
    return (checkpoints.last?.eventCount ?? 0) + max(checkpointEvents, Self.eventsPerValue * replay.weight)
  }

  private func note(_ step: Replay.Step, at slot: Int, in replay: borrowing Replay) {
    marks.append(
      Mark(
        text: step.text, slot: UInt32(slot), event: replay.eventCount, time: Int(step.time),
        liveCount: replay.objects.count, site: step.place, thread: Replay.Names.thread(step.thread)))
  }

  /// The state at the end of the log.
  func now() throws(TraceError) -> Replay {
    try advance(&latest)
    return latest
  }

  /// The state when so many events were done; nil when there are fewer.
  func replay(afterEvent number: Int) throws(TraceError) -> Replay? {
    // The states that were kept are copies: the latest goes on by itself.
    if number >= latest.eventCount {
      try advance(&latest, toEvent: number)
      return latest.eventCount == number ? latest : nil
    }
    var replay = checkpoints.last { $0.eventCount <= number } ?? Replay()
    try advance(&replay, toEvent: number)
    return replay
  }

  /// Whether there are so many events. Reads no further than it takes.
  func hasEvent(_ number: Int) throws(TraceError) -> Bool {
    try advance(&latest, toEvent: number)
    return latest.eventCount >= number
  }

  /// The state at a mark, with what the search found that was made for it.
  func replay(at mark: Mark) throws(TraceError) -> Replay? {
    guard var replay = try replay(afterEvent: mark.event) else { return nil }
    var next = replay.nextSlot
    var isSearching = false
    // Events of other threads stand between; they are later than the mark.
    while next < header.end {
      let (words, range) = try log.piece(from: next, to: header.end)
      if range.isEmpty { break }
      for at in stride(from: range.lowerBound, to: range.upperBound, by: Slot.wordCount) {
        let slot = Slot(words, at: at)
        switch slot.kind {
        case .search:
          guard slot.handle == mark.slot else { return replay }
          isSearching = true
          replay.note(slot)
        case .inside where isSearching:
          replay.note(slot)
        case .searched where isSearching:
          replay.note(slot)
          return replay
        case .mark where !isSearching:
          // There was none for this one.
          return replay
        default: break
        }
      }
      next += range.count / Slot.wordCount
    }
    return replay
  }

  // MARK: Growing

  /// Reads how far the program has come.
  ///
  /// - Returns: whether there is more than before.
  package func refresh() throws(TraceError) -> Bool {
    let old = header
    header = try Header(of: file)
    log.refresh()
    names.refresh()
    return header != old
  }

  /// Waits for slots in flight from now on, as long as the program runs.
  package func follow() { isFollowing = isBeingWritten }

  /// Whether the program still writes. A writer holds a lock on the file.
  package var isBeingWritten: Bool {
    header.state == .open && file.isLocked
  }

  // MARK: Names

  func text(_ slot: UInt32) -> String? {
    if slot == 0 { return nil }
    if let text = texts[slot] { return text }
    guard let introduction = try? names.slot(Int(slot)), introduction.kind == .text,
      let bytes = try? names.payload(after: Int(slot), byteCount: min(Int(introduction.place), 65_536))
    else { return "(unreadable)" }
    let text = String(decoding: bytes, as: UTF8.self)
    if texts.count >= Self.keptTexts { texts.removeAll() }
    texts[slot] = text
    return text
  }

  var replayNames: Replay.Names { Replay.Names(catalogue: catalogue, text: { [self] in text($0) }) }

  package func name(of mark: Mark) -> String { text(mark.text) ?? "" }

  package func site(of mark: Mark) -> Site? { catalogue.site(numbered: mark.site) }
}

extension Header {
  fileprivate init(of file: GrowingFile) throws(TraceError) {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try file.bytes(from: 0, count: Self.byteCount)
    } catch {
      throw .errno(error)
    }
    try self.init(bytes)
  }
}

extension TraceError {
  fileprivate init(_ problem: FileProblem) {
    switch problem {
    case .errno(let errno): self = .errno(errno)
    case .unusable(let obstacle): self = .unusable(obstacle)
    }
  }
}
