internal import Model
internal import ExternRef

/// A handle and the number of the object that it refers to: one count, with a label.
struct OwnedHandle: ~Copyable, Sendable {
  let object: ObjectID
  let handle: VMExternRef

  init(object: ObjectID, handle: consuming VMExternRef) {
    self.object = object
    self.handle = handle
  }

  /// A handle that comes from outside of the session, where its label was lost; nil when it is none of the session's.
  init?(_ handle: consuming VMExternRef) {
    guard let object = ObjectID(of: handle) else { return nil }
    self.init(object: object, handle: handle)
  }

  func clone() -> OwnedHandle {
    OwnedHandle(object: object, handle: handle.clone())
  }
}

extension ObjectID {
  /// The object behind a handle; nil when the handle is none of the session's.
  init?(of handle: borrowing VMExternRef) {
    for kind in Kind.allCases {
      guard let object = kind.object(of: handle) else { continue }
      self = object
      return
    }
    return nil
  }
}
