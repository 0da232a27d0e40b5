internal import Model
internal import ExternRef
internal import Synchronization

/// A value that owns at most one handle, and can change which one: chains and cycles are made of these.
struct Cell: ~Copyable, Sendable {
  private let object: ObjectID
  private let contents: Mutex<OwnedHandle?>
  private let graveyard: Graveyard

  /// - Parameter object: the number of the object that this cell is the value of.
  init(_ contents: consuming OwnedHandle?, object: ObjectID, graveyard: Graveyard) {
    self.object = object
    self.contents = Mutex(contents)
    self.graveyard = graveyard
  }

  deinit {
    if let held = exchange(with: nil) {
      graveyard.leave(Graveyard.Orphan(leftBy: .cell(object), held))
    }
  }

  /// The object that the held handle refers to, or nil when the cell is empty.
  var held: ObjectID? {
    contents.withLock { contents in
      // Not `contents?.object`: Swift 6.3 compiles that wrongly, and took some empty cells for full ones.
      switch contents {
      case .some(let held): held.object
      case .none: nil
      }
    }
  }

  /// Clones the held handle; nil when the cell is empty.
  ///
  /// - Parameter before: is set to the strong count as it was before.
  func clone(countBefore before: inout Int) -> OwnedHandle? {
    contents.withLock { contents in
      switch contents {
      case .some(let held):
        before = held.handle.strongCount
        return held.clone()
      case .none:
        return nil
      }
    }
  }

  /// Puts `new` in and returns what was there.
  func exchange(with new: consuming OwnedHandle?) -> OwnedHandle? {
    var new: OwnedHandle? = new
    return contents.withLock { contents in
      let old = contents.take()
      contents = new.take()
      return old
    }
  }
}
