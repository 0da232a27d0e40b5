internal import ExternRef

/// A handle and the number of the object that it refers to: one count, with a label.
struct Owned: ~Copyable, Sendable {
  let object: ObjectID
  let handle: VMExternRef

  func clone() -> Owned {
    Owned(object: object, handle: handle.clone())
  }
}
