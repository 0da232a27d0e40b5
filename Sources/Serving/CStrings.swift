internal import Glibc

/// Calls `body` with the strings as C wants a list of them: an array of pointers that ends with null.
///
/// - Safety: `body` must not keep the pointers.
@unsafe
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
  defer { unsafe pointers.forEach { unsafe free($0) } }
  // SAFETY: the array and the strings live until `body` is done. It has an element at least, so it has an address.
  return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
}
