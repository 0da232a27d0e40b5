internal import Model
internal import ExternRef

extension CommandTable {
  static let pointers = [
    Verb(
      "as_raw", handle, group: .raw, yields: .rawPointer,
      summary: "take the raw pointer: an address that owns nothing, so the count stays",
      example: ["a = new string \"hello\"", "p = as_raw a"]
    ) { (call, h) throws(Failure) in
      h.value.withHandle { owned in
        .rawPointer(
          RawPointer(object: owned.object, address: Address(of: owned.handle), ownership: .none), .asRaw)
      }
    },
    Verb(
      "clone_from_raw", pointer, group: .raw, yields: .handle,
      summary: "make a handle from a raw pointer whose object is alive: its count goes up by 1",
      example: ["a = new string \"hello\"", "p = as_raw a", "b = clone_from_raw p"]
    ) { (call, p) throws(Failure) in
      let (pointer, before) = try call.session.livePointer(p)
      // SAFETY: the ledger has the object, so its count is above zero and the block is alive.
      let clone = unsafe pointer.address.clone()
      return .handle(OwnedHandle(object: pointer.object, handle: clone), .cloned(before: before))
    },
    Verb(
      "into_raw", handle, group: .raw, yields: .rawPointer,
      summary: "turn the handle into a raw pointer that owns its count; from_raw must give it back",
      example: ["a = new string \"hello\"", "p = into_raw a", "b = from_raw p"]
    ) { (call, h) throws(Failure) in
      let owned = call.session.heap.take(h.value, leaving: .intoRaw(call.target?.text))
      let object = owned.object
      // The name is made anew from the line. Swift 6.3 can take a retained string that is returned within a noncopyable
      // enum for a reason to copy the enum, in optimized code, and then ends the program.
      return .rawPointer(
        RawPointer(object: object, address: Address(taking: owned.handle), ownership: .one),
        .intoRaw(call.text(h.token.range)))
    },
    Verb(
      "from_raw", owningPointer, group: .raw, yields: .handle,
      summary: "turn a raw pointer from into_raw back into the handle that it owns",
      example: ["a = new string \"hello\"", "p = into_raw a", "b = from_raw p"]
    ) { (call, p) throws(Failure) in
      var (pointer, _) = try call.session.livePointer(p)
      pointer.ownership = .spent
      p.value.rawPointer = pointer
      call.session.heap.ledger.remove(.raw(p.value.name), from: pointer.object)
      call.session.heap.ledger.addPointer(p.value.name, to: pointer.object)
      // SAFETY: `into_raw` moved a count into this pointer, and `spent` above keeps it from coming out twice.
      let handle = unsafe pointer.address.giveBack()
      return .handle(OwnedHandle(object: pointer.object, handle: handle), .moved(from: .raw(p.value.name)))
    },
  ]
}

extension Session {
  /// The pointer that a name holds, if its object is alive, and the object's count.
  func livePointer(_ p: Argument<Binding>) throws(Failure) -> (pointer: RawPointer, count: Int) {
    guard let pointer = p.value.rawPointer else { throw .notARawPointer(p.token) }
    guard let record = ledger[pointer.object] else {
      throw .dangling(
        p.token, object: pointer.object, destroyedOn: pointer.destroyedOn,
        reuse: reuse(of: pointer))
    }
    return (pointer, record.count)
  }

  /// Whether the address of a dangling pointer belongs to another object now. The allocator decides that, so a session
  /// whose answers must not depend on it says only whether it may be.
  func reuse(of pointer: RawPointer) -> AddressReuse {
    guard isReproducible else { return ledger.object(at: pointer.address).map(AddressReuse.by) ?? .none }
    let isFollowed = ledger.objects.contains { ledger[$0]?.line ?? 0 > pointer.destroyedOn ?? .max }
    return isFollowed ? .possible : .none
  }
}
