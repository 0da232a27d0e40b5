internal import Model
internal import WasmEngine

/// A module at work, in a store of its own: what is behind the handle that `wasm load` makes.
///
/// The engine may hold any number of handles. When the last handle to this value goes, the store ends and gives all of
/// them back; what it lets go of before that, at a collection, takes the same way through the graveyard.
struct Guest: ~Copyable, Sendable {
  /// The path of the module's file, as it was given.
  let path: String
  private let running: Running

  /// SAFETY: a session is for one thread at a time, and only it gets at the instance. What other threads may do, in a
  /// race, is to clone and drop handles to the value, of which the session keeps one meanwhile.
  private final class Running: @unchecked Sendable {
    var instance: Instance?

    init(_ instance: Instance) { self.instance = instance }
  }

  /// - Parameter instance: in a store that nothing else keeps.
  init(path: String, _ instance: Instance) {
    self.path = path
    running = Running(instance)
  }

  /// The module's instance; nil once the store has ended.
  var instance: Instance? { running.instance }

  /// Ends the store while the value lives on: then the engine holds nothing any more.
  func end() { running.instance = nil }
}
