import Files
@testable import Model
@testable import Session
import Synchronization
import SystemPackage

/// A file system of one file, whose calls fail when told to.
final class FaultyCalls: FileCalls {
  enum Call: CaseIterable {
    case open, stat, read, write, rewind, close
  }

  struct State {
    var contents: [UInt8] = []
    var position = 0
    var openCount = 0
    var isDirectory = false
    /// The error of the next such call; gone once it has struck.
    var faults: [Call: Errno] = [:]
    /// How many bytes a call moves at most.
    var chunk = Int.max
    /// How many reads or writes go well before the fault.
    var patience = 0
  }

  let state = Mutex(State())

  private func perform<Result: Sendable>(
    _ call: Call, _ body: (inout State) -> Result
  ) throws(Errno) -> Result {
    try state.withLock { (state) throws(Errno) in
      if state.faults[call] != nil, state.patience > 0 {
        state.patience -= 1
      } else if let fault = state.faults.removeValue(forKey: call) {
        throw fault
      }
      return body(&state)
    }
  }

  func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try perform(.open) { state in
      state.openCount += 1
      return FileDescriptor(rawValue: 1_000)
    }
  }

  func obstacle(at descriptor: FileDescriptor) throws(Errno) -> String? {
    try perform(.stat) { $0.isDirectory ? "a directory" : nil }
  }

  func read(_ descriptor: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8] {
    try perform(.read) { state in
      let bytes = state.contents.dropFirst(state.position).prefix(min(limit, state.chunk))
      state.position += bytes.count
      return Array(bytes)
    }
  }

  func write(_ descriptor: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
    try perform(.write) { state in
      let taken = bytes.prefix(state.chunk)
      state.contents += taken
      return taken.count
    }
  }

  func reopen(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try open(path, mode)
  }

  func seek(_ descriptor: FileDescriptor, to offset: Int) throws(Errno) {
    try perform(.rewind) { $0.position = offset }
  }

  func close(_ descriptor: FileDescriptor) throws(Errno) {
    // `close` gives the descriptor back also when it fails.
    state.withLock { $0.openCount -= 1 }
    try perform(.close) { _ in }
  }
}
