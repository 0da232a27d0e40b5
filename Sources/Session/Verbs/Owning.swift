internal import Model
internal import ExternRef

extension CommandTable {
  static let owning = [
    Verb(
      "clone", handle, group: .own, yields: .handle,
      summary: "make another handle to the same object: its count goes up by 1",
      example: ["a = new string \"hello\"", "b = clone a"]
    ) { (call, h) throws(Failure) in
      h.value.withHandle { owned in
        let before = owned.handle.strongCount
        return .handle(owned.clone(), .cloned(before: before))
      }
    },
    Verb(
      "move", handle, group: .own, yields: .handle,
      summary: "move the handle to another name: the count stays, the old name is unusable",
      example: ["a = new string \"hello\"", "b = move a"]
    ) { (call, h) throws(Failure) in
      let owned = call.session.heap.take(h.value, leaving: .moved(to: call.target?.text))
      return .handle(owned, .moved(from: .name(h.value.name)))
    },
    Verb(
      "drop", distinctHandles, group: .own,
      summary: "drop handles: each count goes down by 1, and at 0 the value is destroyed",
      example: ["a = new string \"hello\"", "b = clone a", "drop a b"]
    ) { (call, handles) throws(Failure) in
      for h in handles { call.session.heap.drop(h.value) }
      return .nothing
    },
  ]
}
