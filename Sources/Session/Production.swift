internal import Model

/// What a verb's work leaves for the line to bind, drop or show.
enum Production: ~Copyable {
  case nothing
  /// - Parameter note: what else is worth saying where the value is shown.
  case value(Value, note: String? = nil)
  case handle(OwnedHandle, Arrival)
  case rawPointer(RawPointer, PointerOrigin)
  case request(Request)
}

/// How a handle came to be where it is.
enum Arrival {
  case created(Kind)
  case cloned(before: Int)
  case moved(from: Owner)
}

/// Where a raw pointer comes from.
enum PointerOrigin {
  case asRaw
  /// The name whose handle went into the pointer.
  case intoRaw(String)
}
