internal import Synchronization
public import SystemPackage

/// The file calls of a session, with what each led to: so that its lines can be done again without any file noticing.
///
/// A ``replica()`` answers each call as the original did, in the same order, and touches no file. Once it has become the
/// session's own, with ``takeOver(from:)``, its files are open again, each at its position, and further calls are real.
public final class FileRecord: FileCalls {
  /// What a call led to.
  private enum Outcome {
    case opened(Identity?)
    case failed(Errno)
    case obstacle(String?)
    case read([UInt8])
    case wrote(Int)
    case rewound
  }

  /// What makes a file this one, whatever its path.
  fileprivate struct Identity: Equatable {
    let device: DeviceID
    let inode: Inode

    /// nil for what is no descriptor of the system's.
    init?(_ descriptor: FileDescriptor) {
      guard let status = try? descriptor.stat() else { return nil }
      (device, inode) = (status.deviceID, status.inode)
    }
  }

  /// A file that is open, or was when the lines were first done.
  fileprivate struct File {
    let path: String
    let mode: OpenFile.Mode
    /// What opened it, and can open it once more.
    let opener: any FileCalls
    let identity: Identity?
    var position = 0
    /// nil while calls are only repeated.
    var descriptor: FileDescriptor?
  }

  private struct State {
    var calls: any FileCalls
    var outcomes: [Outcome] = []
    /// How many of the outcomes have happened to the session as it stands. Those behind are of lines that were taken back.
    var position = 0
    var bytes = 0
    var isWhole = true
    var isReplica = false
    /// The open files, by the number that stands for a descriptor: it is the same in a replica.
    var files: [CInt: File] = [:]
    var lastNumber: CInt = firstNumber
  }

  /// How much is kept of what was read, and how many calls.
  private static let byteLimit = 16 << 20
  private static let callLimit = 1_000_000
  /// No descriptor of the system's: one that is mistaken for one fails.
  private static let firstNumber: CInt = -2

  private let state: Mutex<State>

  public init(_ calls: any FileCalls) {
    state = Mutex(State(calls: calls))
  }

  private init(_ state: State) {
    self.state = Mutex(state)
  }

  /// What really opens files from now on.
  public func setCalls(_ calls: any FileCalls) {
    state.withLock { $0.calls = calls }
  }

  /// A record of a session that begins anew.
  public func anew() -> FileRecord { FileRecord(state.withLock { $0.calls }) }

  // MARK: Doing the same again

  /// File calls that give the same answers again, from the first on; nil where too many were made to keep the answers.
  public func replica() -> FileRecord? {
    state.withLock { state in
      guard state.isWhole else { return nil }
      var copy = State(calls: state.calls)
      copy.outcomes = state.outcomes
      copy.bytes = state.bytes
      copy.isReplica = true
      return FileRecord(copy)
    }
  }

  /// Why a file could not be opened once more: `ESTALE` where another one has taken its place.
  public struct Obstacle: Error {
    public let path: String
    public let errno: Errno
  }

  /// Opens the files that the repeated lines have left open, each at its position; further calls are real.
  ///
  /// - Parameter original: the record that this repeats. Files that are open there are taken over; it must not be used
  ///   afterwards.
  /// - Throws: why a file that has been closed meanwhile cannot be opened. Then nothing has changed.
  public func takeOver(from original: FileRecord) throws(Obstacle) {
    var files = state.withLock { $0.files }
    let there = original.state.withLock { $0.files }
    for (number, file) in files where there[number]?.descriptor == nil {
      do throws(Errno) {
        let descriptor = try file.opener.reopen(file.path, file.mode)
        files[number]?.descriptor = descriptor
        // Another file may have taken the place, and what is done to it is not to be undone.
        if let identity = file.identity, Identity(descriptor) != identity { throw .staleNFSFileHandle }
      } catch {
        for file in files.values { file.descriptor.map { try? file.opener.close($0) } }
        throw Obstacle(path: file.path, errno: error)
      }
    }
    for (number, file) in files {
      let descriptor =
        file.descriptor ?? original.state.withLock { $0.files[number]?.descriptor.take() }
      files[number]?.descriptor = descriptor
      // What has no position, a terminal for example, has none to go back to.
      if let descriptor { try? file.opener.seek(descriptor, to: file.position) }
    }
    state.withLock { state in
      state.files = files
      state.isReplica = false
    }
  }

  // MARK: Calls

