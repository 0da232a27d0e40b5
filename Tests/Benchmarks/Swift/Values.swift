import CBenchmarks
import Glibc

/// 64 bytes that are aligned to 64. Swift gives no type an alignment above 16, so they are memory of their own, where
/// in Rust and in C++ they are in the block.
@safe
struct CacheLine: ~Copyable, @unchecked Sendable {
  private let memory: UnsafeMutablePointer<Int>

  init(_ value: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
    unsafe memory = bytes.initializeMemory(as: Int.self, repeating: value, count: 8)
  }

  deinit {
    // SAFETY: `init` allocated the memory, and nobody else knows of it.
    unsafe memory.deallocate()
  }
}

/// A value that cannot be copied, and whose end has an effect.
struct Ticket: ~Copyable, Sendable {
  let number: Int

  init(_ number: Int) { self.number = number }

  deinit { unsafe use(UnsafeRawPointer(bitPattern: 16)!) }
}

/// A string of 32 bytes, which is too long to be stored without memory of its own.
@inline(never)
func makeText() -> String {
  String(decoding: text, as: UTF8.self)
}

private let text: [UInt8] = Array("thirty-two bytes of text, or so.".utf8)

// MARK: Memory

/// The bytes that the allocator set aside for a block.
func usableSize(_ block: UnsafeMutableRawPointer) -> Int {
  // SAFETY: the callers pass what the allocator returned.
  unsafe malloc_usable_size(block)
}

/// How many bytes more are resident for each of `count` blocks that are made and kept.
func residentBytes(of count: Int, make: () -> UnsafeMutableRawPointer) -> Int {
  // The room for the pointers is touched first, so that only the blocks are counted.
  var blocks = unsafe [UnsafeMutableRawPointer?](repeating: make(), count: count)
  let before = residentBytes()
  for index in 0..<count { unsafe blocks[index] = make() }
  let after = residentBytes()
  unsafe use(blocks[count - 1]!)
  return (after - before) / count
}

/// The resident memory of this process: the second number in Linux's `/proc/self/statm`, in pages.
private func residentBytes() -> Int {
  guard let file = unsafe fopen("/proc/self/statm", "r") else { fatalError("no /proc/self/statm") }
  defer { unsafe fclose(file) }
  var pages = 0
  // SAFETY: the format names the one argument, an Int.
  let read = unsafe withUnsafeMutablePointer(to: &pages) { pages in
    unsafe withVaList([pages]) { unsafe vfscanf(file, "%*d %ld", $0) }
  }
  guard read == 1 else { fatalError("cannot read /proc/self/statm") }
  return pages * sysconf(Int32(_SC_PAGESIZE))
}