  public func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    let (calls, isReplica) = state.withLock { ($0.calls, $0.isReplica) }
    if isReplica {
      guard case .opened(let identity) = try repeated() else { throw .ioError }
      return enter(File(path: path, mode: mode, opener: calls, identity: identity))
    }
    let descriptor = try noting({ .opened(Identity($0)) }) { () throws(Errno) in try calls.open(path, mode) }
    return enter(
      File(path: path, mode: mode, opener: calls, identity: Identity(descriptor), descriptor: descriptor))
  }

  /// Opens a file that has been open before. A record is asked for the files of its lines, and never for this.
  public func reopen(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try open(path, mode)
  }

  public func obstacle(at number: FileDescriptor) throws(Errno) -> String? {
    let (file, isReplica) = self.file(number)
    if isReplica {
      guard case .obstacle(let obstacle) = try repeated() else { throw .ioError }
      return obstacle
    }
    let (descriptor, calls) = try file.opened
    return try noting({ .obstacle($0) }) { () throws(Errno) in try calls.obstacle(at: descriptor) }
  }

  public func read(_ number: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8] {
    let (file, isReplica) = self.file(number)
    let bytes: [UInt8]
    if isReplica {
      guard case .read(let same) = try repeated(), same.count <= limit else { throw .ioError }
      bytes = same
    } else {
      let (descriptor, calls) = try file.opened
      bytes = try noting({ .read($0) }) { () throws(Errno) in try calls.read(descriptor, upTo: limit) }
    }
    move(number) { $0 + bytes.count }
    return bytes
  }

  public func write(_ number: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
    let (file, isReplica) = self.file(number)
    let count: Int
    if isReplica {
      guard case .wrote(let same) = try repeated(), same <= bytes.count else { throw .ioError }
      count = same
    } else {
      let (descriptor, calls) = try file.opened
      count = try noting({ .wrote($0) }) { () throws(Errno) in try calls.write(descriptor, bytes) }
    }
    move(number) { $0 + count }
    return count
  }

  public func seek(_ number: FileDescriptor, to offset: Int) throws(Errno) {
    let (file, isReplica) = self.file(number)
    if isReplica {
      guard case .rewound = try repeated() else { throw .ioError }
    } else {
      let (descriptor, calls) = try file.opened
      try noting({ .rewound }) { () throws(Errno) in try calls.seek(descriptor, to: offset) }
    }
    move(number) { _ in offset }
  }

  public func close(_ number: FileDescriptor) throws(Errno) {
    let file = state.withLock { $0.files.removeValue(forKey: number.rawValue) }
    if let file, let descriptor = file.descriptor { try file.opener.close(descriptor) }
  }

  // MARK: Notes

  private func enter(_ file: File) -> FileDescriptor {
    state.withLock { state in
      state.lastNumber -= 1
      state.files[state.lastNumber] = file
      return FileDescriptor(rawValue: state.lastNumber)
    }
  }

  private func file(_ number: FileDescriptor) -> (file: File?, isReplica: Bool) {
    state.withLock { ($0.files[number.rawValue], $0.isReplica) }
  }

  private func move(_ number: FileDescriptor, _ body: (Int) -> Int) {
    state.withLock { state in
      if let position = state.files[number.rawValue]?.position {
        state.files[number.rawValue]?.position = body(position)
      }
    }
  }

  /// What the next call led to the first time.
  private func repeated() throws(Errno) -> Outcome {
    let outcome: Outcome? = state.withLock { state in
      guard state.position < state.outcomes.count else { return nil }
      defer { state.position += 1 }
      return state.outcomes[state.position]
    }
    // A line that makes other calls than it did is noticed by what it does.
    guard let outcome else { throw .ioError }
    if case .failed(let error) = outcome { throw error }
    return outcome
  }

  private func noting<Result>(
    _ outcome: (Result) -> Outcome, _ body: () throws(Errno) -> Result
  ) throws(Errno) -> Result {
    do {
      let result = try body()
      note(outcome(result))
      return result
    } catch {
      note(.failed(error))
      throw error
    }
  }

  private func note(_ outcome: Outcome) {
    state.withLock { state in
      guard state.isWhole else { return }
      if state.position < state.outcomes.count {
        for case .read(let bytes) in state.outcomes[state.position...] { state.bytes -= bytes.count }
        state.outcomes.removeSubrange(state.position...)
      }
      if case .read(let bytes) = outcome { state.bytes += bytes.count }
      state.outcomes.append(outcome)
      state.position += 1
      guard state.outcomes.count > Self.callLimit || state.bytes > Self.byteLimit else { return }
      state.isWhole = false
      state.outcomes = []
      state.position = 0
    }
  }
}

extension Optional where Wrapped == FileRecord.File {
  /// The descriptor of a file that is open.
  fileprivate var opened: (descriptor: FileDescriptor, calls: any FileCalls) {
    get throws(Errno) {
      guard case .some(let file) = self, let descriptor = file.descriptor else { throw .badFileDescriptor }
      return (descriptor, file.opener)
    }
  }
}
